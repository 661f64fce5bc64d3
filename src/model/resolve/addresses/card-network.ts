import { addressedBy, addressingOf } from '../../kinds/guest/addressings';
import type { Card } from '../../kinds/guest/cards';
import { outsiders } from '../../kinds/sources';
import { forwardOf, isolationOf } from '../../kinds/subnet';
import type { Subnet } from '../../network/network';
import type { CardNetwork } from '../../resolved';
import { compareBlocks, formatIp } from '../../values';
import type { Inventory } from '../inventory/inventory';
import type { Space } from './space';

/** What cards are told their routes by. */
export interface CardSurroundings {
  readonly inventory: Inventory;
  readonly space: Space;
  /** Routes that DHCP tells of in subnets without default route, by subnet. */
  readonly routes: ReadonlyMap<string, readonly string[]>;
}

/** Whether machines of a subnet can be told a default route. */
export const leadsOut = (subnet: Subnet): boolean => forwardOf(subnet).left(subnet.node.id) === undefined && isolationOf(subnet).outward;

/** Name servers of a card's subnet: the subnet's own, or those that a bridged one was given. */
export function nameserversOf({ subnet }: Card, space: Space): readonly string[] {
  const { gateway } = space.subnets.get(subnet) ?? {};
  return forwardOf(subnet).owned ? [gateway === undefined ? '' : formatIp(gateway)] : (subnet.props.nameservers ?? []);
}

/**
 * What a guest has to know of one of its cards.
 * @param blocks of the system, as the guest was or is set up for them
 */
export function cardNetwork(card: Card, surroundings: CardSurroundings, blocks: readonly string[]): CardNetwork {
  const { space } = surroundings;
  const area = space.subnets.get(card.subnet);
  const gateway = area ? formatIp(area.gateway) : '';
  const own = card.id === undefined ? firstRoutes(card, surroundings, blocks) : otherRoutes(card, surroundings);
  const stated = (card.routes ?? []).map(({ to, via = gateway }) => ({ to, via }));
  return {
    addressedBy: addressedBy(card),
    prefix: area?.cidr.prefix ?? 0,
    ...(own.isDefault ? { defaultGateway: gateway } : {}),
    routes: [...own.to.map((to) => ({ to, via: gateway })), ...stated].sort((a, b) => compareBlocks(a.to, b.to)),
  };
}

/** Routes by a subnet's gateway. */
interface Routes {
  readonly isDefault: boolean;
  readonly to: readonly string[];
}

/** Everything leaves by the first card; where its subnet has no default route, what the system has and needs does. */
function firstRoutes(card: Card, { inventory, space, routes }: CardSurroundings, blocks: readonly string[]): Routes {
  const { subnet } = card;
  const { owned, left } = forwardOf(subnet);
  const isDefault = leadsOut(subnet);
  const sources = outsiders(inventory.provisioning, inventory.admin).flatMap((source) => source.blocks);
  const resolvers = owned ? [] : nameserversOf(card, space).map((address) => `${address}/32`);
  const known = addressingOf(card).leased ? routes.get(subnet.node.id) : undefined;
  const joined = left(subnet.node.id) === undefined;
  const today = joined && !isDefault ? [...new Set([...blocks, ...sources, ...resolvers])].sort(compareBlocks) : [];
  return { isDefault, to: known ?? today };
}

/** Other cards have what is said of them, and what a DHCP server tells besides. */
function otherRoutes(card: Card, { routes }: CardSurroundings): Routes {
  const { leased } = addressingOf(card);
  const { subnet, defaultRoute = false } = card;
  return { isDefault: leadsOut(subnet) && (leased || defaultRoute), to: (leased && routes.get(subnet.node.id)) || [] };
}
