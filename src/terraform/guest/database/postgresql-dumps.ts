import type { DatabaseRole } from '../../../model/resolved';
import { BACKUPS } from '../storage';
import type { DumpMethod } from './backup';
import { applyRights } from './postgresql-rights';

/** How PostgreSQL is dumped: a database as `pg_dump` writes it, several of them in one archive, so that one file is one backup. */
export function postgresqlDumps(role: DatabaseRole): Omit<DumpMethod, 'user' | 'unit'> {
  const names = role.databases.map(({ name }) => name);
  const restore = (name: string, file: string): string =>
    `runuser -u postgres -- pg_restore --port=${role.port} --clean --if-exists --single-transaction --dbname=${name} < "${file}"`;
  const [only = '', ...others] = names;
  if (others.length === 0)
    return {
      suffix: 'dump',
      dump: `pg_dump --format=custom --file="$dump" ${only}`,
      check: 'pg_restore --list "$dump" > /dev/null',
      restore: `${restore(only, '$dump')}${applyRights(role)}`,
    };
  const readable = forEach(names, 'pg_restore --list "$part" > /dev/null');
  return {
    suffix: 'tar',
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
${forEach(names, restore('"$database"', '$part'))}${applyRights(role)}`,
  };
}

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
