import { countOf } from '../model/values';
import type { Capacity, ClusterCapacity, HostCapacity, Leaving, PoolCapacity } from './capacity';
import type { OtherSide, SideCost } from './other-side';
import { type TitledTable, titledTable } from './terminal';

/** The tables of a capacity: hosts, then each cluster's, then the other side. @param before what it was, for what has changed since */
export const capacityTables = (
  { hosts, spareHosts, clusters, leaving, otherSides }: Capacity,
  before?: Capacity,
): readonly TitledTable[] => [
  ...(hosts.length > 0 ? [hostTable(hosts, spareHosts, before)] : []),
  ...clusters.flatMap((cluster) => [
    ...(cluster.workloads.length > 0 ? [demandTable(cluster)] : []),
    roomTable(
      cluster,
      before?.clusters.find((each) => each.cluster === cluster.cluster),
    ),
  ]),
  ...(leaving.length > 0 ? [leavingTable(leaving)] : []),
  ...(otherSides.length > 0 ? [otherSideTable(otherSides)] : []),
];

/** A capacity for the terminal. @param width its columns @param before what it was, for what has changed since */
export function capacityText(capacity: Capacity, width: number, before?: Capacity): string {
  const sections = capacityTables(capacity, before).map((table) => titledTable(table, width));
  return `${sections.join('\n\n') || 'There is nothing to be placed.'}\n`;
}

/** Memory as people read it. */
export const memoryText = (mebibytes: number): string =>
  Math.abs(mebibytes) < 1024 ? `${mebibytes} MiB` : `${Math.round((mebibytes / 1024) * 100) / 100} GiB`;
const coresText = (millis: number): string => `${millis / 1000}`;

/** With what it was before, where that is known and something else. */
const sinceThen = (now: string, before: string | undefined): string =>
  before === undefined || before === now ? now : `${now} (was ${before})`;

const hostTable = (hosts: readonly HostCapacity[], spare: number | undefined, before?: Capacity): TitledTable => ({
  title: 'Hosts',
  head: ['Host', 'Memory', 'Virtual processors', 'Disks'],
  shares: [3, 7, 3, 6],
  rows: hosts.map((host) =>
    hostRow(
      host,
      before?.hosts.find((each) => each.host === host.host),
    ),
  ),
  notes: [
    'Virtual processors: given to machines, of as many as the processors of the host allow (times `cpuOvercommit`).',
    ...(spare === undefined ? [] : [`The goal holds: ${spare} of ${countOf(hosts.length, 'host')} may fail at once (spareHosts).`]),
    ...hosts.flatMap(({ host, devices = [] }) =>
      devices.map(({ device, machine }) => `${host}: the device ${device} is ${machine === undefined ? 'free' : `that of ${machine}`}.`),
    ),
    ...hosts.map((host) => failureText(host, hosts.length)),
    ...(before?.hosts ?? []).flatMap(({ host }) => (hosts.some((each) => each.host === host) ? [] : [`${host} is no longer there.`])),
  ],
});

const leavingTable = (leaving: readonly Leaving[]): TitledTable => ({
  title: 'What is free when a migration is done',
  head: ['Name', 'At', 'Migration', 'Memory', 'CPU'],
  shares: [3, 3, 3, 2, 2],
  rows: leaving.map(({ name, at, migration, percent, memoryMiB, cpuMillis }) => [
    name,
    at,
    `${migration}\n${percent} % have moved`,
    memoryText(memoryMiB),
    coresText(cpuMillis),
  ]),
  notes: ['Until then both ends are there, and both are counted above. Only flows at the port of the migration are looked at.'],
});

function hostRow(
  { host, machines, memory, cpus, dedicatedCpus, pools }: HostCapacity,
  before: HostCapacity | undefined,
): readonly string[] {
  const amount = (of: keyof HostCapacity['memory']): string =>
    sinceThen(memoryText(memory[of] ?? 0), before && memoryText(before.memory[of] ?? 0));
  const huge =
    memory.hugePagesMiB === undefined ? [] : [`- ${amount('hugePagesMiB')} huge pages, of which`, `  ${amount('hugeGuestsMiB')} guests`];
  const dedicated = dedicatedCpus && `\n${dedicatedCpus.given} of ${dedicatedCpus.all} pinned`;
  return [
    `${host}\n${sinceThen(countOf(machines, 'machine'), before && countOf(before.machines, 'machine'))}`,
    [
      amount('totalMiB'),
      `- ${amount('reservedMiB')} kept for the host`,
      ...huge,
      `- ${amount('guestsMiB')} guests${huge.length > 0 ? ' beside them' : ''}, of which`,
      `  ${amount('systemsMiB')} operating systems`,
      `- ${amount('overheadMiB')} QEMU beside them`,
      `= ${amount('freeMiB')} free`,
    ].join('\n'),
    `${sinceThen(`${cpus.given}`, before && `${before.cpus.given}`)} of ${cpus.allowed}${dedicated ?? ''}`,
    pools
      .map((pool) =>
        poolText(
          pool,
          before?.pools.find(({ name }) => name === pool.name),
        ),
      )
      .join('\n'),
  ];
}

function poolText({ name, disksGiB, imagesGiB, sizeGiB, allowedGiB }: PoolCapacity, before: PoolCapacity | undefined): string {
  const written = `${name}: ${sinceThen(`${disksGiB} GiB`, before && `${before.disksGiB} GiB`)} fully written`;
  const size = sizeGiB === undefined ? [] : [`  of ${allowedGiB === sizeGiB ? '' : `${allowedGiB} GiB promised of `}${sizeGiB} GiB`];
  return [written, ...size, `  images: about ${imagesGiB} GiB`].join('\n');
}

function failureText({ host, machines, homeless }: HostCapacity, hosts: number): string {
  const without = `Without ${host}`;
  if (machines === 0) return `${without}: nothing is lost.`;
  if (hosts === 1) return `${without}: there is no other host for its ${countOf(machines, 'machine')}.`;
  return homeless.length === 0
    ? `${without}: the others have room for its ${countOf(machines, 'machine')}, to be made there by hand.`
    : `${without}: the others have no room for ${homeless.join(', ')}.`;
}

const demandTable = ({ cluster, workloads }: ClusterCapacity): TitledTable => ({
  title: `What workloads of ${cluster} ask for`,
  head: ['Workload', 'Pods', 'Cores of each', 'Memory of each'],
  shares: [5, 2, 3, 3],
  rows: workloads.map(({ workload, pods: { least, most }, each }) => [
    workload,
    least === most ? `${least}` : `${least} to ${most}`,
    coresText(each.cpuMillis),
    memoryText(each.memoryMiB),
  ]),
  notes: [],
});

const roomTable = ({ cluster, nodes, room, least, most }: ClusterCapacity, before: ClusterCapacity | undefined): TitledTable => ({
  title: `What nodes of ${cluster} have for it`,
  head: ['', 'Cores', 'Memory', 'Pods'],
  shares: [5, 3, 4, 3],
  rows: [
    ['pods that are always there', least, before?.least] as const,
    ['everything scaled out, all jobs running', most, before?.most] as const,
    ...(room ? [[`${countOf(nodes, 'node')} ${nodes === 1 ? 'has' : 'have'}`, room, before?.room] as const] : []),
  ].map(([what, now, then]) => [
    what,
    sinceThen(coresText(now.cpuMillis), then && coresText(then.cpuMillis)),
    sinceThen(memoryText(now.memoryMiB), then && memoryText(then.memoryMiB)),
    sinceThen(`${now.pods}`, then && `${then.pods}`),
  ]),
  notes: [],
});

const SIDES: { readonly [S in OtherSide['is']]: { readonly here: string; readonly there: string } } = {
  machine: { here: 'machine', there: 'pod' },
  container: { here: 'pod', there: 'machine' },
};

const otherSideTable = (all: readonly OtherSide[]): TitledTable => ({
  title: 'The same on the other side',
  head: ['', 'Memory', 'Processors', 'Disk', 'Starts within'],
  shares: [6, 4, 3, 4, 3],
  rows: all.map(({ name, is, instances, here, there }) => {
    const both = (of: (cost: SideCost) => string): string => `${of(here)}\n${there ? of(there) : '-'}`;
    return [
      `${name}: ${countOf(instances, SIDES[is].here)}\n  as ${there ? countOf(instances, SIDES[is].there) : SIDES[is].there}`,
      both(({ memoryMiB }) => memoryText(memoryMiB)),
      both(({ cpus }) => `${cpus}`),
      both(({ diskGiB }) => `${diskGiB} GiB`),
      both(({ startSeconds }) => `${startSeconds} s`),
    ];
  }),
  notes: [
    ...all.flatMap(({ name, impossible }) => (impossible === undefined ? [] : [`${name} cannot be a pod: ${impossible}.`])),
    'With the same software and work: node_modules/isthmus/docs/capacity.md has the figures and their sources.',
  ],
});
