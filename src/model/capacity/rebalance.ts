import type { ResolvedHost, ResolvedMachine, ResolvedSystem } from '../resolved';
import { nicsOf } from '../resolved';
import { compareText } from '../values';
import { roomsOf, SPANS_HOSTS } from './failure';
import type { Load } from './load';
import type { Room } from './room';

/** A machine that had better be on another host. */
export interface Move {
  /** Its name. */
  readonly machine: string;
  /** The host that it is on. */
  readonly from: string;
  /** The one that it had better be on. */
  readonly to: string;
  /** What it takes there, with what QEMU takes beside it. */
  readonly memoryMiB: number;
  /** Disks to be copied, at the most. */
  readonly disksGiB: number;
}

/** What moving would do. */
export interface Rebalance {
  /** In an order in which each fits. Empty: nothing is worth it. */
  readonly moves: readonly Move[];
  /** How much of each host's memory is taken, from 0 to 1, before and after. */
  readonly hosts: readonly { readonly host: string; readonly before: number; readonly after: number }[];
  /** Machines that nothing is proposed for: their host is stated, or their network exists there alone. Sorted. */
  readonly fixed: readonly string[];
}

/** How much less full the fullest host has to get for a move to be worth its trouble: a twentieth of it. */
const WORTH = 0.05;

const usedOf = ({ host, freeMiB }: Room): number => {
  const all = host.memoryMiB - host.reservedMiB;
  return all <= 0 ? 1 : (all - freeMiB) / all;
};

/**
 * Moves that would even hosts out: from the fullest, one machine after the other, as long as that gets emptier by it. Nothing is moved here.
 */
export function rebalance(system: ResolvedSystem): Rebalance {
  const rooms = roomsOf(system);
  const before = new Map(rooms.map((room) => [room.name, usedOf(room)]));
  const movable = new Map(system.machines.filter((machine) => isMovable(machine, system)).map((machine) => [machine.name, machine]));
  const where = new Map(system.machines.map(({ name, host }) => [name, host]));
  const moves: Move[] = [];
  // Each machine moves once at the most.
  for (let move = best(rooms, movable, where, system); move; move = best(rooms, movable, where, system)) {
    const { load, from, to } = move;
    from.take(load.name);
    to.put(load);
    movable.delete(load.name);
    where.set(load.name, to.name);
    moves.push({
      machine: load.name,
      from: from.name,
      to: to.name,
      memoryMiB: load.guestMiB + load.overheadMiB,
      disksGiB: Math.ceil(load.disks.reduce((sum, { mebibytes }) => sum + mebibytes, 0) / 1024),
    });
  }
  const fixed = system.machines.filter((machine) => !isMovable(machine, system)).map(({ name }) => name);
  return {
    moves,
    hosts: rooms.map((room) => ({ host: room.name, before: before.get(room.name) ?? 0, after: usedOf(room) })),
    fixed: fixed.sort(compareText),
  };
}

function isMovable(machine: ResolvedMachine, { subnets }: ResolvedSystem): boolean {
  const own = new Set(nicsOf(machine).map(({ subnet }) => subnet));
  return machine.placement.hosts.length > 1 && subnets.every(({ name, mode }) => !own.has(name) || SPANS_HOSTS[mode]);
}

interface Candidate {
  readonly load: Load;
  readonly from: Room;
  readonly to: Room;
  /** How full the fuller of the two is then. */
  readonly full: number;
}

/** What relieves the fullest host most. */
function best(
  rooms: readonly Room[],
  movable: ReadonlyMap<string, ResolvedMachine>,
  where: ReadonlyMap<string, string>,
  system: ResolvedSystem,
): Candidate | undefined {
  const [from] = [...rooms].sort((a, b) => usedOf(b) - usedOf(a) || compareText(a.name, b.name));
  if (!from) return undefined;
  const now = usedOf(from);
  const candidates = [...from.loads.values()].flatMap((load): readonly Candidate[] => {
    const machine = movable.get(load.name);
    if (!machine) return [];
    return rooms
      .filter((to) => to !== from && machine.placement.hosts.includes(to.name))
      .filter((to) => to.lacks([load]).length === 0 && isFarEnough(machine, to.name, where, system))
      .map((to) => ({ load, from, to, full: Math.max(without(from, load), usedWith(to, load)) }));
  });
  const [first] = candidates.sort((a, b) => a.full - b.full || compareText(a.load.name, b.load.name) || compareText(a.to.name, b.to.name));
  return first && now - first.full >= WORTH ? first : undefined;
}

function without(room: Room, load: Load): number {
  room.take(load.name);
  const used = usedOf(room);
  room.put(load);
  return used;
}

function usedWith(room: Room, load: Load): number {
  room.put(load);
  const used = usedOf(room);
  room.take(load.name);
  return used;
}

/** What a machine must not share with others. */
const DOMAINS: { readonly [D in NonNullable<ResolvedMachine['placement']['apartBy']>]: (host: ResolvedHost) => string } = {
  host: ({ name }) => `host ${name}`,
  zone: ({ name, zone }) => (zone === undefined ? `host ${name}` : `zone ${zone}`),
};

/** Distances work both ways: each of two may have asked for it. */
function isFarEnough(
  machine: ResolvedMachine,
  to: string,
  where: ReadonlyMap<string, string>,
  { hosts, machines }: ResolvedSystem,
): boolean {
  const hostOf = new Map(hosts.map((host) => [host.name, host]));
  const target = hostOf.get(to);
  return machines.every((other) => {
    const there = hostOf.get(where.get(other.name) ?? '');
    if (other === machine || !there || !target) return true;
    return [machine, other].every(({ placement: { apartFrom = [], apartBy = 'host' } }, index) => {
      const asks = apartFrom.includes(index === 0 ? other.name : machine.name);
      return !asks || DOMAINS[apartBy](there) !== DOMAINS[apartBy](target);
    });
  });
}
