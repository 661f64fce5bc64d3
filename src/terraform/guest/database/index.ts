import { isDatabaseName, isRoleName } from '../../../model/guest/database-name';
import { databasePackages } from '../../../model/guest/database-packages';
import { DefectError } from '../../../model/problem';
import type { DatabaseRole, ResolvedMachine } from '../../../model/resolved';
import { diskPath } from '../../disks';
import type { GuestPart, PackageManager } from '../part';
import type { DataDisk } from '../storage';
import { mysqlPart } from './mysql';
import { postgresqlPart } from './postgresql';

type EnginePart = (role: DatabaseRole, packages: PackageManager, disk: DataDisk) => readonly GuestPart[];

const ENGINES: Record<DatabaseRole['engine'], EnginePart> = {
  postgresql: postgresqlPart,
  mysql: (...rest) => mysqlPart('mysql', ...rest),
  mariadb: (...rest) => mysqlPart('mariadb', ...rest),
};

/** A database server: the engine on the data disk, its owner and database, access rules and dumps. */
export function databaseParts(role: DatabaseRole, machine: ResolvedMachine, packages: PackageManager): readonly GuestPart[] {
  if (!isDatabaseName(role.database)) throw new DefectError(`${machine.name}: "${role.database}" cannot be the name of a database`);
  if (!isRoleName(role.owner)) throw new DefectError(`${machine.name}: "${role.owner}" cannot be the name of a role`);
  const disk = machine.data.find(({ serial }) => serial === role.dataSerial);
  if (disk === undefined) throw new DefectError(`${machine.name}: no data volume has the serial ${role.dataSerial}`);
  return [
    { packages: installed(role, machine) },
    ...ENGINES[role.engine](role, packages, { path: diskPath(disk), mebibytes: disk.sizeBytes / 2 ** 20 }),
  ];
}

function installed(role: DatabaseRole, machine: ResolvedMachine): readonly string[] {
  if (!machine.guest.installs) return [];
  const found = databasePackages(machine.os.id, role.engine, role.version);
  if (found === undefined) throw new DefectError(`${machine.name}: ${machine.os.title} does not carry ${role.engine} ${role.version}`);
  return found.install;
}
