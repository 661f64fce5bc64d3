import type { LoadBalancer } from '../../edge/load-balancer';
import { addressedBy } from '../../kinds/guest/addressings';
import { cardsOf } from '../../kinds/guest/cards';
import { pathOf } from '../../kinds/machine';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { AddressedBy } from '../../workload/network-interface';
import type { Inventory } from '../inventory/inventory';
import { hostsFor } from './placement/hosts';

/** Checks of each pair what neither of its machines shows. */
export function checkPairs(inventory: Inventory, report: Report): void {
  for (const pair of inventory.pairs) checkPair(pair, inventory, report);
}

function checkPair(pair: LoadBalancer, inventory: Inventory, report: Report): void {
  const { node, name, props, members, interfaces } = pair;
  const { addresses, onOneHost } = props.pair ?? {};
  if (addresses && addresses.length !== members.length) report(problems.pairAddresses(node.path, addresses.length));
  if (interfaces.length > 0) report(problems.pairWithCards(node.path, name));
  const [first] = members;
  if (!first) return;
  if (addressedBy(cardsOf(first)[0]) === AddressedBy.IMAGE) report(problems.pairByImage(pathOf(first)));
  if (onOneHost && !onOneHost.because?.trim()) report(problems.pairWithoutReason(node.path));
  const [host, ...others] = hostsFor(first, inventory);
  if (host && others.length === 0 && !onOneHost) report(problems.pairOnOneHost(node.path, name, host.name));
}
