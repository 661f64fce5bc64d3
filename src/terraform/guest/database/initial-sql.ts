import { DATA_DISK } from '../../../model/guest/data-disk';
import type { DatabaseRole } from '../../../model/resolved';
import { ETC, type GuestFile } from '../part';

/** What the owner runs in a new database. */
export const INITIAL_SQL_FILE = `${ETC}/initial.sql`;

/** On the data disk, so that it says of the data there whether the statements are still to be run. */
const PENDING = `${DATA_DISK}/initial-sql.pending`;

export const initialSqlFiles = ({ initialSql }: DatabaseRole): readonly GuestFile[] =>
  initialSql === undefined ? [] : [{ path: INITIAL_SQL_FILE, content: initialSql, mode: '0600' }];

/**
 * Before the database is made: one that is there is none whose statements are to be run, unless they failed before.
 * @param isThere a shell command that prints 1 when it is, and nothing when it is not
 */
export const noteNewDatabase = ({ initialSql }: DatabaseRole, isThere: string): string =>
  initialSql === undefined
    ? ''
    : `there=$(${isThere})
[ "$there" = 1 ] || touch ${PENDING}

`;

/**
 * After it is made, and before its owner can log in.
 * @param run shell commands that run what is in the file
 */
export const runInitialSql = ({ initialSql }: DatabaseRole, run: string): string =>
  initialSql === undefined
    ? ''
    : `
# Once, in a new database, and by its owner. Where it fails, the owner cannot log in yet: mend the file, and run this program again.
if [ -e ${PENDING} ]; then
${run}
  rm ${PENDING}
fi
`;
