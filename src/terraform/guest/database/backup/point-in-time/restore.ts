import { DATA_DISK } from '../../../../../model/guest/data-disk';
import type { DatabaseRole, ResolvedBackupTarget } from '../../../../../model/resolved';
import { isSince } from '../../../../../model/values';
import { bashProgram, type GuestFile, program } from '../../../part';
import { joined } from '../copy';
import { BACKUP_SERVICE } from '../dump';
import { onDisk, type PostgresqlPlace, RESTORE_TO_TIME, STATE, TAGS, tools } from '../place';
import { COPY } from './base';
import { LOGS_SERVICE, SERVICES, TIMERS } from './units';

/** What the server is told that recovers: nobody reaches it but root's own client, and it hands its log to nobody. */
const recovery = ({ version, port, configuration, accessFile, accountsFile }: PostgresqlPlace): readonly string[] => [
  'data_directory="$folder/data"',
  `config_file="${configuration ?? '$folder/data/postgresql.conf'}"`,
  `hba_file=${accessFile}`,
  `ident_file=${accountsFile}`,
  "external_pid_file=''",
  ...(isSince(version, '15') ? [] : ['stats_temp_directory=pg_stat_tmp']),
  "listen_addresses=''",
  'unix_socket_directories="$run"',
  `port=${port}`,
  'ssl=off',
  // The one that runs keeps what it has.
  'shared_buffers=128MB',
  'logging_collector=off',
  'log_destination=stderr',
  'lc_messages=C',
  'hot_standby=off',
  "primary_conninfo=''",
  'archive_command=/bin/false',
  "restore_command=\"test -e '$folder/log/%f.gz' && gzip --decompress --stdout '$folder/log/%f.gz' > '%p'\"",
  'recovery_target_time="$(date --utc --date="@$target" \'+%Y-%m-%d %H:%M:%S+00\')"',
  'recovery_target_timeline="$timeline"',
  'recovery_target_action=promote',
];

/** Brings PostgreSQL back to a point in time: beside the data that is there, which it replaces when all has gone well. */
export const restoreToTimeProgram = (place: PostgresqlPlace, target: ResolvedBackupTarget, role: DatabaseRole): GuestFile => {
  const { data, port, programs, unit, version } = place;
  const own = onDisk(place, data);
  return bashProgram(
    RESTORE_TO_TIME,
    `Brings all of PostgreSQL back as it was at a point in time: isthmus-restore --to-time 2026-11-29T12:00:00Z
What is there stays in use until then, and beside it afterwards. isthmus-restore list tells which times there are.`,
    `
umask 077
cd /
${tools(place, target)}
printed() { date --utc --date="@$1" +%Y-%m-%dT%H:%M:%SZ; }

if [ "\${1:-}" = list ]; then
  read -r oldest _ < <(snapshots ${TAGS.base} to '') || { echo 'Point in time: none, as there is no copy yet'; exit; }
  newest=$(snapshots ${TAGS.wal} sent until | awk '$2 > end { end = $2 } END { print end + 0 }')
  (( newest >= oldest )) || { echo 'Point in time: none yet, as no log was sent since there is a copy'; exit; }
  echo "Point in time (--to-time): from $(printed "$oldest") to $(printed "$newest")"
  exit
fi
[ $# = 1 ] || fail 'usage: isthmus-restore --to-time 2026-11-29T12:00:00Z'
[[ $1 =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$ ]] || fail "\\"$1\\" is no time in UTC such as 2026-11-29T12:00:00Z"
target=$(date --utc --date="$1" +%s 2> /dev/null) || fail "\\"$1\\" is no time"
(( target <= $(date +%s) )) || fail "$1 is in the future: it is $(printed "$(date +%s)")"

# Of the machine that runs, what was written up to now.
systemctl start ${LOGS_SERVICE} || echo 'isthmus-restore: what was written last may be missing (journalctl -u ${LOGS_SERVICE} says why); going on with what is in the repository' >&2

# Which log led through that time: its cluster and its timeline. One that a restore has begun goes on from an earlier time of another one.
logs=$(snapshots ${TAGS.wal} sent 'until cluster timeline forked histories')
copies=$(snapshots ${TAGS.base} to 'from cluster timeline')
led() { awk -v time="$1" '$2 >= time { print $3, $4, $5; exit }' <<< "$logs"; }
read -r cluster timeline forked < <(led "$target") ||
  fail "$1 is later than what the repository has of the log, which ends at $(printed "$(awk '$2 > end { end = $2 } END { print end + 0 }' <<< "$logs")")"
point=$target
line=$timeline
while :; do
  copy=$(awk -v time="$point" -v cluster="$cluster" -v line="$line" '$1 <= time && $3 == cluster && $4 == line { print $2, $5 }' <<< "$copies" | tail -n 1)
  [ -z "$copy" ] || break
  [ "$forked" != 0 ] || fail "there is no copy from before $1 to begin with: isthmus-restore list tells which times there are"
  point=$forked
  read -r cluster line forked < <(led "$point") || fail "there is no copy from before $1 to begin with"
done
read -r from copy <<< "$copy"
mapfile -t wanted < <(awk -v from="$from" -v time="$target" -v cluster="$cluster" \\
  '$3 == cluster && ($6 > 0 || !done && ($2 == 0 || $2 >= from - 3600)) { print $7 } $2 >= time { done = 1 }' <<< "$logs")

size=$("$restic" stats --mode=restore-size --json --no-lock "$copy" | jq .total_size)
read -r disk free < <(df --block-size=1 --output=size,avail ${DATA_DISK} | tail -n 1)
(( free >= size + disk / 10 )) || fail "only $free bytes are free on the data disk: the copy takes $size, and a tenth of the disk stays the engine's"

folder=$(mktemp --directory ${DATA_DISK}/restore.XXXXXX)
run=$(mktemp --directory /run/isthmus-restore.XXXXXX)
ended() {
  if [ -e "$folder/data/postmaster.pid" ]; then as_engine ${programs}/pg_ctl stop --silent --pgdata="$folder/data" --mode=immediate || true; fi
  rm -rf "$folder" "$run"
}
trap ended EXIT
chmod 0711 "$folder"
chown postgres:postgres "$run"
install -d -m 0700 -o postgres -g postgres "$folder/data" "$folder/log"
install -d -m 0700 "$folder/fetched"

echo "isthmus-restore: fetching the copy of $(printed "$from") and the log since"
"$restic" dump "$copy" ${COPY} | as_engine tar --extract --directory="$folder/data"
[ "$(cat "$folder/data/PG_VERSION")" = ${version} ] || fail "that copy is of version $(cat "$folder/data/PG_VERSION") of PostgreSQL, not ${version}"
for id in "\${wanted[@]}"; do
  "$restic" restore --quiet "$id" --target="$folder/fetched" > /dev/null
  find "$folder/fetched" -type f -name '*.gz' -exec mv --force -t "$folder/log" {} +
done
chown -h postgres:postgres "$folder"/log/*.gz
as_engine touch "$folder/data/recovery.signal"

runuser -u postgres -- ${programs}/postgres -D "$folder/data" \\
${recovery(place)
  .map((setting) => `  -c ${setting}`)
  .join(' \\\n')} > "$folder/recovery" 2>&1 &
server=$!
asked() { as_engine psql --no-psqlrc --quiet --tuples-only --no-align --host="$run" --port=${port} --dbname=postgres --command="$1"; }
until [ "$(asked 'SELECT pg_is_in_recovery()' 2> /dev/null)" = f ]; do
  if ! kill -0 "$server" 2> /dev/null; then
    tail -n 20 "$folder/recovery" >&2
    fail 'PostgreSQL does not get there, and says above why. The database is as it was'
  fi
  sleep 1
done
# It has met a commit that is later. Before version 13 it ends without a word where the log does.
grep -q 'recovery stopping ' "$folder/recovery" || fail "the log ends before $1. The database is as it was"
last=$(asked "SELECT to_char(pg_last_xact_replay_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\\"T\\"HH24:MI:SS.US\\"Z\\"')")
begun=$(asked 'SELECT substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8)')
as_engine ${programs}/pg_ctl stop --silent --pgdata="$folder/data" --mode=fast
wait "$server" || true

[ "$(realpath ${own})" = ${own} ] || fail 'the folder of the data leads somewhere else'
systemctl stop ${TIMERS} ${SERVICES}
systemctl stop ${unit}
aside=${DATA_DISK}/before-$(date --utc +%Y%m%dT%H%M%SZ)
mv --no-target-directory ${own} "$aside"
mv --no-target-directory "$folder/data" ${own}
back() {
  systemctl stop ${unit} || true
  mv --no-target-directory ${own} "$folder/data"
  mv --no-target-directory "$aside" ${own}
  systemctl start ${unit} ${TIMERS} || true
  ended
}
trap back EXIT
if command -v restorecon > /dev/null; then restorecon -R ${own}; fi
# Roles, rights and slots are as the system says; data are as they were.
${program('database')}
trap ended EXIT
as_engine bash -c 'echo "$0" > "$1"' "$((16#$begun)) $target" "$spool/${STATE.forked}"
${joined}
systemctl start ${TIMERS}
# The timeline that begins now gets a copy of its own.
systemctl start --no-block ${BACKUP_SERVICE}
echo "isthmus-restore: the database is as it was at $1; the last that was written before was written at \${last:-a time before the copy}"
echo "isthmus-restore: what it was until now is in $aside: remove that when nobody needs it"${
      role.replication
        ? `
echo 'isthmus-restore: those that follow cannot go on, and are to be given a new copy: isthmus-standby --discard-data ${role.replication.primary} on each of them'`
        : ''
    }
`,
  );
};
