import { forwardOf, isolationOf } from '../../kinds/subnet';
import type { Network, Subnet } from '../../network/network';
import type { DraftEnd } from '../ends/draft-end';

/** Where a flow's end stands, as far as routing is concerned. What stands in no subnet is outside of the system, and has no site. */
export interface Site {
  readonly subnet: Subnet;
  /** That have the subnet. */
  readonly hosts: ReadonlySet<string>;
}

/** Finds where ends stand: pods where their nodes do. */
export type SiteOf = (end: DraftEnd) => Site | undefined;

/** Whether two stand in one subnet. */
export const areNeighbours = (a: Site | undefined, b: Site | undefined): boolean => a !== undefined && a.subnet === b?.subnet;

/**
 * Why packets cannot get from one place to another, in words; undefined when they can.
 * A filter elsewhere can tell machines behind NAT only on the same host, which gives them its own address in the receiver's subnet.
 */
export function routingDefect(from: Site | undefined, to: Site | undefined): string | undefined {
  if (from && areNeighbours(from, to))
    return isolationOf(from.subnet).apart ? `machines of the subnet "${from.subnet.node.id}" are kept apart by Isolation.HIGH` : undefined;
  const border = barrier(from, 'left') ?? barrier(to, 'entered');
  if (border) return border;
  if (!from || !to) return undefined;
  if (forwardOf(from.subnet).hides && !sameRouter(from, to)) return hidden(from.subnet);
  if (!lacksRoute(from, to)) return undefined;
  return `no declared route joins the subnets "${from.subnet.node.id}" and "${to.subnet.node.id}": they are on different hosts or behind a bridge`;
}

/** Whether nothing is in the way but that nobody says who routes between two subnets. */
export const lacksRoute = (from: Site | undefined, to: Site | undefined): boolean =>
  from !== undefined &&
  to !== undefined &&
  from.subnet !== to.subnet &&
  !(barrier(from, 'left') ?? barrier(to, 'entered')) &&
  !forwardOf(from.subnet).hides &&
  !sameRouter(from, to) &&
  !provided(from.subnet.network) &&
  !provided(to.subnet.network);

/** Why nothing passes the border of a place in that direction. */
const barrier = (place: Site | undefined, way: 'left' | 'entered'): string | undefined =>
  place && forwardOf(place.subnet)[way](place.subnet.node.id);

/** Beyond its own host a NAT subnet's machines are seen under an address of the host that nobody declared. */
export const hidden = (subnet: Subnet): string =>
  `machines of the NAT subnet "${subnet.node.id}" leave their host under an address of it that the system does not know`;

/** One host routes between the libvirt networks that it has. */
function sameRouter(from: Site, to: Site): boolean {
  if (!forwardOf(from.subnet).owned || !forwardOf(to.subnet).owned) return false;
  return [...from.hosts].every((host) => to.hosts.size === 0 || to.hosts.has(host));
}

const provided = (network: Network): boolean => network.props.routes === 'provided';
