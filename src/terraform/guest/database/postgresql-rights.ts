import type { DatabaseRight, DatabaseRole, ResolvedDatabase } from '../../../model/resolved';
import { isSince } from '../../../model/values';
import { ETC, type GuestFile } from '../part';

interface Privileges {
  readonly tables: string;
  readonly sequences: string;
}

/** What a right comes to that has to be granted: who owns a database has all. */
const PRIVILEGES: { readonly [R in DatabaseRight]: Privileges | undefined } = {
  own: undefined,
  read: { tables: 'SELECT', sequences: 'SELECT' },
  write: { tables: 'SELECT, INSERT, UPDATE, DELETE', sequences: 'SELECT, USAGE' },
};

const pathOf = (database: string): string => `${ETC}/rights/${database}.sql`;

type Grant = Privileges & { readonly name: string };

/** Who has rights in a database that it does not own. */
const lesser = ({ roles }: DatabaseRole, database: string): readonly Grant[] =>
  roles.flatMap(({ name, rights }) =>
    rights
      .filter((right) => right.in === database)
      .flatMap(({ may }) => {
        const privileges = PRIVILEGES[may];
        return privileges ? [{ name, ...privileges }] : [];
      }),
  );

/** Databases that others than their owners use. */
const sharedIn = (role: DatabaseRole): readonly ResolvedDatabase[] => role.databases.filter(({ name }) => lesser(role, name).length > 0);

/** SQL for each of them. It can be run again, and takes back what a role had and has no more. */
export const rightsFiles = (role: DatabaseRole): readonly GuestFile[] =>
  sharedIn(role).map((database) => ({ path: pathOf(database.name), content: rightsText(role, database), mode: '0644' }));

/**
 * Shell text that applies them, as root. A database's owner may say where functions and operators are looked for in it, and own what is found there:
 * an administrator looks nowhere but in PostgreSQL's own schema (PostgreSQL, "ALTER DATABASE"; CVE-2018-1058).
 */
export const applyRights = (role: DatabaseRole): string =>
  sharedIn(role)
    .map(
      ({ name }) =>
        `\nrunuser -u postgres -- env PGOPTIONS='-c search_path=pg_catalog' psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --port=${role.port} --dbname=${name} --single-transaction --file=- < ${pathOf(name)}\n`,
    )
    .join('');

/** Before 15, everybody could make tables in the schema "public" (release notes of 15). */
const closedSchema = (owner: string): string => `REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO "${owner}";
`;

const rightsText = (
  role: DatabaseRole,
  { name: database, owner }: ResolvedDatabase,
): string => `-- Who does not own the database "${database}", and what it may do there.
${isSince(role.version, '15') ? '' : closedSchema(owner)}${lesser(role, database)
  .map((each) => rightsOf(database, owner, each))
  .join('')}`;

/** Of what is there, and of what the owner makes later. */
function rightsOf(database: string, owner: string, { name, tables, sequences }: Grant): string {
  const statements = [
    `REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM "${name}"`,
    `REVOKE ALL ON ALL SEQUENCES IN SCHEMA %I FROM "${name}"`,
    `GRANT USAGE ON SCHEMA %I TO "${name}"`,
    `GRANT ${tables} ON ALL TABLES IN SCHEMA %I TO "${name}"`,
    `GRANT ${sequences} ON ALL SEQUENCES IN SCHEMA %I TO "${name}"`,
  ];
  const later = `ALTER DEFAULT PRIVILEGES FOR ROLE "${owner}"`;
  return `
REVOKE ALL ON DATABASE "${database}" FROM "${name}";
GRANT CONNECT ON DATABASE "${database}" TO "${name}";
SELECT ${statements.map((each) => `format('${each}', nspname)`).join(',\n  ')}
FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' \\gexec
${later} REVOKE ALL ON TABLES FROM "${name}";
${later} REVOKE ALL ON SEQUENCES FROM "${name}";
${later} GRANT USAGE ON SCHEMAS TO "${name}";
${later} GRANT ${tables} ON TABLES TO "${name}";
${later} GRANT ${sequences} ON SEQUENCES TO "${name}";
`;
}
