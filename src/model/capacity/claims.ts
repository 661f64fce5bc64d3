import { compareText } from '../values';
import { deviceKey, type Load } from './load';
import type { HostFigures, Shortage } from './shortage';

/** How much of something loads ask for. */
type Asking = (load: Load) => number;

/** Something of a host that machines have for themselves. */
interface Claim {
  readonly of: Shortage['of'];
  readonly item: string;
  /** How much of it the host has. */
  readonly has: number;
  readonly asks: Asking;
}

/**
 * What is missing of what machines have for themselves: huge pages, dedicated processors, NUMA nodes, devices.
 * @param there loads that are on the host
 */
export function claimShortages(host: HostFigures, there: readonly Load[], loads: readonly Load[]): readonly Shortage[] {
  return claimsIn(host, loads).map(({ of, item, has, asks }) => {
    const sum = (all: readonly Load[]): number => all.reduce((total, load) => total + asks(load), 0);
    return { of, item, needed: sum(loads), free: has - sum(there) };
  });
}

const once = <T>(items: readonly T[]): T[] => [...new Set(items)];

function claimsIn(host: HostFigures, loads: readonly Load[]): readonly Claim[] {
  const pages = once(loads.flatMap(({ hugePagesMiB }) => hugePagesMiB ?? [])).sort((a, b) => a - b);
  const cpus = once(loads.flatMap(({ pinned = [] }) => pinned)).sort((a, b) => a - b);
  const nodes = once(loads.flatMap(({ nodes = [] }) => nodes.map(({ node }) => node))).sort((a, b) => a - b);
  const devices = once(loads.flatMap(({ devices = [] }) => devices)).sort(compareText);
  const known = new Set(host.devices.map(deviceKey));
  return [
    ...pages.map(
      (size): Claim => ({
        of: 'huge-pages',
        item: `${size}`,
        has: host.hugePages.reduce((sum, { sizeMiB, count }) => sum + (sizeMiB === size ? sizeMiB * count : 0), 0),
        asks: ({ hugePagesMiB, guestMiB }) => (hugePagesMiB === size ? guestMiB : 0),
      }),
    ),
    ...cpus.map(
      (cpu): Claim => ({
        of: 'dedicated-cpu',
        item: `${cpu}`,
        has: host.dedicatedCpus.includes(cpu) ? 1 : 0,
        asks: ({ pinned = [] }) => (pinned.includes(cpu) ? 1 : 0),
      }),
    ),
    ...nodes.map((node): Claim => {
      const { memoryMiB } = host.numaNodes[node] ?? {};
      // Of a node that nobody has stated there is nothing, also where it is only preferred.
      const counts = (strict: boolean): boolean => strict || memoryMiB === undefined;
      return {
        of: 'numa-node',
        item: `${node}`,
        has: memoryMiB ?? 0,
        asks: ({ nodes = [] }) => nodes.reduce((sum, each) => sum + (each.node === node && counts(each.strict) ? each.mebibytes : 0), 0),
      };
    }),
    ...devices.map(
      (device): Claim => ({
        of: 'device',
        item: device,
        has: known.has(device) ? 1 : 0,
        asks: ({ devices = [] }) => (devices.includes(device) ? 1 : 0),
      }),
    ),
  ];
}
