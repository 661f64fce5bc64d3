import { databasesOf, type RoleRights, rolesOf } from '../../configuration/database-logins';
import { isDatabaseName, isKeyPattern, isRoleName } from '../../guest/database-name';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { isSince } from '../../values';
import type { DatabaseVm } from '../../workload/database-vm';

/** Bytes. The documents that set a guest up are handed over in variables, which have room for 128 KiB with all else that it is told. */
const MOST_SQL = 64 * 1024;

/** Databases and roles of a machine: their names, and whether each role is for something that there is. */
export function checkDatabases({ node, props }: DatabaseVm, report: Report): void {
  const { path } = node;
  const { engine, databases: given, roles = {} } = props;
  const databases = databasesOf(props);
  if (engine.names && given !== undefined) report(problems.engineLacks(path, 'databases', engine.name));
  else if (!engine.names && databases.length === 0) report(problems.noDatabases(path));
  const owned = new Map(databases.map(({ name, owner }) => [owner, name]));
  for (const { name } of databases) if (!isDatabaseName(name)) report(problems.invalidDatabaseName(path, name));
  // What owns a database of that name has been told of.
  for (const { name } of rolesOf(props))
    if (name !== engine.names?.owner && !isRoleName(name) && (owned.get(name) !== name || isDatabaseName(name)))
      report(problems.invalidRoleName(path, name, owned.get(name)));
  if (!engine.speaksSql && databases.some(({ initialSql }) => initialSql !== undefined))
    report(problems.engineLacks(path, 'initialSql', engine.name));
  const bytes = databases.reduce((sum, { initialSql = '' }) => sum + Buffer.byteLength(initialSql), 0);
  if (bytes > MOST_SQL) report(problems.initialSqlTooLarge(path, bytes, MOST_SQL));
  if (!engine.listsClients && Object.values(roles).some(({ from }) => from !== undefined))
    report(problems.engineLacks(path, 'from', engine.name));
  for (const role of rolesOf(props)) checkRole(path, role, props, report);
}

function checkRole(path: string, { name, rights }: RoleRights, props: DatabaseVm['props'], report: Report): void {
  const { engine, roles = {} } = props;
  const databases = databasesOf(props).map((database) => database.name);
  if (rights.length === 0) report(problems.roleWithoutRights(path, name, engine.names ? ['orders:*'] : databases));
  if (engine.names) {
    for (const right of rights) if (!isKeyPattern(right.in)) report(problems.invalidKeyPattern(path, name, right.in));
    const kinds = new Set(rights.map(({ may }) => may));
    if (kinds.size > 1 && name !== engine.names.owner && !isSince(engine.version, '7'))
      report(problems.mixedKeyRights(path, name, `${engine}`));
    return;
  }
  for (const prop of ['reads', 'writes'] as const)
    for (const each of roles[name]?.[prop] ?? [])
      if (!databases.includes(each)) report(problems.unknownDatabase(path, name, prop, each, databases));
}
