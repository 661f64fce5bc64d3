import type { Load } from '../../../capacity/load';
import type { Room } from '../../../capacity/room';
import { missingPools } from '../../../kinds/pool/choice';
import type { Host } from '../../../network/host';
import { asArray } from '../../../values';
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

/** Hosts that a machine may be on, in the order of preference. One: it is stated. */
export function hostsFor(machine: Machine, { hosts }: Pick<Inventory, 'hosts'>): readonly Host[] {
  const { host } = machine.props;
  const stated = host === undefined ? hosts : [...new Set(asArray(host))];
  // Where none has the pools of its disks, that is said by itself.
  const fitting = stated.filter((each) => missingPools(machine, each).length === 0);
  return fitting.length > 0 ? fitting : stated;
}

/** What they take together. */
export const loadsOf = (unit: Unit): readonly Load[] => unit.map(loadOfMachine);
