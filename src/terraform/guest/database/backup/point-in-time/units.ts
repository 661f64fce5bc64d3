import { DATA_DISK } from '../../../../../model/guest/data-disk';
import type { DatabaseRole, ResolvedBackup, ResolvedPointInTime } from '../../../../../model/resolved';
import { type GuestFile, program } from '../../../part';
import { BACKUP_SERVICE, LOGS_UNIT, NO_STANDBY, onFailure, repositoryRoom, TIMER } from '../dump';
import { type PostgresqlPlace, spoolOf } from '../place';

export const LOGS_SERVICE = `${LOGS_UNIT}.service`;
export const LOGS_TIMER = `${LOGS_UNIT}.timer`;
/** All that touches the data for backups, and what starts it, as words of a command. */
export const SERVICES = `${BACKUP_SERVICE} ${LOGS_SERVICE}`;
export const TIMERS = `${TIMER} ${LOGS_TIMER}`;

/** The service that sends the log, and the timer that starts it. */
export const logsUnits = (
  place: PostgresqlPlace,
  { replication }: DatabaseRole,
  backup: ResolvedBackup,
  { withinMinutes }: ResolvedPointInTime,
): readonly GuestFile[] => [
  {
    path: `/etc/systemd/system/${LOGS_SERVICE}`,
    content: `[Unit]
Description=Sends the log of PostgreSQL to where its backups are
RequiresMountsFor=${DATA_DISK}
${replication ? NO_STANDBY : ''}Wants=network-online.target
After=${place.unit} network-online.target
${onFailure(backup)}
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
