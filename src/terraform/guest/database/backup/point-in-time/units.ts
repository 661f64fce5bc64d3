import { DATA_DISK } from '../../../../../model/guest/data-disk';
import type { DatabaseRole, ResolvedBackup, ResolvedPointInTime } from '../../../../../model/resolved';
import { type GuestFile, program } from '../../../part';
import { STANDBY_STATE } from '../../replication';
import { FAILED, repositoryRoom, TIMER } from '../dump';
import { type PostgresqlPlace, spoolOf } from '../place';

const UNIT = 'isthmus-backup-logs';
export const LOGS_SERVICE = `${UNIT}.service`;
export const LOGS_TIMER = `${UNIT}.timer`;
/** All that touches the data for backups. */
export const UNITS: readonly string[] = [TIMER, LOGS_TIMER, 'isthmus-backup.service', LOGS_SERVICE];

/** Of what a standby has its primary sends the log. */
const NO_STANDBY = `ConditionPathExists=!${STANDBY_STATE}\n`;

/** The service that sends the log, and the timer that starts it. */
export const logsUnits = (
  place: PostgresqlPlace,
  { replication }: DatabaseRole,
  { alarm }: ResolvedBackup,
  { withinMinutes }: ResolvedPointInTime,
): readonly GuestFile[] => [
  {
    path: `/etc/systemd/system/${LOGS_SERVICE}`,
    content: `[Unit]
Description=Sends the log of PostgreSQL to where its backups are
RequiresMountsFor=${DATA_DISK}
${replication ? NO_STANDBY : ''}Wants=network-online.target
After=${place.unit} network-online.target
OnFailure=${[FAILED, ...(alarm === undefined ? [] : [alarm])].join(' ')}

[Service]
Type=oneshot
ExecStart=${program('backup-logs')}
${repositoryRoom(true)}Nice=10
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
ReadWritePaths=${spoolOf(place)}
`,
    mode: '0644',
  },
  {
    path: `/etc/systemd/system/${LOGS_TIMER}`,
    content: `[Unit]
Description=Sends the log of PostgreSQL every ${withinMinutes === 1 ? 'minute' : `${withinMinutes} minutes`}

[Timer]
OnCalendar=*-*-* *:${withinMinutes === 60 ? '00' : `0/${withinMinutes}`}:00
AccuracySec=1s

[Install]
WantedBy=timers.target
`,
    mode: '0644',
  },
];
