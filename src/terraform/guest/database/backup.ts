import { DATA_DISK } from '../../../model/guest/data-disk';
import type { DatabaseRole } from '../../../model/resolved';
import { bashProgram, type GuestPart, program } from '../part';
import { BACKUPS } from '../storage';

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
}

const UNIT = 'isthmus-backup';

/** A daily dump by a systemd timer. One that fails leaves `isthmus-backup.service` failed, and the older dumps alone. */
export function backupPart(role: DatabaseRole, method: DumpMethod): GuestPart {
  if (role.backup === undefined) return {};
  return {
    files: [
      bashProgram(
        'backup',
        `Dumps the database into ${BACKUPS} and keeps the newest ${role.backup.keep} dumps.`,
        dumpScript(role.database, role.backup.keep, method),
      ),
      { path: `/etc/systemd/system/${UNIT}.service`, content: service(role, method), mode: '0644' },
      { path: `/etc/systemd/system/${UNIT}.timer`, content: timer(role, role.backup.daily), mode: '0644' },
    ],
    steps: ['systemctl daemon-reload', `systemctl enable --now ${UNIT}.timer`],
  };
}

function dumpScript(database: string, keep: number, { suffix, dump, check }: DumpMethod): string {
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

name="${database}-$(date --utc +%Y%m%dT%H%M%SZ).${suffix}"
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

const service = ({ database }: DatabaseRole, { user, unit }: DumpMethod): string => `[Unit]
Description=Dump of the database ${database}
RequiresMountsFor=${DATA_DISK}
After=${unit}

[Service]
Type=oneshot
User=${user}
ExecStart=${program('backup')}
Nice=10
IOSchedulingClass=idle
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
ReadWritePaths=${BACKUPS}
`;

// A run that a switched-off machine missed is made up for.
const timer = ({ database }: DatabaseRole, daily: string): string => `[Unit]
Description=Daily dump of the database ${database}

[Timer]
OnCalendar=*-*-* ${daily}:00 UTC
Persistent=yes

[Install]
WantedBy=timers.target
`;
