/** A daily backup of a database. */
export interface ResolvedBackup {
  /** `HH:MM`, UTC. */
  readonly daily: string;
  /** How many are kept: at the target where there is one, else on the data disk. */
  readonly keep: number;
  /** Where they leave the machine to. Unset: they stay on its data disk. */
  readonly to?: ResolvedBackupTarget;
  /** How often the server's log leaves the machine. Unset: it does not. */
  readonly pointInTime?: ResolvedPointInTime;
  /** Unit of systemd that is started in the guest when one fails. Unset: none. */
  readonly alarm?: string;
}

export interface ResolvedPointInTime {
  readonly withinMinutes: number;
}

interface Target {
  /** Name or address of the server. */
  readonly host: string;
  readonly port: number;
  /** Name of the machine's part of it, `<system>-<machine>`. */
  readonly folder: string;
  /** Terraform variable (sensitive) with the password of the repository. */
  readonly passwordVariable: string;
}

export interface ResolvedSftpTarget extends Target {
  readonly by: 'sftp';
  readonly user: string;
  /** Folder of all machines, without a slash at its end. */
  readonly path: string;
  /** Public key of the server: its type, a blank, base64. */
  readonly hostKey: string;
  /** Terraform variable (sensitive) with the private key of the account. */
  readonly keyVariable: string;
}

export interface ResolvedS3Target extends Target {
  readonly by: 's3';
  readonly bucket: string;
  readonly region?: string;
  /** Terraform variables (sensitive) with the two parts of the access key. */
  readonly accessKeyVariable: string;
  readonly secretKeyVariable: string;
}

export interface ResolvedNfsTarget extends Target {
  readonly by: 'nfs';
  /** What is exported, without a slash at its end. */
  readonly path: string;
}

/** Where backups leave a machine to. */
export type ResolvedBackupTarget = ResolvedSftpTarget | ResolvedS3Target | ResolvedNfsTarget;
