import { databasesOf, rolesOf } from '../../configuration/database-logins';
import { databaseCarriers, databasePackages, databaseVersions } from '../../guest/database-packages';
import { lackingRepository } from '../../guest/engine-repository';
import { whyNotSetUp } from '../../guest/not-set-up';
import { modelLacks } from '../../guest/processor-models';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { type DatabaseRole, isStandby, type Prerequisite } from '../../resolved';
import { object, optional, propsOf, reference, wordOf } from '../../shape';
import { DatabaseReplica, DatabaseVm, type DatabaseVmProps, membersOf, primaryOf } from '../../workload/database-vm';
import { CpuFeaturePolicy } from '../../workload/hardware';
import { BACKUP, backupPrerequisites } from '../backup';
import { checkDatabases } from '../database/check';
import { checkPointInTime } from '../database/point-in-time';
import { checkStandbys, REPLICAS, replicationPrerequisites, resolveReplication } from '../database/replication';
import { resolveRoles, verifierVariable } from '../database/resolve';
import { DATABASES, ROLES } from '../database/shape';
import { checkTls, resolveTls, TLS, tlsPrerequisites } from '../database/tls';
import { checkSetUp, emptyList, firewallOfItsOs, itsOwnPorts, no, nothing, sizeOfItsOs } from '../guest/answers';
import { resolveExporter } from '../guest/exporter';
import type { KindOfMachine } from '../guest/kind';
import { DATA_DISK_OPTIONS, MACHINE } from '../guest/shapes';
import { ENGINE, SIZE } from '../values';

const TITLE = 'The database';

/** Packages of the engines, by the beginnings of their names. */
const HELD_BACK: { readonly [E in DatabaseRole['engine']]: readonly string[] } = {
  postgresql: ['postgresql*'],
  mysql: ['mysql*'],
  mariadb: ['galera*', 'mariadb*'],
  redis: ['redis*'],
  valkey: ['valkey*'],
  rabbitmq: ['erlang*', 'rabbitmq*'],
  mongodb: ['mongodb*'],
};

/** What users may give to databases. */
const DECLARED = object({
  props: propsOf<DatabaseVmProps>({
    ...MACHINE,
    engine: ENGINE,
    dataDisk: SIZE,
    dataDiskOptions: optional(DATA_DISK_OPTIONS),
    databases: DATABASES,
    roles: ROLES,
    filesystem: optional(wordOf<DatabaseRole['filesystem']>({ xfs: true, ext4: true })),
    backup: optional(BACKUP),
    tls: optional(TLS),
    replicas: REPLICAS,
  }),
});
const STANDBY = object({ primary: reference('a DatabaseVm', DatabaseVm) });

/** A database server on a data disk of its own. */
export const DATABASE: KindOfMachine<DatabaseVm, DatabaseRole> = {
  title: TITLE,
  shape: (machine, where, visit) => (machine instanceof DatabaseReplica ? STANDBY : DECLARED)(machine, where, visit),
  // Standbys are made by the machine that they follow, out of its own props.
  declaredAt: (machine) => primaryOf(machine) ?? machine,
  check: (machine, report) => {
    checkSetUp(TITLE, machine.node.path, machine, report);
    // What a standby is given its primary is given, too.
    if (!primaryOf(machine)) checkDatabase(machine, report);
  },
  installs: () => 'its database engine',
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
  fetches: emptyList,
  backup: ({ props }) => props.backup,
  backends: emptyList,
  plainHttp: emptyList,
  follows: primaryOf,
  sameData: (machine) => {
    const members = membersOf(machine);
    return members.length > 1 ? members : [];
  },
  isDatabase: true,
  engines: ({ props }) => [props.engine.name],
  listsClients: ({ props }) => props.engine.listsClients,
  role: (machine, { baseline, backup, blocksOf, names, addresses, addressOf, domain }) => {
    const { engine, memory, cpus } = machine.props;
    const [port = engine.port] = machine.listens;
    const replication = resolveReplication(machine, domain, addressOf);
    const tls = resolveTls(machine, { names, addresses });
    const exporter = resolveExporter(machine, engine.name, tls !== undefined);
    return {
      kind: 'database',
      engine: engine.name,
      version: engine.version,
      port: port.resolved.from,
      databases: databasesOf(machine.props),
      roles: resolveRoles(machine, baseline, blocksOf),
      dataSerial: 'data',
      filesystem: filesystemOf(machine.props),
      ...(backup && { backup }),
      ...(replication && { replication }),
      ...(tls && { tls }),
      ...(exporter && { exporter }),
      memoryMiB: memory.toMebibytes,
      cpus,
    };
  },
  // Whoever logs in is known from the data that a standby follows.
  variables: (machine) =>
    primaryOf(machine)
      ? []
      : rolesOf(machine.props).map((role) => ({ name: verifierVariable(machine.name, role.name), of: `the role ${role.name}` })),
  logsInFrom: ({ props: { roles = {} } }) => Object.values(roles).flatMap(({ from = [] }) => from),
  prerequisites: ({ engine, roles, backup, tls, replication }, machine) => [
    ...(isStandby(machine.name, replication) ? [] : roles).map(
      ({ name, verifierVariable, password }): Prerequisite => ({
        text: `Terraform variable ${verifierVariable}: the password verifier of the database role "${name}" on ${machine.name} (\`npx isthmus verifier ${engine}\` makes one${password ? ` of what the key ${password.key} of the Secret ${password.secret} holds` : ''}).`,
        proof: { is: 'variable', name: verifierVariable },
      }),
    ),
    ...(tls ? tlsPrerequisites(tls, machine.name) : []),
    ...(replication ? replicationPrerequisites(replication) : []),
    ...(backup ? backupPrerequisites(backup, machine) : []),
  ],
};

const filesystemOf = ({ filesystem = 'xfs' }: DatabaseVmProps): DatabaseRole['filesystem'] => filesystem;

function checkDatabase(machine: DatabaseVm, report: Report): void {
  const { node, props, configured } = machine;
  const { engine, os, image } = props;
  const carried = databasePackages(os.resolved, engine.name, engine.version) !== undefined;
  const refused = configured ? whyNotSetUp(os.resolved, engine.name) : undefined;
  if (engine.defect) report(problems.invalidEngine(node.path, `${engine}`, engine.defect));
  else if (refused !== undefined) report(problems.notSetUpOn(node.path, `The engine ${engine}`, os.resolved.title, refused));
  else if (configured && os.resolved.packages !== undefined && !image.props.preinstalled && !carried) {
    report(
      problems.engineUnavailable(
        node.path,
        `${engine}`,
        os.resolved.title,
        databaseVersions(os.resolved, engine.name),
        databaseCarriers(engine.name, engine.version),
      ),
    );
  } else checkInstalled(machine, report);
  checkProcessor(machine, report);
  checkDatabases(machine, report);
  checkPointInTime(machine, report);
  checkTls(machine, report);
  checkStandbys(machine, report);
}

/** What its maker alone has comes from a repository that is named. */
function checkInstalled({ node, props, configured }: DatabaseVm, report: Report): void {
  const { engine, os, image, firstBoot } = props;
  if (!configured || image.props.preinstalled) return;
  const lacking = lackingRepository(engine.name, engine.version, os.resolved, Object.values(firstBoot?.repositories ?? {}));
  if (lacking) report(problems.engineRepositoryMissing(node.path, `${engine}`, os.resolved.title, lacking.written, lacking.key));
}

function checkProcessor({ node, props }: DatabaseVm, report: Report): void {
  const { needs } = props.engine;
  const { model, features = {} } = props.hardware?.cpu ?? {};
  if (needs === undefined) return;
  const policy = features[needs];
  const why =
    policy !== undefined && LEAVES_OUT[policy]
      ? `\`hardware.cpu.features\` leaves it out (${policy})`
      : policy === undefined && model !== undefined && modelLacks(model, needs)
        ? `the model ${model} has none`
        : undefined;
  if (why !== undefined) report(problems.engineNeedsProcessor(node.path, `${props.engine}`, needs, why));
}

/** Whether a guest has a feature of its processor no more. */
const LEAVES_OUT: { readonly [P in CpuFeaturePolicy]: boolean } = {
  [CpuFeaturePolicy.FORCE]: false,
  [CpuFeaturePolicy.REQUIRE]: false,
  [CpuFeaturePolicy.OPTIONAL]: false,
  [CpuFeaturePolicy.DISABLE]: true,
  [CpuFeaturePolicy.FORBID]: true,
};
