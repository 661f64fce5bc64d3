import { deviceKey } from '../../model/capacity/load';
import { cpuSetText, parseCpuSet } from '../../model/values';
import { sizeOfBytes } from '../sizes';
import { list, number, object, optionalList, optionalNumber, optionalText, type Program, type Props, text } from '../source';
import type { FoundMachine } from './facts';
import { deviceCode } from './hardware-code';

interface Least {
  readonly cpus: number;
  /** Bytes. */
  readonly memory: number;
}

/** What is said of a host. */
interface HostFacts extends Least {
  readonly props: Props;
  readonly notes: readonly string[];
}

const numbersOf = (texts: readonly (string | undefined)[]): readonly number[] =>
  [...new Set(texts.flatMap((each) => parseCpuSet(each ?? '') ?? []))].sort((a, b) => a - b);

/** What a host has to have for what its machines have for themselves: dedicated processors, huge pages, NUMA nodes and devices. */
export function claimedFacts(machines: readonly FoundMachine[], least: Least, program: Program): HostFacts {
  const stated = machines.map((machine) => machine.stated);
  const pinned = numbersOf(stated.flatMap(({ cpu }) => cpu?.pins ?? []));
  const shared = numbersOf(stated.map(({ cpu }) => cpu?.cpuSet));
  const nodes = nodesOf(machines);
  const highest = Math.max(-1, ...pinned, ...shared);
  // Where it is known which processors are for all, all others are not.
  const cpus = shared.length > 0 ? highest + 1 : Math.max(least.cpus + pinned.length, highest + 2, nodes.length);
  const dedicated = shared.length === 0 ? pinned : Array.from({ length: cpus }, (_, each) => each).filter((each) => !shared.includes(each));
  const floating = machines.reduce((sum, { cpus: own = 1, stated: { cpu } }) => sum + (cpu?.pins ? 0 : own), 0);
  const overcommit = shared.length > 0 && floating > shared.length * 4 ? Math.ceil(floating / shared.length) : undefined;
  const pages = pagesOf(machines);
  const devices = new Map(stated.flatMap(({ devices: own = [] }) => own.map((each) => [deviceKey(each), each] as const)));
  return {
    cpus,
    memory: least.memory,
    props: {
      cpuOvercommit: optionalNumber(overcommit),
      dedicatedCpus: optionalText(dedicated.length > 0 ? cpuSetText(dedicated) : undefined),
      hugePages: optionalList(pages.map(([bytes, count]) => object({ size: sizeOfBytes(bytes, program), count: number(count) }))),
      numaNodes:
        nodes.length === 0
          ? undefined
          : list(nodes.map((bytes, node) => object({ cpus: text(`${node}`), memory: sizeOfBytes(Math.max(bytes, 2 ** 20), program) }))),
      devices: optionalList([...devices.values()].map((device) => deviceCode(device, program))),
    },
    notes:
      nodes.length === 0
        ? []
        : ['State its NUMA nodes as `virsh capabilities` shows them: these are the least that its machines are bound to.'],
  };
}

/** Sizes of huge pages, and how many of each machines are made of. */
function pagesOf(machines: readonly FoundMachine[]): readonly (readonly [number, number])[] {
  const counts = new Map<number, number>();
  for (const { bytes = 0, stated } of machines) {
    const size = stated.memoryBacking?.hugePages;
    if (size !== undefined) counts.set(size, (counts.get(size) ?? 0) + Math.ceil(bytes / size));
  }
  return [...counts].sort(([a], [b]) => a - b);
}

/** Bytes that machines take of each node of their host, node 0 first; empty where none is bound to any. */
function nodesOf(machines: readonly FoundMachine[]): readonly number[] {
  const taken: number[] = [];
  const take = (node: number, bytes: number): void => {
    while (taken.length <= node) taken.push(0);
    taken[node] = (taken[node] ?? 0) + bytes;
  };
  for (const { bytes = 0, stated } of machines) {
    const { cells = [], hostNodes } = stated.numa ?? {};
    for (const cell of cells) if (cell.hostNode !== undefined) take(cell.hostNode, cell.bytes);
    for (const node of parseCpuSet(hostNodes ?? '') ?? []) take(node, bytes);
  }
  return taken;
}
