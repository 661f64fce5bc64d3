import type { DatabaseRole } from '../../../../model/resolved';
import { bashProgram, type GuestFile, program } from '../../part';
import { BACKUPS } from '../../storage';
import { STANDBY_STATE } from '../replication';
import { fetched, joined } from './copy';
import type { DumpMethod } from './dump';
import { RESTORE_TO_TIME } from './place';

/** Brings the database back as it was when it was dumped. */
export function restoreProgram({ backup, replication }: DatabaseRole, { suffix, options, restore }: DumpMethod): GuestFile {
  const target = backup?.to;
  return bashProgram(
    'restore',
    `Brings the database back as a backup has it: the newest, or the one that is named.
isthmus-restore list tells of all. What was written since is lost.${backup?.pointInTime ? `\n${program(RESTORE_TO_TIME)} brings all back as it was at a point in time.` : ''}`,
    `
umask 077
cd ${BACKUPS}
${replication ? `[ ! -e ${STANDBY_STATE} ] || fail 'this machine follows another one: restore there'\n` : ''}${backup?.pointInTime ? TO_TIME : ''}${options ?? ''}wanted=\${1:-latest}

${target ? fetched(target, backup.pointInTime !== undefined) : local(suffix)}

${restore}
echo "isthmus-restore: the database is as $(basename "$dump") has it"
${target ? joined : ''}
`,
  );
}

const TO_TIME = `if [ "\${1:-}" = --to-time ]; then shift; exec ${program(RESTORE_TO_TIME)} "$@"; fi
`;

/** The dumps of the data disk. */
const local = (suffix: string): string => `dumps() {
  find . -maxdepth 1 -name '*Z.${suffix}' -printf '%f\\n' | sort
}

case $wanted in
  list) dumps; exit ;;
  latest) dump=$(dumps | tail -n 1) ;;
  *) dump=$wanted ;;
esac
[ -f "$dump" ] || fail "there is no dump \${dump:-in ${BACKUPS}}"`;
