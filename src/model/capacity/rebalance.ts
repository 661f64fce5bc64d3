import type { ResolvedMachine, ResolvedSystem } from '../resolved';
import { nicsOf } from '../resolved';
import { append, compareText } from '../values';
import { DOMAINS } from './domains';
import { roomsOf, spanning } from './failure';
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
  /** Machines that nothing is proposed for: their host is stated, their network exists there alone, or they have devices of it. Sorted. */
  readonly fixed: readonly string[];
}

/** How much less full the fullest host has to get for a move to be worth its trouble: a twentieth of it. */
const WORTH = 0.05;

const usedOf = ({ ordinaryMiB, freeMiB }: Room): number => (ordinaryMiB <= 0 ? 1 : (ordinaryMiB - freeMiB) / ordinaryMiB);

/**
 * Moves that would even hosts out: from the fullest, one machine after the other, as long as that gets emptier by it. Nothing is moved here.
 */
export function rebalance(system: ResolvedSystem): Rebalance {
  const rooms = roomsOf(system);
  const before = new Map(rooms.map((room) => [room.name, usedOf(room)]));
  const spans = spanning(system.subnets);
  const movable = new Map(system.machines.filter((machine) => isMovable(machine, spans)).map((machine) => [machine.name, machine]));
  const fixed = system.machines.map(({ name }) => name).filter((name) => !movable.has(name));
  const where = new Map(system.machines.map(({ name, host }) => [name, host]));
  const isFarEnough = distances(system, where);
  const moves: Move[] = [];
  // Each machine moves once at the most.
  for (let move = best(rooms, movable, isFarEnough); move; move = best(rooms, movable, isFarEnough)) {
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
  return {
    moves,
    hosts: rooms.map((room) => ({ host: room.name, before: before.get(room.name) ?? 0, after: usedOf(room) })),
    fixed: fixed.sort(compareText),
  };
}

const isMovable = (machine: ResolvedMachine, spans: ReadonlySet<string>): boolean =>
  machine.placement.hosts.length > 1 && machine.hardware.devices.length === 0 && nicsOf(machine).every(({ subnet }) => spans.has(subnet));

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
  isFarEnough: (machine: string, to: string) => boolean,
): Candidate | undefined {
  const [from] = [...rooms].sort((a, b) => usedOf(b) - usedOf(a) || compareText(a.name, b.name));
  if (!from) return undefined;
  const now = usedOf(from);
  const candidates = [...from.loads.values()].flatMap((load): readonly Candidate[] => {
    const machine = movable.get(load.name);
    if (!machine) return [];
    return rooms
      .filter((to) => to !== from && machine.placement.hosts.includes(to.name))
      .filter((to) => to.lacks([load]).length === 0 && isFarEnough(machine.name, to.name))
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

/** Whether a machine can go to a host, by those that it must not share something with. @param where machines are by now */
function distances({ hosts, machines }: ResolvedSystem, where: ReadonlyMap<string, string>): (machine: string, to: string) => boolean {
  const hostOf = new Map(hosts.map((host) => [host.name, host]));
  const apart = new Map<string, { readonly other: string; readonly by: keyof typeof DOMAINS }[]>();
  // Distances work both ways: each of two may have asked for it.
  for (const { name, placement } of machines)
    for (const other of placement.apartFrom ?? []) {
      append(apart, name, { other, by: placement.apartBy ?? 'host' });
      append(apart, other, { other: name, by: placement.apartBy ?? 'host' });
    }
  return (machine, to) =>
    (apart.get(machine) ?? []).every(({ other, by }) => {
      const [there, target] = [hostOf.get(where.get(other) ?? ''), hostOf.get(to)];
      return other === machine || !there || !target || DOMAINS[by].of(there) !== DOMAINS[by].of(target);
    });
}
