import type { Lock } from '../../lock/lock';
import type { Host } from '../../network/host';
import type { ResolvedFlow } from '../../resolved';
import type { Machine } from '../../workload/machine';
import type { CardPlace } from '../addresses/plan-addresses';
import type { Space } from '../addresses/space';
import type { Inventory } from '../inventory/inventory';

/** What machines are resolved with. */
export interface MachinePlan {
  readonly inventory: Inventory;
  readonly hostOf: (machine: Machine) => Host;
  readonly space: Space;
  readonly lock: Lock;
  /** By card. */
  readonly addresses: ReadonlyMap<string, CardPlace>;
  /** Addresses that machines of pairs hold in turn, by name of the pair. */
  readonly pairs: ReadonlyMap<string, string>;
  readonly flows: readonly ResolvedFlow[];
  /** Blocks that new guests' own firewalls and routes are built with, sorted. */
  readonly baseline: readonly string[];
  /** Context ids of the machines that have a vsock. */
  readonly vsocks: ReadonlyMap<Machine, number>;
  /** Routes that DHCP tells of in subnets without default route, by subnet. */
  readonly routes: ReadonlyMap<string, readonly string[]>;
}
