import { egressOf } from '../../kinds/cluster/egress';
import { outsiders } from '../../kinds/sources';
import { forwardOf, isolationOf } from '../../kinds/subnet';
import type * as problems from '../../problems';
import { passesCards } from '../../resolved';
import type { DraftEnd } from '../ends/draft-end';
import { asOutside, asPods, clusterOf, externalOf, groundOf, hostedIn, isAnywhere, subnetOf } from '../ends/end-facts';
import { wayBetween } from '../ends/ways';
import type { Inventory } from '../inventory/inventory';
import { hidden, lacksRoute, routingDefect, type SiteOf } from '../network/routing';
import { isAtSeveral } from './joined-ends';

/** Why a flow cannot be carried, and what would help. */
interface Obstacle {
  readonly why: string;
  readonly way: keyof typeof problems.WAYS_OUT;
}

/** Why the flow's packets would not arrive, or their replies not return. */
export function carriageDefect(from: DraftEnd, to: DraftEnd, inventory: Inventory, siteOf: SiteOf): Obstacle | undefined {
  if (!passesCards(wayBetween(from, to))) return undefined;
  const receiver = asPods(to);
  if (receiver && !receiver.entrance) return { why: `the pods "${receiver.end.name}" have no address outside their cluster`, way: 'pods' };
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
function answerDefect(from: DraftEnd, siteOf: SiteOf): Obstacle | undefined {
  const [cluster, site] = [clusterOf(from), siteOf(from)];
  if (!cluster || !egressOf(cluster).keepsAddress || !site || !forwardOf(site.subnet).left(site.subnet.node.id)) return undefined;
  const why = `machines of the isolated subnet "${site.subnet.node.id}" have no route back to the pod addresses of "${cluster.node.id}"`;
  return { why, way: 'egress' };
}

/** Why no filter at the receiver could be written for a sender behind NAT. */
function hidingDefect(from: DraftEnd, to: DraftEnd, siteOf: SiteOf): string | undefined {
  const [a, b] = [siteOf(from), siteOf(to)];
  if (!a || !forwardOf(a.subnet).hides || asOutside(to)) return undefined;
  if (!b) return hidden(a.subnet);
  const cluster = clusterOf(from);
  if (!cluster || a.subnet === b.subnet) return undefined;
  return `pods of the cluster "${cluster.node.id}" leave through nodes in the NAT subnet "${a.subnet.node.id}", which hides them twice`;
}

function foreignBlocks(end: DraftEnd, inventory: Inventory): string | undefined {
  if (isAnywhere(end)) return 'the rest of the world';
  const external = externalOf(end);
  if (!external) return undefined;
  const { provisioning, admin } = inventory;
  const known = outsiders(provisioning, admin).flatMap(({ blocks }) => blocks);
  return external.blocks.find((block) => !known.includes(block));
}
