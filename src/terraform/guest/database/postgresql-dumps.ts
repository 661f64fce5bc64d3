import type { DatabaseRole } from '../../../model/resolved';
import { isSince } from '../../../model/values';
import { BACKUPS } from '../storage';
import type { DumpMethod } from './backup';
import { applyRights } from './postgresql-rights';

/** How PostgreSQL is dumped: a database as `pg_dump` writes it, several of them in one archive, so that one file is one backup. */
export function postgresqlDumps(role: DatabaseRole): Omit<DumpMethod, 'user' | 'unit'> {
  const names = role.databases.map(({ name }) => name);
  const restore = (name: string, owner: string, file: string): string =>
    `runuser -u postgres -- pg_restore --port=${role.port} --username="\${trusted:-${owner}}" --clean --if-exists --single-transaction --dbname="${name}" < "${file}" ||
  fail "the database ${name} is as it was. ${REFUSED}"`;
  const [only = '', ...others] = names;
  const ownerOf = (name: string): string => (isSince(role.version, OWNERS_SINCE) ? (ownersIn(role).get(name) ?? '') : ADMINISTRATOR);
  if (others.length === 0)
    return {
      suffix: 'dump',
      options: OPTIONS,
      dump: `pg_dump --format=custom --file="$dump" ${only}`,
      check: 'pg_restore --list "$dump" > /dev/null',
      restore: `${restore(only, ownerOf(only), '$dump')}${applyRights(role)}`,
    };
  const readable = forEach(names, 'pg_restore --list "$part" > /dev/null');
  return {
    suffix: 'tar',
    options: `${OPTIONS}declare -A owners=(${names.map((name) => `[${name}]=${ownerOf(name)}`).join(' ')})\n`,
    dump: `parts=$(mktemp --directory ${PARTS})
trap 'rm -rf "$dump" "$parts"' EXIT
# One after the other, so that the disk needs room for one of them twice.
for database in ${names.join(' ')}; do
  pg_dump --format=custom --file="$parts/$database" "$database"
  tar --append --file="$dump" --directory="$parts" "$database"
  rm "$parts/$database"
done
rmdir "$parts"`,
    check: readable,
    restore: `# None before all of them are there; then each in one piece.
${readable}
${forEach(names, restore('$database', `\${owners[$database]}`, '$part'))}${applyRights(role)}`,
  };
}

const ADMINISTRATOR = 'postgres';
/** Before, dumps hold what is nobody's own: the schema "public" and PL/pgSQL (release notes of 11, pg_dump). */
const OWNERS_SINCE = '11';
const ownersIn = ({ databases }: DatabaseRole): ReadonlyMap<string, string> => new Map(databases.map(({ name, owner }) => [name, owner]));

/** Whatever the owner of a database has put into it is run when it is brought back (PostgreSQL, "pg_restore"): checks and columns call functions. */
const OPTIONS = `# By its owner, since a dump runs what its owner wrote. Whoever trusts all who could write to it may have an administrator do it.
trusted=
if [ "\${1:-}" = --as-administrator ]; then trusted=${ADMINISTRATOR}; shift; fi
`;
const REFUSED =
  'What its owner may not make, such as tables of others and some extensions, comes back by isthmus-restore --as-administrator';

const PARTS = `${BACKUPS}/parts.XXXXXX`;

/** Shell text that does something with each database of the archive `$dump`. @param command finds it in `$part`, and its name in `$database` */
const forEach = (names: readonly string[], command: string): string => `(
  parts=$(mktemp --directory ${PARTS})
  trap 'rm -rf "$parts"' EXIT
  for database in ${names.join(' ')}; do
    part=$parts/$database
    tar --extract --file="$dump" --directory="$parts" "$database"
    ${command}
    rm "$part"
  done
)`;
