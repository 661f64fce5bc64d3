import type { ResolvedBackupTarget } from '../../../../../model/resolved';
import { bashProgram, type GuestFile } from '../../../part';
import { alone, opened } from '../copy';
import { BACKUP_SERVICE } from '../dump';
import { identity, type PostgresqlPlace, STATE, TAGS, tools } from '../place';

/** PostgreSQL hands out a finished segment within seconds; under load, and behind others, later. */
const SECONDS = 120;

/** Ends the segment that is written to, sends all that are finished, and takes away those that are sent. */
export const logsProgram = (place: PostgresqlPlace, target: ResolvedBackupTarget): GuestFile =>
  bashProgram(
    'backup-logs',
    "Sends what was written to PostgreSQL's log, so that any moment up to now can be brought back.",
    `
umask 077
cd /
${tools(place, target)}
${alone(opened(target, { joined: false }))}
${identity(place)}
until=0
if [[ $segment =~ ^[0-9A-F]{24}$ ]]; then
  now=$(date +%s)
  # Recovery stops at the first commit after the time that it is given: there has to be one, also where nobody writes.
  sql 'SELECT txid_current()' > /dev/null
  segment=$(sql 'SELECT pg_walfile_name(pg_switch_wal())')
  for _try in $(seq ${SECONDS}); do
    [ ! -e "$spool/${STATE.gap}" ] || break
    if [ -e "$spool/$segment.gz" ]; then until=$now; break; fi
    sleep 1
  done
fi

cd "$spool"
mapfile -t found < <(find . -maxdepth 1 -type f -name '[0-9A-F]*.gz' -printf '%f\\n' | sort)
if [ \${#found[@]} -gt 0 ]; then
  # A restore looks at all of them: what it begins gets a number that no other has.
  histories=$(printf '%s\\n' "\${found[@]}" | grep --count 'history') || true
  ${alone(`printf '%s\\n' "\${found[@]}" | "$restic" backup --quiet --host=${target.folder} --tag=${TAGS.wal} \\
  --tag="sent-$(date +%s)" --tag="until-$until" --tag="cluster-$cluster" --tag="timeline-$timeline" --tag="forked-$forked" --tag="histories-$histories" --files-from=/dev/stdin`).replaceAll(
    '\n',
    '\n  ',
  )}
  # By the engine, whose folder it is: root would follow wherever that leads.
  as_engine bash -c 'cd "$0" && rm -f -- "$@"' "$spool" "\${found[@]}"
fi

# Without a copy to begin with, the log of a timeline is worth nothing. One that fails is tried again at its time.
if [ "$(as_engine cat "$spool/${STATE.base}" 2> /dev/null)" != "$cluster-$timeline" ] && ! systemctl is-failed --quiet ${BACKUP_SERVICE}; then
  systemctl start --no-block ${BACKUP_SERVICE}
fi
[ ! -e "$spool/${STATE.gap}" ] || fail 'segments of the log were thrown away, as too many waited for the target: no time after them can be brought back before there is a new copy'
[ "$until" != 0 ] || ! [[ $segment =~ ^[0-9A-F]{24}$ ]] || fail 'PostgreSQL has not handed out the newest segment of its log: its own log says why'
`,
  );
