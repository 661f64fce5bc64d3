import { cardsOf } from '../../kinds/guest/cards';
import { pathOf } from '../../kinds/machine';
import { forwardOf, isolationOf } from '../../kinds/subnet';
import { type Lock, own } from '../../lock/lock';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { Machine } from '../../workload/machine';
import type { Inventory } from '../inventory/inventory';
import { hostsFor } from './placement/hosts';
import { disksOfMachine } from './volumes';

/** Checks machines that somebody else has made: whatever an apply would have to make or change for them is a problem. */
export function checkAdopted(machines: readonly Machine[], inventory: Inventory, lock: Lock, report: Report): void {
  const known = new Map<string, Machine>();
  for (const machine of machines) {
    const { adopt, name } = machine;
    const path = pathOf(machine);
    const left = own(lock.removed.adopted ?? {}, name);
    if (left && left.uuid !== adopt?.uuid) report(problems.adoptedNameHeld(path, name, left.uuid));
    if (!adopt) continue;
    const other = known.get(adopt.uuid);
    if (other) report(problems.adoptedTwice(path, adopt.uuid, pathOf(other)));
    else known.set(adopt.uuid, machine);
    checkMachine(machine, inventory, report);
  }
}

function checkMachine(machine: Machine, inventory: Inventory, report: Report): void {
  const path = pathOf(machine);
  const hosts = hostsFor(machine, inventory).map(({ name }) => name);
  if (hosts.length > 1) report(problems.adoptedOnSeveral(path, hosts));
  for (const disk of disksOfMachine(machine)) {
    if (!disk.existing) report(problems.adoptedDisk(path, disk.id));
    for (const prop of ['cache', 'io', 'limits', 'bus'] as const)
      if (disk[prop] !== undefined) report(problems.adoptedAsFound(path, `${prop} of the disk "${disk.id}"`));
  }
  for (const prop of ['image', 'cdImages', 'sharedFolders', 'hardware'] as const)
    if (machine.props[prop] !== undefined) report(problems.adoptedAsFound(path, prop));
  for (const card of cardsOf(machine)) {
    if (card.mac === undefined) report(problems.missing(card.path, 'mac'));
    if (card.address === undefined) report(problems.missing(card.path, 'address'));
    if (forwardOf(card.subnet).owned) report(problems.adoptedNetwork(card.path, card.subnet.node.id));
    if (isolationOf(card.subnet).apart) report(problems.adoptedIsolation(card.path, card.subnet.node.id));
  }
}
