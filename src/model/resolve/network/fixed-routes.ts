import { cardsOf } from '../../kinds/guest/cards';
import { outsiders } from '../../kinds/sources';
import { forwardOf, isolationOf } from '../../kinds/subnet';
import { type Lock, own } from '../../lock/lock';
import { compareBlocks } from '../../values';
import type { Machine } from '../../workload/machine';
import type { Inventory } from '../inventory/inventory';

/**
 * Routes that the DHCP server of a subnet without default route tells of, by subnet. A network cannot be changed while machines are
 * attached to it: so they are fixed when it is made, whether a machine asks for them then or not, and no later policy, source of
 * software or administrator changes them.
 * @param baseline blocks of the system, as new guests know them
 */
export function fixedRoutes(
  { subnets, provisioning, admin }: Inventory,
  machines: readonly Machine[],
  baseline: readonly string[],
  lock: Lock,
): ReadonlyMap<string, readonly string[]> {
  const inhabited = new Set(machines.flatMap((machine) => cardsOf(machine).map(({ subnet }) => subnet)));
  const sources = outsiders(provisioning, admin).flatMap(({ blocks }) => blocks);
  return new Map(
    subnets.flatMap((subnet): (readonly [string, readonly string[]])[] => {
      const { owned, left } = forwardOf(subnet);
      const joined = left(subnet.node.id) === undefined;
      if (!inhabited.has(subnet) || !owned || (joined && isolationOf(subnet).outward)) return [];
      const today = joined ? [...new Set([...baseline, ...sources])].sort(compareBlocks) : [];
      return [[subnet.node.id, own(lock.subnets, subnet.node.id)?.routes ?? today]];
    }),
  );
}
