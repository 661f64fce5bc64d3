import { FORWARDS } from '../network/forwards';
import type { ResolvedHost, ResolvedMachine, ResolvedSubnet } from '../resolved';
import { nicsOf } from '../resolved';
import { compareText, groupBy } from '../values';
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
const largestFirst = <T extends { readonly loads: readonly Load[]; readonly machines: readonly string[] }>(groups: readonly T[]): T[] =>
  [...groups].sort((a, b) => memoryOf(b.loads) - memoryOf(a.loads) || compareText(a.machines[0] ?? '', b.machines[0] ?? ''));

/** Subnets whose network can be on several hosts at once: no system makes those. */
export const spanning = (subnets: readonly ResolvedSubnet[]): ReadonlySet<string> =>
  new Set(subnets.filter(({ mode }) => !FORWARDS[mode].owned).map(({ name }) => name));

/** Machines of a host that stand in one network of it, which exists there alone: they move together or not at all. */
function groupsOn(host: ResolvedHost, own: readonly ResolvedMachine[], spans: ReadonlySet<string>): readonly Group[] {
  const sets = new Sets(own.map(({ name }) => name));
  for (const machine of own) for (const { subnet } of nicsOf(machine)) if (!spans.has(subnet)) sets.join(machine.name, `subnet ${subnet}`);
  const byName = new Map(own.map((machine) => [machine.name, loadOf(machine, host)]));
  return sets.all.flatMap((set) => {
    const loads = set.flatMap((name) => byName.get(name) ?? []);
    return loads.length > 0 ? [{ machines: loads.map(({ name }) => name).sort(compareText), loads }] : [];
  });
}

/** Hosts with their machines on them. */
export function roomsOf({ hosts, machines }: Estate): readonly Room[] {
  const byHost = groupBy(machines, ({ host }) => host);
  return hosts.map((host) => {
    const room = new Room(host);
    for (const machine of byHost.get(host.name) ?? []) room.put(loadOf(machine, host));
    return room;
  });
}

/** What hosts can do for each other when some of them fail. Many failures can be asked about: rooms and groups are reckoned once. */
export class Failures {
  readonly rooms: readonly Room[];
  /** By host, in the order of hosts. */
  private readonly groups: ReadonlyMap<string, readonly Group[]>;

  constructor(estate: Estate) {
    const byHost = groupBy(estate.machines, ({ host }) => host);
    const spans = spanning(estate.subnets);
    this.rooms = roomsOf(estate);
    this.groups = new Map(estate.hosts.map((host) => [host.name, groupsOn(host, byHost.get(host.name) ?? [], spans)]));
  }

  /**
   * What could not be made anew on the other hosts when these fail: the largest groups are placed first, each on the first host with room.
   */
  homelessWithout(failed: ReadonlySet<string>): readonly Group[] {
    const left = this.rooms.filter(({ name }) => !failed.has(name));
    const moved: (readonly [Room, Load])[] = [];
    const groups = [...this.groups].flatMap(([host, own]) => (failed.has(host) ? own : []));
    const homeless = largestFirst(groups).filter(({ loads }) => {
      const room = left.find((each) => each.lacks(loads).length === 0);
      if (!room) return true;
      for (const load of loads) {
        room.put(load);
        moved.push([room, load]);
      }
      return false;
    });
    for (const [room, { name }] of moved) room.take(name);
    return homeless;
  }
}

/** More combinations than anybody waits for: beyond, those hosts fail that have the most. */
const MOST_COMBINATIONS = 2000;

/** The first combination of so many hosts that the others could not stand in for. Undefined: there is none. */
export function unsparable(
  spare: number,
  estate: Estate,
): { readonly failed: readonly string[]; readonly homeless: readonly Group[] } | undefined {
  const failures = new Failures(estate);
  const largest = failures.rooms
    .map(({ name, loads }) => ({ name, used: memoryOf([...loads.values()]) }))
    .sort((a, b) => b.used - a.used || compareText(a.name, b.name))
    .map(({ name }) => name);
  let tried = 0;
  for (const failed of combinations(largest, spare)) {
    if (tried++ === MOST_COMBINATIONS) return undefined;
    const homeless = failures.homelessWithout(new Set(failed));
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
