import { bashProgram, type GuestFile, program } from '../../../part';
import { type PostgresqlPlace, STATE, spoolOf } from '../place';

const NAME = 'archive-wal';

/** Of the data disk, what waits for the target takes an eighth at the most. */
const SHARE = 8;

/** Lines of PostgreSQL's settings. */
export const ARCHIVE_SETTINGS = `archive_mode = on
archive_command = '${program(NAME)} "%p" "%f"'
`;

/** Who copies the data logs in by the socket alone, as the account of the system. */
export const COPY_ACCESS = (map: string): string => `local  replication  "postgres"  peer map=${map}\n`;

/**
 * Takes a finished segment of the log (PostgreSQL, "Continuous Archiving": a command fails unless what it took is safe, and never writes over
 * something else). A target that is away for long must not fill the disk, which would stop the database: then segments go, and it is told of.
 */
export const archiveProgram = (place: PostgresqlPlace, diskMiB: number): GuestFile =>
  bashProgram(
    NAME,
    'Keeps a finished segment of the log until it is sent. PostgreSQL runs it: $1 is its path, $2 its name.',
    `
umask 077
spool=${spoolOf(place)}
# What a new timeline has taken over. Nobody asks for it.
case $2 in *.partial) exit 0 ;; esac
kept=$spool/$2.gz
partial=$spool/.$2.partial

waiting=$(du --summarize --block-size=1M "$spool" | cut -f 1)
if (( waiting >= ${Math.floor(diskMiB / SHARE)} )); then
  rm -f "$spool/${STATE.base}"
  touch "$spool/${STATE.gap}"
  echo "isthmus-${NAME}: $waiting MiB wait to be sent, and $2 is thrown away: no time after it can be brought back before there is a new copy" >&2
  exit 0
fi

if [ -e "$kept" ]; then
  # Taken already, by a run that PostgreSQL did not see the end of.
  gzip --decompress --stdout "$kept" | cmp --silent - "$1" || fail "there is another $2"
  exit 0
fi
gzip --fast --stdout "$1" > "$partial"
sync "$partial"
mv --no-target-directory "$partial" "$kept"
sync "$spool"
`,
  );
