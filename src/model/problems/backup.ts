import type { Problem } from '../problem';

/** What can be wrong with backups, and with where they go. */

export const invalidBackup = (path: string, reason: string): Problem => ({
  code: 'INVALID_BACKUP',
  path,
  message: `backup: ${reason}.`,
  fix: "Write { daily: '02:00', keep: 14 }: a time of day in UTC and a number of backups from 1.",
});

export const invalidAlarm = (path: string, alarm: string): Problem => ({
  code: 'INVALID_BACKUP',
  path,
  message: `backup.alarm: "${alarm}" is no unit of systemd.`,
  fix: "Write its whole name, such as 'page-operators.service', and the unit itself in `firstBoot.files`.",
});

export const invalidPointInTime = (path: string, seconds: number): Problem => ({
  code: 'INVALID_BACKUP',
  path,
  message: `backup.pointInTime: the log cannot leave the machine every ${seconds} s.`,
  fix: 'Write whole minutes, from one to an hour: pointInTime: { within: Duration.minutes(10) }.',
});

export const pointInTimeStays = (path: string): Problem => ({
  code: 'INVALID_BACKUP',
  path,
  message: 'backup.pointInTime sends the log to a target, and there is none.',
  fix: 'Say where backups leave the machine to: to: BackupTarget.sftp({ … }), or s3 or nfs. A log beside the data that it is of would be lost with it.',
});

/** @param reason in a clause that begins with the engine */
export const pointInTimeImpossible = (path: string, reason: string): Problem => ({
  code: 'POINT_IN_TIME_IMPOSSIBLE',
  path,
  message: `backup.pointInTime: ${reason}.`,
  fix: 'Leave `pointInTime` out: daily backups stay (`daily`, `keep`, `to`). Of the engines, PostgreSQL from 12 on can be brought back to a point in time.',
});

export const invalidBackupTarget = (path: string, prop: string, reason: string, fix: string): Problem => ({
  code: 'INVALID_BACKUP_TARGET',
  path,
  message: `backup.to.${prop}: ${reason}.`,
  fix,
});

export const backupServerMissing = (path: string): Problem => ({
  code: 'INVALID_BACKUP_TARGET',
  path,
  message: 'backup.to names no server, and the system declares none.',
  fix: "Declare it in the system's `provisioning`: backup: External.address('192.0.2.10', { name: 'backup-target' }); or name a machine of the system: BackupTarget.sftp({ server: … }).",
});

export const backupServerNotListening = (path: string, server: string, port: string): Problem => ({
  code: 'INVALID_BACKUP_TARGET',
  path,
  message: `backup.to: "${server}" does not listen on ${port}, where backups would be sent.`,
  fix: `Add ${port} to what it listens on, or name the port that the target speaks on: \`port\`.`,
});

export const backupServerNameless = (path: string, server: string, hasHost: boolean): Problem => ({
  code: 'INVALID_BACKUP_TARGET',
  path,
  message: `backup.to: "${server}" is not one address and has no name, by which the machine would dial it.`,
  fix: `Declare one address, External.address('192.0.2.10', { name: '…' }), or give the External \`hostnames\`${hasHost ? '; or name the `host` at the target' : ''}.`,
});

export const backupUnreachable = (path: string, server: string, reason: string): Problem => ({
  code: 'BACKUP_UNREACHABLE',
  path,
  message: `Backups cannot get from the machine to "${server}": ${reason}.`,
  fix: 'Put the machine into a subnet from which the target can be reached, or name a target that can: `backup.to`.',
});
