import { isDatabaseName, isRoleName } from '../../guest/database-name';
import { databasePackages, databaseVersions } from '../../guest/database-packages';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { DatabaseRole } from '../../resolved';
import { number, object, optional, propsOf, sql, text, wordOf } from '../../shape';
import { ENGINE, SIZE } from '../../shape/values';
import { isTimeOfDay } from '../../values';
import { type BackupProps, type DatabaseVm, type DatabaseVmProps, namesOf } from '../../workload/database-vm';
import { SECRET_KEY } from '../secret';
import { checkSetUp, emptyList, firewallOfItsOs, itself, itsOwnPorts, no, nothing, sizeOfItsOs } from './answers';
import type { KindOfMachine } from './kind';
import { DATA_DISK_OPTIONS, MACHINE } from './shapes';

const TITLE = 'The database';

/** Packages of the engines, by the beginnings of their names. */
const HELD_BACK: { readonly [E in DatabaseRole['engine']]: readonly string[] } = {
  postgresql: ['postgresql*'],
  mysql: ['mysql*'],
  mariadb: ['galera*', 'mariadb*'],
};

/** A database server on a data disk of its own. */
export const DATABASE: KindOfMachine<DatabaseVm, DatabaseRole> = {
  title: TITLE,
  shape: object({
    props: propsOf<DatabaseVmProps>({
      ...MACHINE,
      engine: ENGINE,
      dataDisk: SIZE,
      dataDiskOptions: optional(DATA_DISK_OPTIONS),
      database: optional(text),
      owner: optional(text),
      initialSql: optional(sql),
      password: optional(SECRET_KEY),
      filesystem: optional(wordOf<DatabaseRole['filesystem']>({ xfs: true, ext4: true })),
      backup: optional(propsOf<BackupProps>({ daily: text, keep: number })),
    }),
  }),
  declaredAt: itself,
  check: (machine, report) => {
    checkSetUp(TITLE, machine.node.path, machine, report);
    checkDatabase(machine, report);
  },
  installs: 'its database engine',
  // Its engine apart: an update restarts that, which its clients notice.
  updatesItself: true,
  heldBack: ({ props }) => HELD_BACK[props.engine.name],
  freeDisks: emptyList,
  nodeOf: nothing,
  refusesCards: undefined,
  rootDisk: sizeOfItsOs,
  // The data disk does.
  rootHoldsData: no,
  locked: ({ props }) => ({ engine: `${props.engine}`, filesystem: filesystemOf(props) }),
  servesEverybody: false,
  opensTo: 'system',
  admits: itsOwnPorts,
  firewallBy: firewallOfItsOs,
  adminPorts: emptyList,
  fetches: ({ props }) => (props.backup ? [{ source: 'backup', because: 'copies of its dumps' }] : []),
  backends: emptyList,
  isDatabase: true,
  listsClients: true,
  role: ({ name, props }, { baseline }) => {
    const { engine, initialSql, password, backup, memory, cpus } = props;
    return {
      kind: 'database',
      engine: engine.name,
      version: engine.version,
      port: engine.port.resolved.from,
      ...namesOf(props),
      ...(initialSql !== undefined && { initialSql }),
      dataSerial: 'data',
      filesystem: filesystemOf(props),
      clients: baseline,
      verifierVariable: `${name.replace(/-/g, '_')}_verifier`,
      ...(password && { password: { secret: password.secret.name, key: password.key } }),
      ...(backup ? { backup: { daily: backup.daily, keep: backup.keep } } : {}),
      memoryMiB: memory.toMebibytes,
      cpus,
    };
  },
  prerequisites: ({ engine, verifierVariable, owner, password }, { name }) => [
    `Terraform variable ${verifierVariable}: the password verifier of the database role "${owner}" on ${name} (\`npx isthmus verifier ${engine}\` makes one${password ? ` of what the key ${password.key} of the Secret ${password.secret} holds` : ''}).`,
  ],
};

const filesystemOf = ({ filesystem = 'xfs' }: DatabaseVmProps): DatabaseRole['filesystem'] => filesystem;

/** Bytes. The documents that set a guest up are handed over in variables, which have room for 128 KiB with all else that it is told. */
const MOST_SQL = 64 * 1024;

function checkDatabase({ node, props, configured }: DatabaseVm, report: Report): void {
  const { engine, backup, os, image, initialSql } = props;
  const carried = databasePackages(os.resolved.id, engine.name, engine.version) !== undefined;
  if (engine.defect) report(problems.invalidEngine(node.path, `${engine}`, engine.defect));
  else if (configured && !image.props.preinstalled && !carried) {
    report(problems.engineUnavailable(node.path, `${engine}`, os.resolved.title, databaseVersions(os.resolved.id, engine.name)));
  }
  const { database, owner } = namesOf(props);
  if (!isDatabaseName(database)) report(problems.invalidDatabaseName(node.path, database));
  else if (!isRoleName(owner)) report(problems.invalidOwnerName(node.path, owner));
  const bytes = Buffer.byteLength(initialSql ?? '');
  if (bytes > MOST_SQL) report(problems.initialSqlTooLarge(node.path, bytes, MOST_SQL));
  if (!backup) return;
  if (!isTimeOfDay(backup.daily)) report(problems.invalidBackup(node.path, `"${backup.daily}" is no time of day`));
  if (!Number.isInteger(backup.keep) || backup.keep < 1)
    report(problems.invalidBackup(node.path, `keeping ${backup.keep} dumps keeps none`));
}
