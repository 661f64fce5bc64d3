import type { ResolvedBackupTarget } from '../resolved';
import type { Port } from '../values';
import { Value } from '../values/value';
import type { Machine, NetworkInterface } from './machine';

/** What every target may be given. */
export interface BackupTargetProps {
  /**
   * A machine of the system that takes the backups, by its first card or the one that is named. It has to listen on the port.
   * @default - the system's `provisioning.backup`
   */
  readonly server?: Machine | NetworkInterface;
}

/** Props of {@link BackupTarget.sftp}. */
export interface SftpTargetProps extends BackupTargetProps {
  /** The account, which takes the public key that belongs to the private one of the variable `<machine>_backup_key`. */
  readonly user: string;
  /** Absolute path of the folder in which each machine gets one of its own, `<system>-<machine>`. */
  readonly path: string;
  /** The server's public key, as `ssh-keyscan` prints it behind the host: a server with another one is given nothing. */
  readonly hostKey: string;
  /** @default - TCP 22 */
  readonly port?: Port;
}

/** Props of {@link BackupTarget.s3}. */
export interface S3TargetProps extends BackupTargetProps {
  /** Its name. In it each machine has what begins with `<system>-<machine>/`. */
  readonly bucket: string;
  /**
   * The name that its certificate is made out to, if no other.
   * @default - the name that the server has in DNS, or else its address
   */
  readonly host?: string;
  /** @default - whatever the server says */
  readonly region?: string;
  /** Speaks TLS. @default - TCP 443 */
  readonly port?: Port;
}

/** Props of {@link BackupTarget.nfs}. */
export interface NfsTargetProps extends BackupTargetProps {
  /** Absolute path of what is exported. In it each machine gets a folder of its own, `<system>-<machine>`. */
  readonly path: string;
}

/** A target as it was given, by the protocol that it speaks. */
export type GivenBackupTarget =
  | { readonly by: 'sftp'; readonly props: SftpTargetProps }
  | { readonly by: 's3'; readonly props: S3TargetProps }
  | { readonly by: 'nfs'; readonly props: NfsTargetProps };

/** The given target of a protocol. */
export type GivenTargetOf<By extends ResolvedBackupTarget['by']> = Extract<GivenBackupTarget, { by: By }>['props'];

/**
 * Where backups go when they leave a machine: a repository of restic for each machine, encrypted before anything is sent. What opens it are
 * sensitive variables of Terraform, called after the machine.
 */
export class BackupTarget extends Value {
  protected declare readonly brand: 'BackupTarget';

  private constructor(
    /** What it was given. */
    readonly given: GivenBackupTarget,
  ) {
    super();
  }

  /** A server that is reached by SSH, such as OpenSSH with `internal-sftp`. */
  static sftp(props: SftpTargetProps): BackupTarget {
    return new BackupTarget({ by: 'sftp', props });
  }

  /** A bucket of Amazon S3, or of whatever speaks its protocol over TLS (MinIO, Ceph). */
  static s3(props: S3TargetProps): BackupTarget {
    return new BackupTarget({ by: 's3', props });
  }

  /** What a server exports by NFS 4. It is mounted while a backup runs. */
  static nfs(props: NfsTargetProps): BackupTarget {
    return new BackupTarget({ by: 'nfs', props });
  }
}
