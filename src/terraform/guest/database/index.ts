import { namesOfEngine } from '../../../model/guest/database-engine';
import { isDatabaseName, isKeyPattern, isRoleName } from '../../../model/guest/database-name';
import { databasePackages } from '../../../model/guest/database-packages';
import { DefectError } from '../../../model/problem';
import { type DatabaseRole, nicsOf, type ResolvedMachine } from '../../../model/resolved';
import { diskPath } from '../../disks';
import type { GuestPart, PackageManager } from '../part';
import type { DataDisk } from '../storage';
import { mongodbPart } from './mongodb';
import { mysqlPart } from './mysql';
import { postgresqlPart } from './postgresql';
import { rabbitmqPart } from './rabbitmq';
import { redisPart } from './redis';

/** @param machine its name @param addresses of the machine, the first card's first */
type EnginePart = (
  role: DatabaseRole,
  packages: PackageManager,
  disk: DataDisk,
  machine: string,
  addresses: readonly string[],
) => readonly GuestPart[];

const ENGINES: Record<DatabaseRole['engine'], EnginePart> = {
  postgresql: postgresqlPart,
  mysql: (role, packages, disk, machine) => mysqlPart('mysql', role, packages, disk, machine),
  mariadb: (role, packages, disk, machine) => mysqlPart('mariadb', role, packages, disk, machine),
  redis: (...rest) => redisPart('redis', ...rest),
  valkey: (...rest) => redisPart('valkey', ...rest),
  rabbitmq: rabbitmqPart,
  mongodb: mongodbPart,
};

/** A database server: the engine on the data disk, its owner and database, access rules and dumps. */
export function databaseParts(role: DatabaseRole, machine: ResolvedMachine, packages: PackageManager): readonly GuestPart[] {
  checkNames(role, machine);
  const disk = machine.data.find(({ serial }) => serial === role.dataSerial);
  if (disk === undefined) throw new DefectError(`${machine.name}: no data volume has the serial ${role.dataSerial}`);
  return [
    { packages: installed(role, machine) },
    ...ENGINES[role.engine](
      role,
      packages,
      { path: diskPath(disk), mebibytes: disk.sizeBytes / 2 ** 20 },
      machine.name,
      nicsOf(machine).map(({ address }) => address),
    ),
  ];
}

/** They become part of shell programs. */
function checkNames({ engine, databases, roles }: DatabaseRole, { name }: ResolvedMachine): void {
  const given = namesOfEngine(engine);
  for (const database of databases)
    if (!isDatabaseName(database.name)) throw new DefectError(`${name}: "${database.name}" cannot be the name of a database`);
  for (const role of [...databases.map(({ owner }) => owner), ...roles.map((each) => each.name)])
    if (role !== given?.owner && !isRoleName(role)) throw new DefectError(`${name}: "${role}" cannot be the name of a role`);
  const isPlace = given ? isKeyPattern : isDatabaseName;
  for (const right of roles.flatMap(({ rights }) => rights))
    if (!isPlace(right.in)) throw new DefectError(`${name}: nobody can have a right in "${right.in}"`);
}

function installed(role: DatabaseRole, machine: ResolvedMachine): readonly string[] {
  if (!machine.guest.installs) return [];
  const found = databasePackages(machine.os, role.engine, role.version);
  if (found === undefined) throw new DefectError(`${machine.name}: ${machine.os.title} does not carry ${role.engine} ${role.version}`);
  return found;
}
