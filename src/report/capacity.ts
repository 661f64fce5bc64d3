import type { Amounts, ResolvedCluster, ResolvedHost, ResolvedMachine, ResolvedSystem } from '../model/resolved';
import { amountsOfPod, eachAmount, nodesFor, type PodCount, podCount, sumOfAmounts } from '../model/resolved/demand';
import { compareNames } from './words';

/** What the machines of a host take of it. */
export interface HostCapacity {
  /** Name of the host. */
  readonly host: string;
  /** Number of machines on it. */
  readonly machines: number;
  /** Memory in MiB: what it has, and where it goes. */
  readonly memory: {
    readonly totalMiB: number;
    readonly reservedMiB: number;
    readonly guestsMiB: number;
    readonly overheadMiB: number;
    /** Below 0: it is full. */
    readonly freeMiB: number;
  };
  /** Virtual processors: given to guests, and those that its overcommit allows. */
  readonly cpus: { readonly given: number; readonly allowed: number };
  /** What the disks of each pool take when they are fully written; those on top of an image share its blocks until then. */
  readonly pools: readonly { readonly name: string; readonly disksGiB: number }[];
  /** Machines that the other hosts have no memory for when this one fails, the largest first; empty: they could all be made there. */
  readonly homeless: readonly string[];
}

/** What the pods of a workload ask for. */
export interface WorkloadDemand {
  /** Name of the workload. */
  readonly workload: string;
  /** Pods that there are at least and at most. */
  readonly pods: { readonly least: number; readonly most: number };
  /** Of one pod, the mesh's proxy included. */
  readonly each: Omit<Amounts, 'pods'>;
}

/** What the workloads of a cluster ask of its nodes. */
export interface ClusterCapacity {
  /** Name of the cluster. */
  readonly cluster: string;
  /** Unset for a cluster that exists already: its nodes are not known. */
  readonly room?: Amounts;
  /** Those that take pods: control planes do not, as long as there are others. */
  readonly nodes: number;
  /** Of pods that are always there. */
  readonly least: Amounts;
  /** When everything is scaled out, and all jobs run. */
  readonly most: Amounts;
  /** What each of its workloads asks for, by name. */
  readonly workloads: readonly WorkloadDemand[];
}

/** What hosts and nodes have, and what is asked of them. */
export interface Capacity {
  /** By name. */
  readonly hosts: readonly HostCapacity[];
  /** By name. */
  readonly clusters: readonly ClusterCapacity[];
}

/** What there is, what is asked for, and what is left: on hosts, and on the nodes of clusters. A pure function of the system. */
export const capacityOf = (system: ResolvedSystem): Capacity => ({
  hosts: system.hosts.map((host) => hostCapacity(host, system)),
  clusters: system.clusters.map((cluster) => clusterCapacity(cluster, system)),
});

const on = (host: ResolvedHost, { machines }: ResolvedSystem): readonly ResolvedMachine[] =>
  machines.filter((machine) => machine.host === host.name);

const sum = <T>(items: readonly T[], of: (item: T) => number): number => items.reduce((all, item) => all + of(item), 0);

const GIBIBYTE = 2 ** 30;

function hostCapacity(host: ResolvedHost, system: ResolvedSystem): HostCapacity {
  const machines = on(host, system);
  const disksIn = (pool: string): number =>
    sum(
      machines.filter((machine) => machine.pool === pool),
      ({ root, data }) => sum([root, ...data], ({ sizeBytes }) => sizeBytes),
    );
  return {
    host: host.name,
    machines: machines.length,
    memory: {
      totalMiB: host.memoryMiB,
      reservedMiB: host.reservedMiB,
      guestsMiB: sum(machines, ({ memoryMiB }) => memoryMiB),
      overheadMiB: machines.length * host.overheadMiB,
      freeMiB: freeOn(host, machines),
    },
    cpus: { given: sum(machines, ({ cpus }) => cpus), allowed: host.virtualCpus },
    pools: host.pools.map(({ name }) => ({ name, disksGiB: Math.ceil(disksIn(name) / GIBIBYTE) })),
    homeless: homelessWithout(host, system),
  };
}

const freeOn = (host: ResolvedHost, machines: readonly ResolvedMachine[]): number =>
  host.memoryMiB - host.reservedMiB - sum(machines, ({ memoryMiB }) => memoryMiB + host.overheadMiB);

/** Largest first, each to the host with the most memory left: what finds none. */
function homelessWithout(failed: ResolvedHost, system: ResolvedSystem): readonly string[] {
  const left = system.hosts.filter(({ name }) => name !== failed.name).map((host) => ({ host, free: freeOn(host, on(host, system)) }));
  const homeless: string[] = [];
  for (const { name, memoryMiB } of [...on(failed, system)].sort((a, b) => b.memoryMiB - a.memoryMiB || compareNames(a.name, b.name))) {
    const [best] = left.sort((a, b) => b.free - a.free);
    const needed = memoryMiB + (best?.host.overheadMiB ?? 0);
    if (best && best.free >= needed) best.free -= needed;
    else homeless.push(name);
  }
  return homeless;
}

function clusterCapacity(cluster: ResolvedCluster, { workloads }: ResolvedSystem): ClusterCapacity {
  const { nodeRoom } = cluster;
  const workers = nodeRoom?.filter(({ controlPlane }) => !controlPlane) ?? [];
  // Control planes take no pods as long as there are others.
  const takers = workers.length > 0 ? workers : nodeRoom;
  const nodes = takers?.length ?? cluster.nodeAddresses.length;
  const demands = workloads
    .filter((workload) => workload.cluster === cluster.name)
    .map((workload) => {
      const count = podCount(workload, nodeRoom ? nodesFor(workload.pods, nodeRoom).length : nodes);
      return { workload: workload.name, count, each: amountsOfPod(workload.pods, cluster) };
    })
    .sort((a, b) => compareNames(a.workload, b.workload));
  const asked = (which: keyof PodCount): Amounts =>
    sumOfAmounts(demands.map(({ count, each }) => eachAmount((amount) => count[which] * each[amount])));
  return {
    cluster: cluster.name,
    ...(takers && { room: sumOfAmounts(takers) }),
    nodes,
    least: asked('least'),
    most: asked('most'),
    workloads: demands.map(({ workload, count, each: { cpuMillis, memoryMiB } }) => ({
      workload,
      pods: count,
      each: { cpuMillis, memoryMiB },
    })),
  };
}
