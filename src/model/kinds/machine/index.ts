import type { LoadBalancer } from '../../edge/load-balancer';
import { FAMILIES } from '../../guest/families';
import type { ClusterNodeRole, DatabaseRole, GuestRole, LoadBalancerRole, MachineKind, PlainRole, ResolvedPort } from '../../resolved';
import type { DatabaseVm } from '../../workload/database-vm';
import type { ClusterNode } from '../../workload/kubernetes-cluster';
import type { LegacyVm } from '../../workload/legacy-vm';
import { Machine } from '../../workload/machine';
import type { VirtualMachine } from '../../workload/virtual-machine';
import type { KindOfMachine } from '../guest/kind';
import { CLUSTER_NODE } from './cluster-node';
import { DATABASE } from './database';
import { LEGACY } from './legacy';
import { LOAD_BALANCER } from './load-balancer';
import { VIRTUAL_MACHINE } from './virtual-machine';

/** The construct of each kind, and what its guest is set up to be. */
interface Members {
  readonly 'virtual-machine': KindOfMachine<VirtualMachine, PlainRole>;
  readonly database: KindOfMachine<DatabaseVm, DatabaseRole>;
  readonly legacy: KindOfMachine<LegacyVm, PlainRole>;
  readonly 'load-balancer': KindOfMachine<LoadBalancer, LoadBalancerRole>;
  readonly 'cluster-node': KindOfMachine<ClusterNode, ClusterNodeRole>;
}

/** All kinds of machines. What one of them is stands in the file of its name. */
export const MACHINES: { readonly [K in MachineKind]: Members[K] } = {
  'virtual-machine': VIRTUAL_MACHINE,
  database: DATABASE,
  legacy: LEGACY,
  'load-balancer': LOAD_BALANCER,
  'cluster-node': CLUSTER_NODE,
};

/** The kind of a machine, to be asked about it. */
export const kindOf = (machine: Pick<Machine, 'kind'>): KindOfMachine<Machine, GuestRole> =>
  MACHINES[machine.kind] as KindOfMachine<Machine, GuestRole>;

/** Where users wrote a machine's props: those of cluster nodes stand at the cluster, once for all. */
export const pathOf = (machine: Machine): string => kindOf(machine).declaredAt(machine).node.path;

/** Whether network filters stand before its cards: before those of a domain that somebody else has made where that is asked for. */
export const isFiltered = ({ adopt }: Pick<Machine, 'adopt'>): boolean => adopt === undefined || adopt.filtered === true;

/** What is installed on it when it is first started, in words, beside what its image has. Undefined: nothing. */
export function installs(machine: Machine): string | undefined {
  const { firstBoot, monitoring, image } = machine.props;
  const { packages = [] } = firstBoot ?? {};
  const asked = packages.length > 0 && machine.configured ? `packages (${packages.join(', ')})` : undefined;
  if (image?.props.preinstalled) return asked;
  return kindOf(machine).installs(machine) ?? asked ?? (monitoring ? 'exporters of metrics' : undefined);
}

/** Whether what its kind needs is installed, where anything is: else its image has it. */
export const installsNeeds = (machine: Machine): boolean => installs(machine) !== undefined && !machine.props.image?.props.preinstalled;

/** What administrators reach. */
export const adminPorts = (machine: Machine): readonly ResolvedPort[] => [
  FAMILIES[machine.props.os.resolved.family].login.resolved,
  ...kindOf(machine).adminPorts(machine),
];

/** The database that everybody reaches who reaches the machine, in words. */
export function databaseBehind(machine: Machine): string | undefined {
  const database = databaseOf(machine);
  return database && `the database "${database.name}"${database === machine ? '' : ' behind it'}`;
}

function databaseOf(machine: Machine): Machine | undefined {
  if (kindOf(machine).isDatabase) return machine;
  const backends = kindOf(machine).backends(machine);
  return backends.flatMap(({ to }) => (to instanceof Machine ? (databaseOf(to) ?? []) : []))[0];
}
