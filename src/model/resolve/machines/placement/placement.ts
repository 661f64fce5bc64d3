import type { Load } from '../../../capacity/load';
import type { Room } from '../../../capacity/room';
import { cardsOf } from '../../../kinds/guest/cards';
import type { Host } from '../../../network/host';
import type { Subnet } from '../../../network/network';
import type { Machine } from '../../../workload/machine';
import type { Inventory } from '../../inventory/inventory';
import { loadOfMachine } from '../loads';
import type { Distances } from './apart';
import type { Bindings } from './bindings';

/** Where machines are. */
export interface Placement {
  /** Those that have a host, in the order in which they were given. */
  readonly machines: readonly Machine[];
  readonly hostOf: (machine: Machine) => Host;
  /** Those that no host has room for: they have one for the sake of the passes that follow, and are not counted there. */
  readonly homeless: ReadonlySet<Machine>;
}

/** Machines that are placed as one. */
export type Unit = readonly [Machine, ...Machine[]];

/** What is known while machines are placed. */
export interface Placing {
  readonly inventory: Inventory;
  readonly bindings: Bindings;
  readonly distances: Distances;
  readonly rooms: ReadonlyMap<Host, Room>;
  readonly placed: Map<Machine, Host>;
}

/** What they take together. */
export const loadsOf = (unit: Unit): readonly Load[] => unit.map(loadOfMachine);

/** Subnets with the hosts that have a machine in them. */
export function hostsBySubnet({ machines, hostOf }: Pick<Placement, 'machines' | 'hostOf'>): ReadonlyMap<Subnet, ReadonlySet<string>> {
  const hosts = new Map<Subnet, Set<string>>();
  for (const machine of machines)
    for (const { subnet } of cardsOf(machine)) {
      const names = hosts.get(subnet) ?? new Set();
      names.add(hostOf(machine).node.id);
      hosts.set(subnet, names);
    }
  return hosts;
}
