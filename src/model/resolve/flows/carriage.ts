import { egressOf } from '../../kinds/cluster/egress';
import { outsiders } from '../../kinds/sources';
import { forwardOf, isolationOf } from '../../kinds/subnet';
import type * as problems from '../../problems';
import { type DraftEnd, groundOf, hostedIn, isAnywhere, subnetOf, wayBetween } from '../ends/draft-end';
import type { Inventory } from '../inventory/inventory';
import { hidden, lacksRoute, routingDefect, type Site } from '../network/routing';
import { isAtSeveral } from './joined-ends';

/** Why a flow cannot be carried, and what would help. */
interface Obstacle {
  readonly why: string;
  readonly way: keyof typeof problems.WAYS_OUT;
}

/** Why the flow's packets would not arrive, or their replies not return. */
export function carriageDefect(from: DraftEnd, to: DraftEnd, inventory: Inventory, siteOf: (end: DraftEnd) => Site): Obstacle | undefined {
  if (wayBetween(from, to) !== 'network') return undefined;
  if (to.is === 'pods' && !to.entrance) return { why: `the pods "${to.end.name}" have no address outside their cluster`, way: 'pods' };
  if (hostedIn(from) ?? hostedIn(to)) return hostsDefect(from, to) ?? answerDefect(from, siteOf);
  for (const [end, other] of [
    [from, to],
    [to, from],
  ] as const) {
    const subnet = subnetOf(end);
    // What has several cards has the routes that are said of it.
    if (!subnet || isolationOf(subnet).outward || isAtSeveral(end)) continue;
    const foreign = foreignBlocks(other, inventory);
    if (foreign) {
      const why = `the subnet "${subnet.node.id}" has no default route (Isolation.HIGH), and ${foreign} is neither a provisioning source nor where administrators come from`;
      return { why, way: isAnywhere(other) ? 'subnet' : 'outside' };
    }
  }
  const hiding = hidingDefect(from, to, siteOf);
  if (hiding) return { why: hiding, way: 'subnet' };
  const answer = answerDefect(from, siteOf);
  if (answer) return answer;
  const why = routingDefect(siteOf(from), siteOf(to));
  return why === undefined ? undefined : { why, way: lacksRoute(siteOf(from), siteOf(to)) ? 'route' : 'subnet' };
}

/** A host has another address in each of its subnets; in one with Isolation.HIGH it is none of the machines that are kept apart. */
function hostsDefect(from: DraftEnd, to: DraftEnd): Obstacle | undefined {
  const [ground, other] = [groundOf(from), groundOf(to)];
  if (ground === undefined || ground !== other) {
    const name = (hostedIn(from) ?? hostedIn(to))?.node.id;
    return { why: `under their addresses in "${name}" the KVM hosts talk with what stands in that subnet alone`, way: 'hosts' };
  }
  if (forwardOf(ground).owned || (ground.props.hostAddresses ?? []).length > 0) return undefined;
  return { why: `nobody says which addresses the KVM hosts have in the bridged subnet "${ground.node.id}"`, way: 'hostAddresses' };
}

/** Why answers would not find their way: machines of an isolated subnet know no addresses but those of their own. */
function answerDefect(from: DraftEnd, siteOf: (end: DraftEnd) => Site): Obstacle | undefined {
  const site = siteOf(from);
  if (
    from.is !== 'pods' ||
    !egressOf(from.cluster).keepsAddress ||
    site.kind !== 'subnet' ||
    !forwardOf(site.subnet).left(site.subnet.node.id)
  )
    return undefined;
  const why = `machines of the isolated subnet "${site.subnet.node.id}" have no route back to the pod addresses of "${from.cluster.node.id}"`;
  return { why, way: 'egress' };
}

/** Why no filter at the receiver could be written for a sender behind NAT. */
function hidingDefect(from: DraftEnd, to: DraftEnd, siteOf: (end: DraftEnd) => Site): string | undefined {
  const [a, b] = [siteOf(from), siteOf(to)];
  if (a.kind !== 'subnet' || !forwardOf(a.subnet).hides || to.is === 'outside') return undefined;
  if (b.kind === 'outside') return hidden(a.subnet);
  if (from.is !== 'pods' || a.subnet === b.subnet) return undefined;
  return `pods of the cluster "${from.cluster.node.id}" leave through nodes in the NAT subnet "${a.subnet.node.id}", which hides them twice`;
}

function foreignBlocks(end: DraftEnd, inventory: Inventory): string | undefined {
  if (isAnywhere(end)) return 'the rest of the world';
  if (end.is !== 'outside') return undefined;
  const { provisioning, admin } = inventory;
  const known = outsiders(provisioning, admin).flatMap(({ blocks }) => blocks);
  return end.external?.blocks.find((block) => !known.includes(block));
}
