import { DATA_DISK } from '../../../../model/guest/data-disk';
import type { ResolvedBackupTarget } from '../../../../model/resolved';
import { program } from '../../part';

/** PostgreSQL where its distribution has it. */
export interface PostgresqlPlace {
  readonly version: string;
  readonly port: number;
  /** Where the distribution keeps clusters; a bind mount of the data disk. */
  readonly home: string;
  /** Its data directory, under that. */
  readonly data: string;
  /** Main configuration file. Unset: it lies in the data directory. */
  readonly configuration?: string;
  /** Folder of the server's programs. */
  readonly programs: string;
  readonly accessFile: string;
  readonly accountsFile: string;
  readonly unit: string;
}

/** A path of the engine's on the disk itself: from there it can be moved to anywhere on it. */
export const onDisk = ({ home }: Pick<PostgresqlPlace, 'home'>, path: string): string => `${DATA_DISK}/data${path.slice(home.length)}`;

/** Segments of the log that are not sent yet. The engine's own, so that SELinux lets it write there; beside its data, which a restore replaces. */
export const spoolOf = ({ home }: Pick<PostgresqlPlace, 'home'>): string => `${home}/log-spool`;

/** The program that brings all back as it was at a point in time. */
export const RESTORE_TO_TIME = 'restore-to-time';

/** Of what is in the spool. */
export const STATE = {
  /** Segments were thrown away since the last copy. */
  gap: '.gap',
  /** The cluster and the timeline that there is a copy of, and the log since is whole. */
  base: '.base',
  /** The timeline that a restore began, and the second that it begins after. */
  forked: '.forked',
} as const;

/** Tags of snapshots. What is known of one follows as tags of its own, such as `from-1764412345`. */
export const TAGS = { wal: 'isthmus-wal', base: 'isthmus-base', unfinished: 'isthmus-base-unfinished' } as const;

/** Shell text: `restic`, and functions that every program here needs. */
export const tools = (place: PostgresqlPlace, target: ResolvedBackupTarget): string => `restic=${program('restic')}
spool=${spoolOf(place)}
as_engine() { (cd / && runuser -u postgres -- "$@"); }
sql() { as_engine psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --port=${place.port} --dbname=postgres --command="$1"; }
# One line for each snapshot with the tag $1, by the number in its tag $2: that and those of its tags $3, then its id.
snapshots() {
  "$restic" snapshots --host=${target.folder} --json --no-lock | jq --raw-output --arg tag "$1" --arg by "$2" --arg others "$3" '
    def of($name): [(.tags // [])[] | select(startswith($name + "-")) | ltrimstr($name + "-")][0] // "0";
    [.[]? | select((.tags // []) | index($tag))] | sort_by(of($by) | tonumber)[]
    | [of($by)] + [of($others | split(" ")[])] + [.id] | join(" ")'
}`;

/** Shell text that leaves whose log it is: the cluster in `$cluster`, its timeline in `$timeline`, and after which second that was begun in `$forked`. */
export const identity = ({
  programs,
  data,
}: PostgresqlPlace): string => `# What the running server writes to; it is noted in the data at the next checkpoint.
segment=$(sql 'SELECT CASE WHEN NOT pg_is_in_recovery() THEN pg_walfile_name(pg_current_wal_insert_lsn()) END' 2> /dev/null) || true
control=$(as_engine env LC_ALL=C ${programs}/pg_controldata ${data})
cluster=$(sed -n 's/^Database system identifier: *//p' <<< "$control")
if [[ $segment =~ ^[0-9A-F]{24}$ ]]; then timeline=$((16#\${segment:0:8})); else timeline=$(sed -n "s/^Latest checkpoint's TimeLineID: *//p" <<< "$control"); fi
[[ $cluster-$timeline =~ ^[0-9]+-[0-9]+$ ]] || fail 'PostgreSQL does not say whose log it is'
forked=0
noted=$(as_engine cat "$spool/${STATE.forked}" 2> /dev/null) || true
if [[ $noted =~ ^"$timeline "([0-9]+)$ ]]; then forked=\${BASH_REMATCH[1]}; fi`;
