import { DATA_DISK } from '../../../../model/guest/data-disk';
import type { ResolvedBackupTarget } from '../../../../model/resolved';
import { bashProgram, type GuestFile, program } from '../../part';
import { BACKUPS } from '../../storage';

/** Marks a data disk whose dumps are the newest of the machine's repository, or whose dumps may follow those in it. */
const JOINED = `${BACKUPS}/.joined`;

/** In so many runs, all of the repository is read once. */
const PARTS_READ = 30;

/** Snapshots of this machine, and no others that may be in its repository. */
const OWN = ({ folder }: ResolvedBackupTarget): string => `--host=${folder} --tag=isthmus`;

/** Sends the newest dump to the repository, drops what is too old there, and reads a part of it back. */
export const copyProgram = (target: ResolvedBackupTarget, keep: number, suffix: string): GuestFile =>
  bashProgram(
    'backup-copy',
    `Sends the newest dump to the repository, keeps the newest ${keep} there, and checks it.`,
    `
dump=$(find ${BACKUPS} -maxdepth 1 -name '*Z.${suffix}' | sort | tail -n 1)
[ -n "$dump" ] || fail 'there is no dump to send'
restic=${program('restic')}

# Where there is a repository, this fails; so it does where it cannot be reached.
"$restic" cat config --no-lock > /dev/null 2>&1 || "$restic" init
# A run that was killed left its lock; those of runs that live stay.
"$restic" unlock --quiet

if [ ! -e ${JOINED} ]; then
  snapshots=$("$restic" snapshots ${OWN(target)} --json --no-lock)
  [ "$snapshots" = null ] || [ "$snapshots" = '[]' ] ||
    fail 'the repository has dumps of an earlier data disk, which those of this one would push out: run isthmus-restore, or "touch ${JOINED}" to go on without them'
fi

"$restic" backup --quiet ${OWN(target)} "$dump"
touch ${JOINED}
"$restic" forget --quiet ${OWN(target)} --group-by=host,tags --keep-last=${keep} --prune
"$restic" check --quiet --read-data-subset=$(($(date +%s) / 86400 % ${PARTS_READ} + 1))/${PARTS_READ}
`,
  );

/**
 * Shell text that leaves the wanted dump in \`$dump\`, out of the repository. The engine owns the folder of the dumps, and could lead root
 * from there to somewhere else: what root writes lies beside it.
 */
export const fetched = (target: ResolvedBackupTarget): string => `restic=${program('restic')}
if [ "$wanted" = list ]; then exec "$restic" snapshots ${OWN(target)}; fi
folder=$(mktemp --directory ${DATA_DISK}/restore.XXXXXX)
trap 'rm -rf "$folder"' EXIT
"$restic" restore "$wanted" ${OWN(target)} --target="$folder"
dump=$(find "$folder" -type f)
[ -f "$dump" ] || fail "$wanted is no backup of one dump"`;

/** Shell text after which dumps of this disk may follow those of the repository. A link in its place is replaced, and not followed. */
export const joined = `mark=$(mktemp ${DATA_DISK}/joined.XXXXXX)
mv --no-target-directory "$mark" ${JOINED}`;
