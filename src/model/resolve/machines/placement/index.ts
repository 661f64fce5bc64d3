import { DOMAINS } from '../../../capacity/domains';
import { memoryOf } from '../../../capacity/failure';
import { Room } from '../../../capacity/room';
import { pathOf } from '../../../kinds/machine';
import { type Lock, own } from '../../../lock/lock';
import type { Host } from '../../../network/host';
import type { Report } from '../../../problem';
import * as problems from '../../../problems';
import { groupBy } from '../../../values';
import type { Machine } from '../../../workload/machine';
import type { Inventory } from '../../inventory/inventory';
import { hostFigures } from '../host-figures';
import { loadOfMachine } from '../loads';
import { Distances, domainOf } from './apart';
import { Bindings } from './bindings';
import { hostsFor } from './hosts';
import { loadsOf, type Placement, type Placing, type Unit } from './placement';
import { refusal } from './refusal';

/**
 * Gives every machine its host. What is stated, and what the lock has, stays. All else is placed by first-fit decreasing: the most memory
 * first, each on the first host that has room and is far enough from what it has to be apart from.
 */
export function placeMachines(inventory: Inventory, machines: readonly Machine[], lock: Lock, report: Report): Placement {
  const placing: Placing = {
    inventory,
    bindings: new Bindings(inventory, machines),
    distances: new Distances(inventory, machines),
    rooms: new Map(inventory.hosts.map((host) => [host, new Room(hostFigures(host))])),
    placed: new Map(),
  };
  const open: Machine[] = [];
  for (const machine of machines) {
    const settled = settledHost(machine, inventory, lock);
    if (settled) settle(machine, settled, placing);
    else if (inventory.hosts.length > 0) open.push(machine);
    else report(problems.noHost(pathOf(machine)));
  }
  checkDistances(placing, report);
  const homeless = new Set<Machine>();
  for (const unit of unitsOf(open, placing)) {
    const candidates = candidatesOf(unit, placing);
    const found = bestOf(unit, candidates, placing);
    if (found) for (const machine of unit) settle(machine, found, placing);
    else {
      report(refusal(unit, candidates, placing));
      // Where it can be nowhere, it is left out: anywhere else, others would be wrong, too.
      const [anywhere] = candidates;
      for (const machine of unit) {
        homeless.add(machine);
        if (anywhere) placing.placed.set(machine, anywhere);
      }
    }
  }
  const { placed } = placing;
  return {
    machines: machines.filter((machine) => placed.has(machine)),
    hostOf: (machine) => placed.get(machine) as Host,
    homeless,
  };
}

function settle(machine: Machine, host: Host, { bindings, distances, rooms, placed }: Placing): void {
  placed.set(machine, host);
  bindings.settle(machine, host);
  distances.settle(machine, host);
  rooms.get(host)?.put(loadOfMachine(machine));
}

/** The host that is stated, or that an earlier run chose. One that comes back may be there still. */
function settledHost(machine: Machine, inventory: Inventory, lock: Lock): Host | undefined {
  const hosts = hostsFor(machine, inventory);
  const [first, ...others] = hosts;
  if (machine.props.host !== undefined && others.length === 0) return first;
  const before = own(lock.machines, machine.name) ?? own(lock.removed.machines, machine.name);
  return hosts.find(({ name }) => name === before?.host);
}

/** What is to be placed, the most memory first; nodes of a cluster in their own order. */
function unitsOf(open: readonly Machine[], { inventory, bindings }: Placing): readonly Unit[] {
  const nodes = inventory.clusters.flatMap((cluster): readonly Machine[] => cluster.nodes);
  const isOpen = new Set(open);
  const isNode = new Set(nodes);
  const ordered = [...nodes.filter((node) => isOpen.has(node)), ...open.filter((machine) => !isNode.has(machine))];
  const units = [...groupBy(ordered, (machine) => bindings.unitOf(machine)).values()] as unknown as Unit[];
  const sizes = new Map(units.map((unit) => [unit, memoryOf(loadsOf(unit))]));
  return units.sort((a, b) => (sizes.get(b) ?? 0) - (sizes.get(a) ?? 0));
}

/** Hosts that all of them may be on, whether there is room or not. */
function candidatesOf(unit: Unit, { inventory, bindings }: Placing): readonly Host[] {
  const [first, ...others] = unit;
  return hostsFor(first, inventory).filter(
    (host) =>
      others.every((machine) => hostsFor(machine, inventory).includes(host)) &&
      unit.every((machine) => bindings.hostsFor(machine)?.has(host) ?? true),
  );
}

/** The first host with room, of those where the fewest are that it had better be far from. */
function bestOf(unit: Unit, candidates: readonly Host[], { rooms, distances }: Placing): Host | undefined {
  if (distances.partedWithin(unit)) return undefined;
  const loads = loadsOf(unit);
  return candidates
    .filter((host) => unit.every((machine) => !distances.conflict(machine, host)) && rooms.get(host)?.lacks(loads).length === 0)
    .map((host, index) => ({ host, crowd: distances.crowdOf(unit, host), index }))
    .sort((a, b) => a.crowd.zone - b.crowd.zone || a.crowd.host - b.crowd.host || a.index - b.index)[0]?.host;
}

/** Machines whose hosts are stated, or were chosen before somebody asked for a distance. */
function checkDistances({ placed, distances }: Placing, report: Report): void {
  for (const [machine, host] of placed) {
    const conflict = distances.conflict(machine, host);
    // Once for each pair.
    if (!conflict || conflict.other.name > machine.name) continue;
    const { other, by } = conflict;
    report(problems.notApart(pathOf(machine), machine.name, other.name, DOMAINS[by].word, domainOf(by, host)));
  }
}
