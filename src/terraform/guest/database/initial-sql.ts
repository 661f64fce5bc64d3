import { DATA_DISK } from '../../../model/guest/data-disk';
import type { DatabaseRole, ResolvedDatabase } from '../../../model/resolved';
import { ETC, type GuestFile } from '../part';
import { NEW_PASSWORD } from '../secret';

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

/** An account that owns nothing, and that nobody logs in to. */
const READER = 'isthmus-sql';

/**
 * Clients have commands of their own: `\!`, `system` and pipes start programs, `\i` and `source` read files. Whoever wrote the statements is to get
 * no more than the owner of a database has. Where an account may have one process, that one starts no other (setrlimit(2), RLIMIT_NPROC).
 */
const APART = `
# Runs a client that reads what others wrote: as an account that has nothing, and that can start nothing else.
apart() {
  id -u ${READER} > /dev/null 2>&1 || useradd --system --no-create-home --home-dir / --shell /usr/sbin/nologin ${READER}
  HOME=/ setpriv --reuid=${READER} --regid=${READER} --clear-groups --no-new-privs prlimit --nproc=1:1 "$@"
}
`;

/**
 * After they are made, and before their owners can log in.
 * @param run shell commands that run what is in the file, by a client that is started by `apart`, as the owner: with `$password`, which lasts until the
 * owner is given the verifier of another one
 */
export function runInitialSql({ databases }: DatabaseRole, run: (database: ResolvedDatabase) => string): string {
  const some = databases.filter(hasSql);
  return some.length === 0 ? '' : `${APART}${some.map((each) => once(each, run(each))).join('')}`;
}

const once = (database: ResolvedDatabase, run: string): string => `
# Once, in a new database, and by its owner. Where it fails, the owner cannot log in yet: mend the file, and run this program again.
if [ -e ${pending(database)} ]; then
  password=$(${NEW_PASSWORD})
${run}
  rm ${pending(database)}
fi
`;
