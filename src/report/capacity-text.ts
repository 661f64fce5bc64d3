import { countOf } from '../model/values';
import type { Capacity, ClusterCapacity, HostCapacity } from './capacity';
import { NARROWEST, terminalTable, wrapped } from './terminal';

/** A part of a capacity as readers see it, in whatever form. */
export interface CapacityTable {
  readonly title: string;
  readonly head: readonly string[];
  /** Of the width that the columns take. */
  readonly shares: readonly number[];
  /** Cells of several lines have line breaks. */
  readonly rows: readonly (readonly string[])[];
  /** What it says beside the table, as sentences. */
  readonly notes: readonly string[];
}

/** The tables of a capacity: hosts, then each cluster's. */
export const capacityTables = ({ hosts, clusters }: Capacity): readonly CapacityTable[] => [
  ...(hosts.length > 0 ? [hostTable(hosts)] : []),
  ...clusters.flatMap((cluster) => [...(cluster.workloads.length > 0 ? [demandTable(cluster)] : []), roomTable(cluster)]),
];

/** A capacity for the terminal. @param width its columns */
export function capacityText(capacity: Capacity, width: number): string {
  const sections = capacityTables(capacity).map(({ title, head, shares, rows, notes }) =>
    [title, terminalTable(head, shares, rows, width), ...notes.map((note) => wrapped('  ', note, Math.max(width, NARROWEST), 4))].join(
      '\n',
    ),
  );
  return `${sections.join('\n\n') || 'There is nothing to be placed.'}\n`;
}

const memoryText = (mebibytes: number): string =>
  Math.abs(mebibytes) < 1024 ? `${mebibytes} MiB` : `${Math.round((mebibytes / 1024) * 100) / 100} GiB`;
const coresText = (millis: number): string => `${millis / 1000}`;

const hostTable = (hosts: readonly HostCapacity[]): CapacityTable => ({
  title: 'Hosts',
  head: ['Host', 'Memory', 'Virtual processors', 'Disks, fully written'],
  shares: [3, 6, 3, 4],
  rows: hosts.map(({ host, machines, memory, cpus, pools }) => [
    `${host}\n${countOf(machines, 'machine')}`,
    [
      memoryText(memory.totalMiB),
      `- ${memoryText(memory.reservedMiB)} kept for the host`,
      `- ${memoryText(memory.guestsMiB)} guests`,
      `- ${memoryText(memory.overheadMiB)} QEMU beside them`,
      `= ${memoryText(memory.freeMiB)} free`,
    ].join('\n'),
    `${cpus.given} of ${cpus.allowed}`,
    pools.map(({ name, disksGiB }) => `${name}: ${disksGiB} GiB`).join('\n'),
  ]),
  notes: hosts.map((host) => failureText(host, hosts.length)),
});

function failureText({ host, machines, homeless }: HostCapacity, hosts: number): string {
  const without = `Without ${host}`;
  if (machines === 0) return `${without}: nothing is lost.`;
  if (hosts === 1) return `${without}: there is no other host for its ${countOf(machines, 'machine')}.`;
  return homeless.length === 0
    ? `${without}: the others have memory for its ${countOf(machines, 'machine')}, to be made there by hand.`
    : `${without}: the others have no memory for ${homeless.join(', ')}.`;
}

const demandTable = ({ cluster, workloads }: ClusterCapacity): CapacityTable => ({
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

const roomTable = ({ cluster, nodes, room, least, most }: ClusterCapacity): CapacityTable => ({
  title: `What nodes of ${cluster} have for it`,
  head: ['', 'Cores', 'Memory', 'Pods'],
  shares: [5, 2, 3, 3],
  rows: [
    ['pods that are always there', least] as const,
    ['everything scaled out, all jobs running', most] as const,
    ...(room ? [[`${countOf(nodes, 'node')} ${nodes === 1 ? 'has' : 'have'}`, room] as const] : []),
  ].map(([what, { cpuMillis, memoryMiB, pods }]) => [what, coresText(cpuMillis), memoryText(memoryMiB), `${pods}`]),
  notes: [],
});
