import { DATA_DISK } from '../../../model/guest/data-disk';
import type { DatabaseRole, ResolvedDatabase } from '../../../model/resolved';
import { ETC, type GuestFile } from '../part';

/** What the owner runs in a new database. */
export const initialSqlFile = ({ name }: ResolvedDatabase): string => `${ETC}/initial-sql/${name}.sql`;

/** On the data disk, so that it says of the data there whether the statements are still to be run. */
const pending = ({ name }: ResolvedDatabase): string => `${DATA_DISK}/initial-sql.${name}.pending`;

const hasSql = ({ initialSql }: ResolvedDatabase): boolean => initialSql !== undefined;

export const initialSqlFiles = ({ databases }: DatabaseRole): readonly GuestFile[] =>
  databases.flatMap((each) =>
    each.initialSql === undefined ? [] : [{ path: initialSqlFile(each), content: each.initialSql, mode: '0600' }],
  );

/**
 * Before databases are made: one that is there is none whose statements are to be run, unless they failed before.
 * @param isThere a shell command that prints 1 when it is, and nothing when it is not
 */
export const noteNewDatabases = ({ databases }: DatabaseRole, isThere: (name: string) => string): string =>
  databases
    .filter(hasSql)
    .map(
      (each) => `there=$(${isThere(each.name)})
[ "$there" = 1 ] || touch ${pending(each)}

`,
    )
    .join('');

/**
 * After they are made, and before their owners can log in.
 * @param run shell commands that run what is in the file
 */
export const runInitialSql = ({ databases }: DatabaseRole, run: (database: ResolvedDatabase) => string): string =>
  databases
    .filter(hasSql)
    .map(
      (each) => `
# Once, in a new database, and by its owner. Where it fails, the owner cannot log in yet: mend the file, and run this program again.
if [ -e ${pending(each)} ]; then
${run(each)}
  rm ${pending(each)}
fi
`,
    )
    .join('');
