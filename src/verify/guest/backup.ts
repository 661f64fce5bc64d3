import { NotUnderstoodError, reading } from '../errors';
import { readLog } from './backup-log';
import { type FirstBoot, runs } from './first-boot';

/** The backups that a guest makes of its database, as its first boot sets them up. */
export interface GuestBackup {
  /** `HH:MM`, UTC. */
  readonly daily: string;
  readonly keep: number;
  /** Where they are sent to, as one text. Unset: nowhere. */
  readonly to?: string;
  /** Every how many minutes the server's log is sent there, too. Unset: never. */
  readonly logMinutes?: number;
}

const UNITS = '/etc/systemd/system/';
const PROGRAMS = '/usr/local/sbin/isthmus-';
const FOLDER = '/etc/isthmus/backup/';

/**
 * Unset: it makes none.
 *
 * @throws NotUnderstoodError for backups that are made, kept or sent in an unknown way
 */
export function readBackup(boot: FirstBoot): GuestBackup | undefined {
  const timer = boot.files.get(`${UNITS}isthmus-backup.timer`);
  if (timer === undefined || !runs(boot, 'systemctl enable --now isthmus-backup.timer')) return undefined;
  return reading('isthmus-backup.timer', () => backup(boot, timer));
}

function backup(boot: FirstBoot, timer: string): GuestBackup {
  const daily = /^OnCalendar=\*-\*-\* (\d\d:\d\d):00 UTC$/m.exec(timer)?.[1];
  const service = boot.files.get(`${UNITS}isthmus-backup.service`);
  if (daily === undefined) throw new NotUnderstoodError('a time that is no time of day');
  if (service === undefined || !service.includes(`\nExecStart=${PROGRAMS}backup\n`))
    throw new NotUnderstoodError('a backup without its program');
  const sends = service.includes(`\nExecStartPost=!${PROGRAMS}backup-copy\n`);
  const logMinutes = readLog(boot, service, (program) => text(boot, `${PROGRAMS}${program}`));
  if (sends) {
    const keep = number(boot, 'backup-copy', /--keep-last=(\d+) --prune$/m);
    return { daily, keep, to: target(boot), ...(logMinutes !== undefined && { logMinutes }) };
  }
  if (logMinutes !== undefined) throw new NotUnderstoodError('a log that is sent nowhere');
  return { daily, keep: number(boot, 'backup', /^dumps \| tail -n \+(\d+) \|/m) - 1 };
}

function number(boot: FirstBoot, program: string, form: RegExp): number {
  const found = form.exec(text(boot, `${PROGRAMS}${program}`))?.[1];
  if (found === undefined) throw new NotUnderstoodError(`how many backups ${program} keeps`);
  return Number(found);
}

function text({ files }: FirstBoot, path: string): string {
  const found = files.get(path);
  if (found === undefined) throw new NotUnderstoodError(`${path} is not among the files of its first boot`);
  return found;
}

/** Ways to a repository: what restic is told of it. */
const WAYS: readonly (readonly [RegExp, (boot: FirstBoot, script: string, found: RegExpExecArray) => string])[] = [
  [/ --option=sftp\.command='ssh -F (\S+) (\S+) -s sftp' --repo=sftp:\S+:(\S+) "\$@"$/m, sftp],
  [/ --repo=s3:https:\/\/(\S+) "\$@"$/m, (_boot, _script, [, address]) => `s3://${address}`],
  [/ --repo=\/run\/isthmus-backup(\/\S+) "\$@"$/m, nfs],
];

function target(boot: FirstBoot): string {
  const script = text(boot, `${PROGRAMS}restic`);
  if (!script.includes(`--password-file=${FOLDER}password)`)) throw new NotUnderstoodError('a repository without a password of its own');
  for (const [form, read] of WAYS) {
    const found = form.exec(script);
    if (found) return read(boot, script, found);
  }
  throw new NotUnderstoodError('a repository that is reached in an unknown way');
}

/** The server has to prove that it is the one that is meant. */
function sftp(boot: FirstBoot, _script: string, [, config = '', alias = '', path]: RegExpExecArray): string {
  const lines = text(boot, config);
  const setting = (name: string): string => new RegExp(`^ +${name} (\\S+)$`, 'm').exec(lines)?.[1] ?? '';
  if (setting('StrictHostKeyChecking') !== 'yes' || setting('GlobalKnownHostsFile') !== '/dev/null' || setting('HostKeyAlias') !== alias)
    throw new NotUnderstoodError('a server that need not prove who it is');
  const known = text(boot, setting('UserKnownHostsFile')).trimEnd();
  const key = known.startsWith(`${alias} `) && !known.includes('\n') ? known.slice(alias.length + 1) : '';
  return `sftp://${setting('User')}@${setting('HostName')}:${setting('Port')}${path} ${key}`;
}

function nfs(_boot: FirstBoot, script: string, [, folder]: RegExpExecArray): string {
  const exported = /'mount -t nfs -o \S+ (\S+) \/run\/isthmus-backup && exec "\$@"'/.exec(script)?.[1];
  if (exported === undefined) throw new NotUnderstoodError('an export that is mounted in an unknown way');
  return `nfs://${exported}${folder}`;
}
