import type { SecretVariable } from '../../guest/secret-variables';
import type { ResolvedBackupTarget } from '../../resolved';
import { optional, propsOf, type Shape, text } from '../../shape';
import { fingerprint, isNameOrAddress, Port, portText } from '../../values';
import type { GivenTargetOf, NfsTargetProps, S3TargetProps, SftpTargetProps } from '../../workload/backup-target';
import { isGuestPath } from '../pod/file-folders';
import { NFS, SERVER } from '../pod/nfs';
import { PORT, SSH_KEY } from '../values';

type By = ResolvedBackupTarget['by'];
type Of<B extends By> = Extract<ResolvedBackupTarget, { by: B }>;

/** What all targets have. */
export type CommonOfTargets = Pick<ResolvedBackupTarget, 'host' | 'port' | 'folder' | 'passwordVariable'>;

/** Tells what is wrong with a prop of a target. */
export type SayOfTarget = (prop: string, reason: string, fix: string) => void;

interface KindOfTarget<B extends By> {
  readonly shape: Shape;
  readonly port: (given: GivenTargetOf<B>) => Port;
  /** The name that is dialled whatever the server is called. Unset: it is dialled by no other name than the server's. */
  readonly host?: (given: GivenTargetOf<B>) => string | undefined;
  /** Whether the server proves who it is by its name. */
  readonly byName: boolean;
  readonly check: (given: GivenTargetOf<B>, say: SayOfTarget) => void;
  /** @param variable makes the name of a Terraform variable of the machine's */
  readonly resolve: (given: GivenTargetOf<B>, common: CommonOfTargets, variable: (what: SecretVariable) => string) => Of<B>;
  /** Where the machine's repository is, as restic writes it without the login. */
  readonly address: (target: Of<B>) => string;
  /** What else a guest is told of it. */
  readonly more: (target: Of<B>) => readonly string[];
  /** What has to be there before the first backup, as sentences without the machine. */
  readonly needs: (target: Of<B>) => readonly string[];
}

function checkPort(port: Port | undefined, say: SayOfTarget): void {
  if (port && portText(port.resolved) !== `tcp/${port.resolved.from}`)
    say('port', `${port} is not one port of TCP`, 'Write one such as Port.tcp(22).');
}

function checkPath(path: string, say: SayOfTarget): void {
  if (path === '/' || isGuestPath(bare(path))) return;
  say('path', `"${path}" is no path that is taken`, 'Write an absolute path of letters, digits and /._@+-, such as /srv/backups.');
}

const bare = (path: string): string => path.replace(/\/$/, '');
const at = (host: string, port: number, usual: number): string => (port === usual ? host : `${host}:${port}`);

const TARGETS: { readonly [B in By]: KindOfTarget<B> } = {
  sftp: {
    shape: propsOf<SftpTargetProps>({ server: optional(SERVER), user: text, path: text, hostKey: SSH_KEY, port: optional(PORT) }),
    port: ({ port = Port.tcp(22, 'ssh') }) => port,
    byName: false,
    check: ({ user, path, port }, say) => {
      if (!/^[A-Za-z_][A-Za-z0-9_.-]{0,31}$/.test(user))
        say('user', `"${user}" is no name of an account`, 'Use 1 to 32 letters, digits and ._-, starting with a letter.');
      checkPath(path, say);
      checkPort(port, say);
    },
    resolve: ({ user, path, hostKey }, common, variable) => ({
      by: 'sftp',
      ...common,
      user,
      path: bare(path),
      hostKey: hostKey.split(' ').slice(0, 2).join(' '),
      keyVariable: variable('backup_key'),
    }),
    address: ({ user, host, port, path, folder }) => `sftp://${user}@${at(host, port, 22)}${path}/${folder}`,
    more: ({ hostKey }) => [`host key ${fingerprint(hostKey)}`],
    needs: ({ host, user, path, keyVariable, folder }) => [
      `The server ${host}: its account "${user}" takes the public key of the variable ${keyVariable}, and may make the folder ${path}/${folder}.`,
    ],
  },
  s3: {
    shape: propsOf<S3TargetProps>({
      server: optional(SERVER),
      bucket: text,
      host: optional(text),
      region: optional(text),
      port: optional(PORT),
    }),
    port: ({ port = Port.tcp(443, 'https') }) => port,
    host: ({ host }) => host,
    byName: true,
    check: ({ bucket, host, region, port }, say) => {
      if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket))
        say('bucket', `"${bucket}" is no name of a bucket`, 'Use 3 to 63 lower-case letters, digits, dots and hyphens.');
      if (host !== undefined && !isNameOrAddress(host))
        say('host', `"${host}" is neither a name in DNS nor an address`, 'Write the name alone, such as s3.eu-central-1.amazonaws.com.');
      if (region !== undefined && !/^[a-z0-9-]{1,63}$/.test(region))
        say('region', `"${region}" is no name of a region`, 'Write one such as eu-central-1.');
      checkPort(port, say);
    },
    resolve: ({ bucket, region }, common, variable) => ({
      by: 's3',
      ...common,
      bucket,
      ...(region !== undefined && { region }),
      accessKeyVariable: variable('backup_access_key'),
      secretKeyVariable: variable('backup_secret_key'),
    }),
    address: ({ host, port, bucket, folder }) => `s3:https://${at(host, port, 443)}/${bucket}/${folder}`,
    more: ({ region }) => (region === undefined ? [] : [`region ${region}`]),
    needs: ({ host, bucket, accessKeyVariable, secretKeyVariable, folder }) => [
      `The bucket "${bucket}" at ${host}: the access key of the variables ${accessKeyVariable} and ${secretKeyVariable} may list it, and read, write and delete what begins with ${folder}/ there.`,
    ],
  },
  nfs: {
    shape: propsOf<NfsTargetProps>({ server: optional(SERVER), path: text }),
    port: () => NFS,
    byName: false,
    check: ({ path }, say) => checkPath(path, say),
    resolve: ({ path }, common) => ({ by: 'nfs', ...common, path: bare(path) }),
    address: ({ host, path, folder }) => `nfs://${host}${path}/${folder}`,
    more: () => [],
    needs: ({ host, path, folder }) => [
      `The server ${host} exports ${path || '/'} by NFS 4.1 or later, where the machine's root may make the folder ${folder}.`,
    ],
  },
};

/** The kind of a target, to be asked about it. */
export const kindOfTarget = <B extends By>(by: B): KindOfTarget<By> => TARGETS[by] as unknown as KindOfTarget<By>;

/** All that a guest is told of a target, but its secrets. */
export const targetTexts = (target: ResolvedBackupTarget): readonly string[] => {
  const { address, more } = kindOfTarget(target.by);
  return [`to ${address(target)}`, ...more(target)];
};
