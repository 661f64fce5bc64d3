import { NotUnderstoodError } from '../errors';
import { type FirstBoot, runs } from './first-boot';

const TIMER = 'isthmus-backup-logs.timer';
const UNITS = '/etc/systemd/system/';
const PROGRAMS = '/usr/local/sbin/isthmus-';
const SETTINGS = '/etc/isthmus/postgresql.conf';
const ACCESS = '/etc/isthmus/pg_hba.conf';

/** Shell text by the programs that have to have it, for a log that is whole from the oldest copy on and leads back to any time since. */
const PARTS: readonly (readonly [program: string, text: RegExp, missing: string])[] = [
  ['archive-wal', /^mv --no-target-directory "\$partial" "\$kept"$/m, 'segments of the log are not kept until they are sent'],
  ['archive-wal', /^ {2}touch "\$spool\/\.gap"$/m, 'segments of the log are thrown away without a word'],
  ['backup-logs', / "\$restic" backup .*--tag=isthmus-wal /, 'the log is not sent'],
  ['backup-logs', /pg_switch_wal\(\)/, 'what is written to the log is not sent before it is full'],
  ['backup-base', /^ {2}"\$restic" backup .*--stdin-filename=base\.tar$/m, 'no copy is sent with which the log could begin'],
  [
    'restore',
    /^if \[ "\$\{1:-\}" = --to-time \]; then shift; exec \/usr\/local\/sbin\/isthmus-restore-to-time "\$@"; fi$/m,
    'no way leads back',
  ],
  ['restore-to-time', /^ {2}-c recovery_target_time="/m, 'no way leads back to a point in time'],
];

/**
 * Every how many minutes a database's log is sent to where its backups are. Unset: it is not.
 *
 * @param service that makes the daily backups
 * @param text of a program of the guest's
 * @throws NotUnderstoodError for one that is kept, sent or brought back in an unknown way
 */
export function readLog(boot: FirstBoot, service: string, text: (program: string) => string): number | undefined {
  const timer = boot.files.get(`${UNITS}${TIMER}`);
  const settings = boot.files.get(SETTINGS) ?? '';
  const archives = /^archive_mode = on\narchive_command = '\/usr\/local\/sbin\/isthmus-archive-wal "%p" "%f"'$/m.test(settings);
  if (timer === undefined || !runs(boot, `systemctl enable --now ${TIMER}`)) {
    if (archives) throw new NotUnderstoodError('a log that is kept, and never sent');
    return undefined;
  }
  if (!archives) throw new NotUnderstoodError('a log that is sent, and not kept until then');
  if (!/^local {2}replication {2}"postgres" {2}peer map=isthmus$/m.test(boot.files.get(ACCESS) ?? ''))
    throw new NotUnderstoodError('data that nobody may copy');
  if (!service.includes(`\nExecStartPost=!${PROGRAMS}backup-base\n`)) throw new NotUnderstoodError('a log without copies to begin with');
  if (!boot.files.get(`${UNITS}isthmus-backup-logs.service`)?.includes(`\nExecStart=${PROGRAMS}backup-logs\n`))
    throw new NotUnderstoodError('a timer that sends no log');
  for (const [program, part, missing] of PARTS) if (!part.test(text(program))) throw new NotUnderstoodError(missing);
  return minutes(timer, copies(text('backup-base')), text('backup-copy'));
}

/** How many copies stay. */
function copies(base: string): number {
  const counts = new Set(
    [...base.matchAll(/ isthmus-base to(?: ''| from) \| (?:head -n -|tail -n )(\d+)/g)].map(([, count]) => Number(count)),
  );
  const [only] = counts;
  if (only === undefined || counts.size > 1) throw new NotUnderstoodError('how many copies of the data are kept');
  return only;
}

function minutes(timer: string, kept: number, copy: string): number {
  if (!copy.includes(` --keep-last=${kept} --prune\n`))
    throw new NotUnderstoodError(`${kept} copies of the data beside another number of dumps`);
  const [, hourly, every] = /^OnCalendar=\*-\*-\* \*:(?:(00)|0\/(\d+)):00$/m.exec(timer) ?? [];
  if (hourly === undefined && every === undefined) throw new NotUnderstoodError('a log that is sent at unknown times');
  return hourly === undefined ? Number(every) : 60;
}
