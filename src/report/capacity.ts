import { Failures, memoryOf } from '../model/capacity/failure';
import { deviceKey } from '../model/capacity/load';
import type { Room } from '../model/capacity/room';
import { POOLS } from '../model/kinds/pool';
import type { Amounts, ResolvedCluster, ResolvedHost, ResolvedMachine, ResolvedPool, ResolvedSystem } from '../model/resolved';
import { amountsOfPod, eachAmount, nodesFor, type PodCount, podCount, sumOfAmounts } from '../model/resolved/demand';
import { isOpenTo } from '../model/resolved/taints';
import { compareText } from '../model/values';
import { type OtherSide, otherSides } from './other-side';
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
    /** Huge pages that it keeps. Unset: none. */
    readonly hugePagesMiB?: number;
    /** Of them those that guests are made of. Unset: it keeps none. */
    readonly hugeGuestsMiB?: number;
    /** Guests that are not made of huge pages. */
    readonly guestsMiB: number;
    /** Of all guests: what the operating systems inside take. */
    readonly systemsMiB: number;
    readonly overheadMiB: number;
    /** Below 0: it is full. */
    readonly freeMiB: number;
  };
  /** Virtual processors: given to guests that are not pinned, and those that its overcommit allows. */
  readonly cpus: { readonly given: number; readonly allowed: number };
  /** Processors that machines have for themselves: those that are pinned to, and all. Unset: none. */
  readonly dedicatedCpus?: { readonly given: number; readonly all: number };
  /** Devices that machines can have for themselves, and whose each is, unset for one that nobody has. Unset: it states none. */
  readonly devices?: readonly { readonly device: string; readonly machine?: string }[];
  /** Its storage pools that have disks of the system, by name. */
  readonly pools: readonly PoolCapacity[];
  /** Machines that the other hosts have no room for when this one fails; empty: they could all be made there. */
  readonly homeless: readonly string[];
}

/** What disks take of a storage pool. */
export interface PoolCapacity {
  /** Name of the pool. */
  readonly name: string;
  /** Fully written. */
  readonly disksGiB: number;
  /** When its machines have just been made: their images, once each. Disks on top of one share its blocks. */
  readonly imagesGiB: number;
  /** Unset: nobody says how large it is. */
  readonly sizeGiB?: number;
  /** What may be promised of it. */
  readonly allowedGiB?: number;
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
  /** Those that take pods: control planes do not as long as there are others, nor what is kept (by taints) for pods that there are none of. */
  readonly nodes: number;
  /** Of pods that are always there. */
  readonly least: Amounts;
  /** When everything is scaled out, and all jobs run. */
  readonly most: Amounts;
  /** What each of its workloads asks for, by name. */
  readonly workloads: readonly WorkloadDemand[];
}

/** Something that nobody calls any more when a migration is done. */
export interface Leaving {
  /** A machine, or a workload with all pods that are always there. */
  readonly name: string;
  /** Its host or cluster. */
  readonly at: string;
  /** Name of the migration. */
  readonly migration: string;
  /** Percent of its requests that go elsewhere already. */
  readonly percent: number;
  /** Of a machine that of the guest; of pods what they ask for. */
  readonly memoryMiB: number;
  /** Of a machine its virtual processors. */
  readonly cpuMillis: number;
}

/** What hosts and nodes have, and what is asked of them. */
export interface Capacity {
  /** By name. */
  readonly hosts: readonly HostCapacity[];
  /** How many of them may fail. Unset: nobody asks for it. */
  readonly spareHosts?: number;
  /** By name. */
  readonly clusters: readonly ClusterCapacity[];
  /** What is free when a migration is done, by name. */
  readonly leaving: readonly Leaving[];
  /** What everything would take on the other side. */
  readonly otherSides: readonly OtherSide[];
}

/** What there is, what is asked for, and what is left: on hosts, and on the nodes of clusters. A pure function of the system. */
export function capacityOf(system: ResolvedSystem): Capacity {
  const failures = new Failures(system);
  return {
    // Rooms are in the order of their hosts.
    hosts: failures.rooms.map((room, index) => hostCapacity(system.hosts[index] as ResolvedHost, room, system, failures)),
    ...(system.spareHosts !== undefined && { spareHosts: system.spareHosts }),
    clusters: system.clusters.map((cluster) => clusterCapacity(cluster, system)),
    leaving: leavingOf(system),
    otherSides: otherSides(system),
  };
}

/** What is moved from, unless somebody calls it besides. */
function leavingOf({ migrations, machines, workloads, clusters }: ResolvedSystem): readonly Leaving[] {
  return migrations.flatMap(({ name: migration, weight: percent, from, staying }): readonly Leaving[] => {
    if (!from || staying.length > 0) return [];
    const facts = { name: from.name, migration, percent };
    const machine = machines.find(({ name }) => name === from.name);
    if (machine) return [{ ...facts, at: machine.host, memoryMiB: machine.memoryMiB, cpuMillis: machine.cpus * 1000 }];
    const workload = workloads.find(({ name }) => name === from.name);
    const cluster = clusters.find(({ name }) => name === workload?.cluster);
    if (!workload || !cluster) return [];
    const { least } = podCount(workload, cluster.nodeAddresses.length);
    const each = amountsOfPod(workload.pods, cluster);
    return [{ ...facts, at: cluster.name, memoryMiB: least * each.memoryMiB, cpuMillis: least * each.cpuMillis }];
  });
}

const sum = <T>(items: readonly T[], of: (item: T) => number): number => items.reduce((all, item) => all + of(item), 0);

const GIBIBYTE_MIB = 1024;

function hostCapacity(host: ResolvedHost, room: Room, system: ResolvedSystem, failures: Failures): HostCapacity {
  const { name, memoryMiB, reservedMiB, virtualCpus, pools, hugePages, dedicatedCpus } = host;
  const machines = system.machines.filter((machine) => machine.host === name);
  const loads = [...room.loads.values()];
  return {
    host: name,
    machines: machines.length,
    memory: {
      totalMiB: memoryMiB,
      reservedMiB,
      ...(hugePages.length > 0 && {
        hugePagesMiB: sum(hugePages, ({ sizeMiB, count }) => sizeMiB * count),
        hugeGuestsMiB: sum(loads, ({ guestMiB, hugePagesMiB }) => (hugePagesMiB === undefined ? 0 : guestMiB)),
      }),
      guestsMiB: sum(loads, ({ guestMiB, hugePagesMiB }) => (hugePagesMiB === undefined ? guestMiB : 0)),
      systemsMiB: sum(machines, ({ os: { least }, memoryMiB: own }) => Math.min(own, least.memoryMiB)),
      overheadMiB: sum(loads, ({ overheadMiB }) => overheadMiB),
      freeMiB: room.freeMiB,
    },
    cpus: { given: sum(loads, ({ cpus, pinned }) => (pinned ? 0 : cpus)), allowed: virtualCpus },
    ...(dedicatedCpus.length > 0 && {
      dedicatedCpus: { given: sum(loads, ({ pinned = [] }) => pinned.length), all: dedicatedCpus.length },
    }),
    ...(host.devices.length > 0 && {
      devices: host.devices.map(deviceKey).map((device) => {
        const owner = loads.find(({ devices = [] }) => devices.includes(device));
        return { device, ...(owner && { machine: owner.name }) };
      }),
    }),
    pools: pools.map((pool) => poolCapacity(pool, room, machines)),
    homeless: failures
      .homelessWithout(new Set([name]))
      .flatMap(({ loads: group }) => group)
      .sort((a, b) => memoryOf([b]) - memoryOf([a]) || compareText(a.name, b.name))
      .map((load) => load.name),
  };
}

function poolCapacity({ name, type }: ResolvedPool, room: Room, machines: readonly ResolvedMachine[]): PoolCapacity {
  const layered = POOLS[type].layers ? machines.filter(({ root }) => root.pool === name && !root.existing) : [];
  const images = new Map(layered.flatMap(({ image, os }) => (image ? [[image.key, os.least.diskMiB] as const] : [])));
  const { sizeMiB, allowedMiB } = room.spaceOf(name);
  return {
    name,
    disksGiB: Math.ceil(room.writtenIn(name) / GIBIBYTE_MIB),
    imagesGiB: Math.ceil(sum([...images.values()], (size) => size) / GIBIBYTE_MIB),
    ...(sizeMiB !== undefined && {
      sizeGiB: Math.floor(sizeMiB / GIBIBYTE_MIB),
      allowedGiB: Math.floor((allowedMiB ?? sizeMiB) / GIBIBYTE_MIB),
    }),
  };
}

function clusterCapacity(cluster: ResolvedCluster, { workloads }: ResolvedSystem): ClusterCapacity {
  const { nodeRoom } = cluster;
  const own = workloads.filter((workload) => workload.cluster === cluster.name);
  // Control planes, and nodes that are kept for pods that there are none of, take none.
  const taking = new Set(own.flatMap(({ pods }) => nodesFor(pods, nodeRoom ?? [])));
  const takers = nodeRoom?.filter((node) => isOpenTo(node.taints, []) || taking.has(node));
  const nodes = takers?.length ?? cluster.nodeAddresses.length;
  const demands = own
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
