import { countOf } from '../model/values';
import type { Capacity, ClusterCapacity, HostCapacity } from './capacity';
import { terminalTable, wrapped } from './terminal';

/** A capacity for the terminal. @param width its columns */
export function capacityText({ hosts, clusters }: Capacity, width: number): string {
  const sections = [
    ...(hosts.length > 0
      ? [
          `HOSTS\n${terminalTable(['Host', 'Memory', 'Virtual processors', 'Disks, fully written'], [3, 6, 3, 4], hosts.map(hostCells), width)}`,
        ]
      : []),
    ...(hosts.length > 0
      ? [`WHEN ONE HOST FAILS\n${hosts.map((host) => wrapped(failureText(host, hosts.length), width, 4)).join('\n')}`]
      : []),
    ...clusters.map((cluster) => clusterSection(cluster, width)),
  ];
  return `${sections.join('\n\n') || 'There is nothing to be placed.'}\n`;
}

const gibibytes = (mebibytes: number): string =>
  Math.abs(mebibytes) < 1024 ? `${mebibytes} MiB` : `${Math.round((mebibytes / 1024) * 100) / 100} GiB`;
const cores = (millis: number): string => `${millis / 1000}`;

const hostCells = ({ host, machines, memory, cpus, pools }: HostCapacity): readonly string[] => [
  `${host}\n${countOf(machines, 'machine')}`,
  [
    `${gibibytes(memory.totalMiB)}`,
    `- ${gibibytes(memory.reservedMiB)} kept for the host`,
    `- ${gibibytes(memory.guestsMiB)} guests`,
    `- ${gibibytes(memory.overheadMiB)} QEMU beside them`,
    `= ${gibibytes(memory.freeMiB)} free`,
  ].join('\n'),
  `${cpus.given} of ${cpus.allowed}`,
  pools.map(({ name, disksGiB }) => `${name}: ${disksGiB} GiB`).join('\n'),
];

function failureText({ host, machines, homeless }: HostCapacity, hosts: number): string {
  if (machines === 0) return `  ${host}: nothing is lost.`;
  if (hosts === 1) return `  ${host}: there is no other host for its ${countOf(machines, 'machine')}.`;
  return homeless.length === 0
    ? `  ${host}: the others have memory for its ${countOf(machines, 'machine')}, to be made there by hand.`
    : `  ${host}: the others have no memory for ${homeless.join(', ')}.`;
}

function clusterSection({ cluster, nodes, room, least, most, workloads }: ClusterCapacity, width: number): string {
  const amounts = ({ cpuMillis, memoryMiB, pods }: ClusterCapacity['least']): readonly string[] => [
    cores(cpuMillis),
    gibibytes(memoryMiB),
    `${pods}`,
  ];
  const count = ({ least: low, most: high }: { least: number; most: number }): string => (low === high ? `${low}` : `${low} to ${high}`);
  const rows = [...workloads.map(({ workload, pods, each }) => [workload, count(pods), cores(each.cpuMillis), gibibytes(each.memoryMiB)])];
  const sums = [
    ['always', ...amounts(least)],
    ['at most', ...amounts(most)],
    ...(room ? [[`${countOf(nodes, 'node')} ${nodes === 1 ? 'has' : 'have'} for them`, ...amounts(room)]] : []),
  ];
  const asked =
    rows.length > 0 ? `${terminalTable(['Workload', 'Pods', 'Cores of each', 'Memory of each'], [5, 2, 3, 3], rows, width)}\n` : '';
  return `CLUSTER ${cluster}\n${asked}${terminalTable(['Pods ask for', 'Cores', 'Memory', 'Pods'], [5, 2, 3, 3], sums, width)}`;
}
