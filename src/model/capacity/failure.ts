import type { ResolvedHost, ResolvedMachine, ResolvedSubnet } from '../resolved';
import { nicsOf } from '../resolved';
import { compareText } from '../values';
import { type Load, loadOf } from './load';
import { Room } from './room';
import { Sets } from './sets';

/** What hosts and machines are judged by. */
export interface Estate {
  readonly hosts: readonly ResolvedHost[];
  readonly machines: readonly ResolvedMachine[];
  readonly subnets: readonly ResolvedSubnet[];
}

/** Machines that only one host can have, all of them together. */
export interface Group {
  /** Sorted. */
  readonly machines: readonly string[];
  readonly loads: readonly Load[];
}

/** What machines take together, guests and all. */
export const memoryOf = (loads: readonly Load[]): number =>
  loads.reduce((sum, { guestMiB, overheadMiB }) => sum + guestMiB + overheadMiB, 0);

/** Larger ones first, in a fixed order: what first-fit decreasing begins with. */
export const largestFirst = <T extends { readonly loads: readonly Load[]; readonly machines: readonly string[] }>(
  groups: readonly T[],
): T[] => [...groups].sort((a, b) => memoryOf(b.loads) - memoryOf(a.loads) || compareText(a.machines[0] ?? '', b.machines[0] ?? ''));

/** Machines of each host that stand in one network of it, which exists there alone: they move together or not at all. */
function groupsOn(host: ResolvedHost, { machines, subnets }: Estate): readonly Group[] {
  const own = machines.filter((machine) => machine.host === host.name);
  const spans = new Set(subnets.filter(({ mode }) => SPANS_HOSTS[mode]).map(({ name }) => name));
  const sets = new Sets(own.map(({ name }) => name));
  for (const machine of own) for (const { subnet } of nicsOf(machine)) if (!spans.has(subnet)) sets.join(machine.name, `subnet ${subnet}`);
  const byName = new Map(own.map((machine) => [machine.name, loadOf(machine, host)]));
  return sets.all.flatMap((set) => {
    const loads = set.flatMap((name) => byName.get(name) ?? []);
    return loads.length > 0 ? [{ machines: loads.map(({ name }) => name).sort(compareText), loads }] : [];
  });
}

/** Whether the network of a subnet can be on several hosts at once. */
export const SPANS_HOSTS: { readonly [M in ResolvedSubnet['mode']]: boolean } = { bridge: true, route: false, nat: false, isolated: false };

/** Hosts with their machines on them. */
export const roomsOf = ({ hosts, machines }: Estate): readonly Room[] =>
  hosts.map((host) => {
    const room = new Room(host);
    for (const machine of machines) if (machine.host === host.name) room.put(loadOf(machine, host));
    return room;
  });

/**
 * What could not be made anew on the other hosts when these fail: the largest groups are placed first, each on the first host with room.
 */
export function homelessWithout(failed: ReadonlySet<string>, estate: Estate): readonly Group[] {
  const rooms = roomsOf(estate).filter(({ name }) => !failed.has(name));
  const groups = estate.hosts.filter(({ name }) => failed.has(name)).flatMap((host) => groupsOn(host, estate));
  return largestFirst(groups).filter(({ loads }) => {
    const room = rooms.find((each) => each.lacks(loads).length === 0);
    for (const load of loads) room?.put(load);
    return room === undefined;
  });
}

/** More combinations than anybody waits for: beyond, those hosts fail that have the most. */
const MOST_COMBINATIONS = 2000;

/** The first combination of so many hosts that the others could not stand in for. Undefined: there is none. */
export function unsparable(
  spare: number,
  estate: Estate,
): { readonly failed: readonly string[]; readonly homeless: readonly Group[] } | undefined {
  const largest = roomsOf(estate)
    .map(({ name, loads }) => ({ name, used: memoryOf([...loads.values()]) }))
    .sort((a, b) => b.used - a.used || compareText(a.name, b.name))
    .map(({ name }) => name);
  let tried = 0;
  for (const failed of combinations(largest, spare)) {
    if (tried++ === MOST_COMBINATIONS) return undefined;
    const homeless = homelessWithout(new Set(failed), estate);
    if (homeless.length > 0) return { failed, homeless };
  }
  return undefined;
}

/** All choices of so many of the items, in their order. */
function* combinations<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  if (size === 0) yield [];
  else
    for (const [index, item] of items.entries()) for (const rest of combinations(items.slice(index + 1), size - 1)) yield [item, ...rest];
}
