import type { ResolvedBackup, ResolvedBackupTarget } from '../../../../../model/resolved';
import { bashProgram, type GuestFile } from '../../../part';
import { alone, opened } from '../copy';
import { identity, type PostgresqlPlace, STATE, TAGS, tools } from '../place';

/** What a copy is called in its snapshot. */
export const COPY = 'base.tar';

/**
 * Sends a copy of the data as it lies there, and drops the oldest with what the log had before them. It streams: the disk needs no room for it. The
 * segments that make it whole are waited for, and not part of it (PostgreSQL, "pg_basebackup": wal-method).
 */
export const baseProgram = (place: PostgresqlPlace, target: ResolvedBackupTarget, { keep }: ResolvedBackup): GuestFile =>
  bashProgram(
    'backup-base',
    `Sends a copy of PostgreSQL's data, with which the log begins, and keeps the newest ${keep} of them with the log since.`,
    `
umask 077
cd /
${tools(place, target)}
${alone(opened(target))}
${identity(place)}
began=$(date +%s)
as_engine rm -f "$spool/${STATE.base}" "$spool/${STATE.gap}"
as_engine pg_basebackup --no-password --port=${place.port} --pgdata=- --format=tar --wal-method=none --checkpoint=fast |
  "$restic" backup --quiet --host=${target.folder} --tag=${TAGS.unfinished} --tag="at-$began" --stdin --stdin-filename=${COPY}
[ ! -e "$spool/${STATE.gap}" ] || fail 'segments of the log were thrown away while the data was copied'
# One that was cut off has no end: only now is it one that can be brought back.
id=$(snapshots ${TAGS.unfinished} at '' | tail -n 1 | cut -d ' ' -f 2)
${alone(`"$restic" tag --quiet --set=${TAGS.base} --set="from-$began" --set="to-$(date +%s)" --set="cluster-$cluster" --set="timeline-$timeline" "$id"`)}
as_engine bash -c 'echo "$0" > "$1"' "$cluster-$timeline" "$spool/${STATE.base}"

old=$(
  snapshots ${TAGS.unfinished} at '' | cut -d ' ' -f 2
  snapshots ${TAGS.base} to '' | head -n -${keep} | cut -d ' ' -f 2
)
# What was sent before the oldest copy began was written before. An hour more, for what was being sent just then.
read -r _ oldest _ < <(snapshots ${TAGS.base} to from | tail -n ${keep})
old+=$'\\n'$(snapshots ${TAGS.wal} sent until | awk -v from=$((oldest - 3600)) '$2 >= from { kept = 1 } !kept { print $3 }')
mapfile -t old < <(grep . <<< "$old")
${alone(`[ \${#old[@]} = 0 ] || "$restic" forget --quiet "\${old[@]}"`)}
`,
  );
