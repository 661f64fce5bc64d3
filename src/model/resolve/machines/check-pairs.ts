import type { LoadBalancer } from '../../edge/load-balancer';
import { addressedBy } from '../../kinds/guest/addressings';
import { cardsOf } from '../../kinds/guest/cards';
import { pathOf } from '../../kinds/machine';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { primaryOf } from '../../workload/database-vm';
import type { Machine } from '../../workload/machine';
import { AddressedBy } from '../../workload/network-interface';
import type { Inventory } from '../inventory/inventory';
import { sharedHost } from './placement/apart';
import { hostsFor } from './placement/hosts';

/** Checks of machines that stand in for each other what none of them shows. */
export function checkPairs(inventory: Inventory, report: Report): void {
  for (const pair of inventory.pairs) checkPair(pair, inventory, report);
  for (const machine of inventory.machines) checkStandby(machine, inventory, report);
}

/** That a standby does not fail with its primary. */
function checkStandby(machine: Machine, inventory: Inventory, report: Report): void {
  const primary = primaryOf(machine);
  if (!primary || primary.props.replicas?.[machine.name]?.onPrimaryHost) return;
  const host = sharedHost(machine, inventory);
  if (host) report(problems.replicaOnPrimaryHost(pathOf(machine), machine.name, host.name));
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
