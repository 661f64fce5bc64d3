import { DOMAINS } from '../../../capacity/domains';
import { memoryOf } from '../../../capacity/failure';
import type { Room } from '../../../capacity/room';
import type { Shortage } from '../../../capacity/shortage';
import { pathOf } from '../../../kinds/machine';
import type { Host } from '../../../network/host';
import type { Problem } from '../../../problem';
import * as problems from '../../../problems';
import { Size } from '../../../values';
import type { Machine } from '../../../workload/machine';
import { loadOfMachine } from '../loads';
import { hostsFor } from './hosts';
import { loadsOf, type Placing, type Unit } from './placement';

const sizeText = (mebibytes: number): string => {
  const gibibytes = mebibytes / 1024;
  return gibibytes < 1 ? `${Size.mebibytes(Math.ceil(mebibytes))}` : `${Math.ceil(gibibytes * 100) / 100} GiB`;
};

/** How amounts are told. */
const AMOUNTS: {
  readonly [A in Shortage['of']]: { readonly what: (shortage: Shortage) => string; readonly text: (amount: number) => string };
} = {
  memory: { what: () => 'memory', text: sizeText },
  cpus: { what: () => 'virtual processors', text: (amount) => `${amount}` },
  disk: { what: ({ item }) => `space in the pool ${item}`, text: sizeText },
  'huge-pages': { what: ({ item }) => `huge pages of ${sizeText(Number(item))}`, text: sizeText },
  'dedicated-cpu': { what: ({ item }) => `the dedicated processor ${item}`, text: (amount) => `${amount}` },
  'numa-node': { what: ({ item }) => `memory of the NUMA node ${item}`, text: sizeText },
  device: { what: ({ item }) => `the device ${item}`, text: (amount) => `${amount}` },
};

/** Why no host takes these machines, with what each of them lacks, and the smallest change that would do. */
export function refusal(unit: Unit, candidates: readonly Host[], placing: Placing): Problem {
  const { inventory, rooms, distances } = placing;
  const path = pathOf(unit[0]);
  const names = unit.map(({ name }) => name);
  const asked = sizeText(memoryOf(loadsOf(unit)));
  if (distances.partedWithin(unit)) return problems.boundAndApart(path, names);
  if (candidates.length === 0)
    return problems.boundElsewhere(
      path,
      names,
      hostsFor(unit[0], inventory).map(({ name }) => name),
    );
  const lacks = candidates.map((host) => ({
    host,
    conflict: conflictOn(unit, host, placing),
    shortages: rooms.get(host)?.lacks(loadsOf(unit)) ?? [],
  }));
  const reasons = lacks.map(({ host, conflict, shortages }) =>
    conflict === undefined ? `${host.name} lacks ${shortages.map(shortageText).join(' and ')}` : `on ${conflict}`,
  );
  const near = lacks.filter(({ conflict }) => conflict === undefined);
  const [smallest] = near
    .map(({ host, shortages }) => ({ host, shortages, part: Math.max(...shortages.map(({ needed, free }) => (needed - free) / needed)) }))
    .sort((a, b) => a.part - b.part);
  const more = smallest && `give ${smallest.host.name} ${smallest.shortages.map(shortageText).join(' and ')} more`;
  const move = smallestMove(
    unit,
    near.map(({ host }) => host),
    placing,
  );
  return problems.noRoom(
    path,
    names,
    asked,
    reasons,
    [more, move].filter((change) => change !== undefined),
  );
}

const shortageText = (shortage: Shortage): string => {
  const { what, text } = AMOUNTS[shortage.of];
  return `${text(shortage.needed - shortage.free)} of ${what(shortage)}`;
};

/** What is there already that one of them must not meet, in words. */
function conflictOn(unit: Unit, host: Host, { distances }: Placing): string | undefined {
  for (const machine of unit) {
    const found = distances.conflict(machine, host);
    if (found) return `${host.name} it would share its ${DOMAINS[found.by].word} with ${found.other.name}`;
  }
  return undefined;
}

/** The smallest machine that could make room by going elsewhere, if its user lets it. */
function smallestMove(unit: Unit, hosts: readonly Host[], { inventory, rooms, placed, bindings, distances }: Placing): string | undefined {
  const movable = [...placed]
    .filter(([machine, host]) => hosts.includes(host) && hostsFor(machine, inventory).length > 1 && bindings.isFree(machine))
    .sort(([a], [b]) => memoryOf([loadOfMachine(a)]) - memoryOf([loadOfMachine(b)]));
  for (const [machine, host] of movable) {
    const [room, load] = [rooms.get(host), loadOfMachine(machine)];
    if (!room || !fitsWithout(room, machine, unit)) continue;
    const target = hostsFor(machine, inventory).find(
      (other) => other !== host && !distances.conflict(machine, other) && rooms.get(other)?.lacks([load]).length === 0,
    );
    if (target) return `move ${machine.name} (${sizeText(memoryOf([load]))}) from ${host.name} to ${target.name} by hand`;
  }
  return undefined;
}

function fitsWithout(room: Room, machine: Machine, unit: Unit): boolean {
  const load = loadOfMachine(machine);
  room.take(machine.name);
  const fits = room.lacks(loadsOf(unit)).length === 0;
  room.put(load);
  return fits;
}
