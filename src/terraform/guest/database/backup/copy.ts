import { DATA_DISK } from '../../../../model/guest/data-disk';
import type { ResolvedBackup, ResolvedBackupTarget } from '../../../../model/resolved';
import { bashProgram, type GuestFile, program } from '../../part';
import { BACKUPS } from '../../storage';
import { RESTORE_TO_TIME } from './place';

/** Marks a data disk whose dumps are the newest of the machine's repository, or whose dumps may follow those in it. */
const JOINED = `${BACKUPS}/.joined`;

/** In so many runs, all of the repository is read once. */
const PARTS_READ = 30;

/** Snapshots of this machine, and no others that may be in its repository. */
const OWN = ({ folder }: ResolvedBackupTarget): string => `--host=${folder} --tag=isthmus`;

/**
 * Shell text after which there is a repository for `$restic`, whose dumps those of this data disk may follow.
 * @param joined whether that is asked
 */
export const opened = (
  target: ResolvedBackupTarget,
  { joined } = { joined: true },
): string => `# Where there is a repository, this fails; so it does where it cannot be reached.
"$restic" cat config --no-lock > /dev/null 2>&1 || "$restic" init
# A run that was killed left its lock; those of runs that live stay.
"$restic" unlock --quiet
${joined ? follows(target) : ''}`;

const follows = (target: ResolvedBackupTarget): string => `
if [ ! -e ${JOINED} ]; then
  snapshots=$("$restic" snapshots ${OWN(target)} --json --no-lock)
  [ "$snapshots" = null ] || [ "$snapshots" = '[]' ] ||
    fail 'the repository has dumps of an earlier data disk, which those of this one would push out: run isthmus-restore, or "touch ${JOINED}" to go on without them'
fi
`;

/** Sends the newest dump to the repository, drops what is too old there, and reads a part of it back. */
export function copyProgram(target: ResolvedBackupTarget, { keep, pointInTime }: ResolvedBackup, suffix: string): GuestFile {
  const [open, kept] = pointInTime ? [alone(opened(target)), alone(keeps(target, keep))] : [opened(target), keeps(target, keep)];
  return bashProgram(
    'backup-copy',
    `Sends the newest dump to the repository, keeps the newest ${keep} there, and checks it.`,
    `
dump=$(find ${BACKUPS} -maxdepth 1 -name '*Z.${suffix}' | sort | tail -n 1)
[ -n "$dump" ] || fail 'there is no dump to send'
restic=${program('restic')}

${open}
"$restic" backup --quiet ${OWN(target)} "$dump"
touch ${JOINED}
${kept}
`,
  );
}

const keeps = (
  target: ResolvedBackupTarget,
  keep: number,
): string => `"$restic" forget --quiet ${OWN(target)} --group-by=host,tags --keep-last=${keep} --prune
"$restic" check --quiet --read-data-subset=$(($(date +%s) / 86400 % ${PARTS_READ} + 1))/${PARTS_READ}`;

/** Shell text that is run while no other program takes the repository for itself: by a lock on a file that nobody else can put something in the place of. */
export const alone = (run: string): string => `(
  flock 9
${run.trim().replace(/^(?=.)/gm, '  ')}
) 9< ${program('restic')}
`;

/**
 * Shell text that leaves the wanted dump in \`$dump\`, out of the repository. The engine owns the folder of the dumps, and could lead root
 * from there to somewhere else: what root writes lies beside it.
 */
export const fetched = (target: ResolvedBackupTarget, pointInTime: boolean): string => `restic=${program('restic')}
if [ "$wanted" = list ]; then ${pointInTime ? `"$restic" snapshots ${OWN(target)}; exec ${program(RESTORE_TO_TIME)} list` : `exec "$restic" snapshots ${OWN(target)}`}; fi
folder=$(mktemp --directory ${DATA_DISK}/restore.XXXXXX)
trap 'rm -rf "$folder"' EXIT
"$restic" restore "$wanted" ${OWN(target)} --target="$folder"
dump=$(find "$folder" -type f)
[ -f "$dump" ] || fail "$wanted is no backup of one dump"`;

/** Shell text after which dumps of this disk may follow those of the repository. A link in its place is replaced, and not followed. */
export const joined = `mark=$(mktemp ${DATA_DISK}/joined.XXXXXX)
mv --no-target-directory "$mark" ${JOINED}`;
