import { DATA_DISK } from '../../../../model/guest/data-disk';
import type { DatabaseRole, ResolvedBackup } from '../../../../model/resolved';
import { bashProgram, type GuestFile, program } from '../../part';
import { BACKUPS } from '../../storage';
import { STANDBY_STATE } from '../replication';
import { type PostgresqlPlace, spoolOf } from './place';
import { MOUNT_POINT, RESTIC_CACHE } from './repository';

/** How an engine is dumped. In the commands, `$dump` is the file to write or to check. */
export interface DumpMethod {
  /** Who runs the dump. */
  readonly user: string;
  /** Unit of the engine. */
  readonly unit: string;
  /** Ending of the files' names. */
  readonly suffix: string;
  readonly dump: string;
  /** Fails when the dump cannot be read. */
  readonly check: string;
  /** Shell text that takes the options of the way back out of its arguments. @default - it has none */
  readonly options?: string;
  /** Puts it in the place of what is there, as root: all of it, or what is there stays, as far as the engine can. */
  readonly restore: string;
  /** Where the engine lies that can be brought back to a point in time. @default - it cannot */
  readonly pointInTime?: PostgresqlPlace;
}

const UNIT = 'isthmus-backup';
export const BACKUP_SERVICE = `${UNIT}.service`;
export const TIMER = `${UNIT}.timer`;
/** The same for the log of what is written, without an ending. */
export const LOGS_UNIT = `${UNIT}-logs`;
/** Started when a backup fails. */
const FAILED = `${UNIT}-failed.service`;

/** Line of a service that nothing but a primary runs. */
export const NO_STANDBY = `ConditionPathExists=!${STANDBY_STATE}\n`;

/** Line of a service whose failure somebody has to be told of. */
export const onFailure = ({ alarm }: ResolvedBackup): string =>
  `OnFailure=${[FAILED, ...(alarm === undefined ? [] : [alarm])].join(' ')}\n`;

/** Beginning of the files' names: the only database, or the engine where one file holds all that it has. */
const beginning = ({ engine, databases: [only, ...others] }: DatabaseRole): string =>
  only === undefined || others.length > 0 ? engine : only.name;

/** `the database shop`; engines that number theirs have one name for all. */
const inWords = ({ engine, databases }: DatabaseRole): string => {
  const names = databases.map(({ name }) => name);
  return names.length === 0 ? engine : `the database${names.length > 1 ? 's' : ''} ${names.join(', ')}`;
};

/** A daily dump by a systemd timer. One that fails leaves `isthmus-backup.service` failed, and the older dumps alone. */
export function dumpFiles(role: DatabaseRole, backup: ResolvedBackup, method: DumpMethod): readonly GuestFile[] {
  // Where they leave the machine, the newest alone stays.
  const kept = backup.to ? 1 : backup.keep;
  return [
    bashProgram('backup', `Dumps the database into ${BACKUPS}, where the newest ${kept} stay.`, dumpScript(role, kept, method)),
    { path: `/etc/systemd/system/${BACKUP_SERVICE}`, content: service(role, backup, method), mode: '0644' },
    { path: `/etc/systemd/system/${TIMER}`, content: timer(role, backup.daily), mode: '0644' },
    { path: `/etc/systemd/system/${FAILED}`, content: failed(role, backup), mode: '0644' },
  ];
}

function dumpScript(role: DatabaseRole, keep: number, { suffix, dump, check }: DumpMethod): string {
  return `
umask 077
cd ${BACKUPS}

dumps() {
  find . -maxdepth 1 -name '*Z.${suffix}' | sort --reverse
}

# The engine shares the disk: room for one more dump as large as the newest, and a tenth of the disk, must stay its own.
newest=$(dumps | sed -n 1p)
need=0
[ -z "$newest" ] || need=$(stat --format=%s "$newest")
read -r size free < <(df --block-size=1 --output=size,avail . | tail -n 1)
(( free >= need + size / 10 )) || fail "only $free bytes are free on the data disk, $need and a tenth of its $size are needed"

name="${beginning(role)}-$(date --utc +%Y%m%dT%H%M%SZ).${suffix}"
dump="$name.partial"
trap 'rm -f "$dump"' EXIT
${dump}
${check}
sync "$dump"
mv "$dump" "$name"

# Only now that a good one is in its place do the oldest go.
dumps | tail -n +${keep + 1} | xargs --no-run-if-empty rm --
`;
}

const service = (role: DatabaseRole, backup: ResolvedBackup, { user, unit, pointInTime }: DumpMethod): string => {
  const { to } = backup;
  return `[Unit]
Description=Backup of ${inWords(role)}
RequiresMountsFor=${DATA_DISK}
${role.replication ? `# Of what a standby has its primary makes backups.\n${NO_STANDBY}` : ''}${to ? 'Wants=network-online.target\n' : ''}After=${unit}${to ? ' network-online.target' : ''}
${onFailure(backup)}
[Service]
Type=oneshot
User=${user}
ExecStart=${program('backup')}
${to ? sends(backup) : ''}Nice=10
IOSchedulingClass=idle
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
ReadWritePaths=${BACKUPS}${backup.pointInTime && pointInTime ? ` ${spoolOf(pointInTime)}` : ''}
`;
};

/** What opens the repository root alone reads: "!" takes nothing back but the user. */
const sends = ({ pointInTime }: ResolvedBackup): string =>
  [...(pointInTime ? ['backup-base'] : []), 'backup-copy'].map((name) => `ExecStartPost=!${program(name)}\n`).join('') +
  repositoryRoom(pointInTime !== undefined);

/**
 * Lines of a service that opens the repository.
 * @param shared whether another one does at the same time: an export must not lose its place under it
 */
export const repositoryRoom = (shared: boolean): string => `CacheDirectory=${RESTIC_CACHE.slice('/var/cache/'.length)}
CacheDirectoryMode=0700
RuntimeDirectory=${MOUNT_POINT.slice('/run/'.length)}
${shared ? 'RuntimeDirectoryPreserve=yes\n' : ''}`;

const failed = (role: DatabaseRole, { pointInTime }: ResolvedBackup): string => `[Unit]
Description=Tells that the backup of ${inWords(role)} has failed

[Service]
Type=oneshot
ExecStart=/usr/bin/logger --priority=daemon.crit --tag=${UNIT} "The backup of ${inWords(role)} has failed: journalctl -u ${UNIT}${pointInTime ? ` -u ${LOGS_UNIT}` : ''} says why"
`;

// A run that a switched-off machine missed is made up for.
const timer = (role: DatabaseRole, daily: string): string => `[Unit]
Description=Daily backup of ${inWords(role)}

[Timer]
OnCalendar=*-*-* ${daily}:00 UTC
Persistent=yes

[Install]
WantedBy=timers.target
`;
