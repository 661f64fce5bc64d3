import { forwardOf, isolationOf } from '../../kinds/subnet';
import type { Network, Subnet } from '../../network/network';

/** Where a flow's end stands, as far as routing is concerned. */
export type Site = { readonly kind: 'subnet'; readonly subnet: Subnet; readonly hosts: ReadonlySet<string> } | { readonly kind: 'outside' };

/** Whether two stand in one subnet; pods stand where their nodes do. */
export const areNeighbours = (a: Site, b: Site): a is Site & { kind: 'subnet' } =>
  a.kind === 'subnet' && b.kind === 'subnet' && a.subnet === b.subnet;

/**
 * Why packets cannot get from one place to another, in words; undefined when they can.
 * A filter elsewhere can tell machines behind NAT only on the same host, which gives them its own address in the receiver's subnet.
 */
export function routingDefect(from: Site, to: Site): string | undefined {
  if (areNeighbours(from, to)) {
    return isolationOf(from.subnet).apart ? `machines of the subnet "${from.subnet.node.id}" are kept apart by Isolation.HIGH` : undefined;
  }
  const border = barrier(from, 'left') ?? barrier(to, 'entered');
  if (border) return border;
  if (from.kind === 'outside' || to.kind === 'outside') return undefined;
  if (forwardOf(from.subnet).hides && !sameRouter(from, to)) return hidden(from.subnet);
  if (!lacksRoute(from, to)) return undefined;
  return `no declared route joins the subnets "${from.subnet.node.id}" and "${to.subnet.node.id}": they are on different hosts or behind a bridge`;
}

/** Whether nothing is in the way but that nobody says who routes between two subnets. */
export const lacksRoute = (from: Site, to: Site): boolean =>
  from.kind === 'subnet' &&
  to.kind === 'subnet' &&
  from.subnet !== to.subnet &&
  !(barrier(from, 'left') ?? barrier(to, 'entered')) &&
  !forwardOf(from.subnet).hides &&
  !sameRouter(from, to) &&
  !provided(from.subnet.network) &&
  !provided(to.subnet.network);

/** Why nothing passes the border of a place in that direction. */
const barrier = (place: Site, way: 'left' | 'entered'): string | undefined =>
  place.kind === 'subnet' ? forwardOf(place.subnet)[way](place.subnet.node.id) : undefined;

/** Beyond its own host a NAT subnet's machines are seen under an address of the host that nobody declared. */
export const hidden = (subnet: Subnet): string =>
  `machines of the NAT subnet "${subnet.node.id}" leave their host under an address of it that the system does not know`;

/** One host routes between the libvirt networks that it has. */
function sameRouter(from: Site & { kind: 'subnet' }, to: Site & { kind: 'subnet' }): boolean {
  if (!forwardOf(from.subnet).owned || !forwardOf(to.subnet).owned) return false;
  return [...from.hosts].every((host) => to.hosts.size === 0 || to.hosts.has(host));
}

const provided = (network: Network): boolean => network.props.routes === 'provided';
