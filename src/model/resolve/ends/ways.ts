import { nodeLocalDns } from '../../kinds/cluster/dns';
import { passesCards, type Way } from '../../resolved';
import type { DraftEnd, PodsDraft } from './draft-end';
import { asPods, clusterAround, externalOf, isAnywhere } from './end-facts';

/** How packets get from one end to the other. */
export function wayBetween(from: DraftEnd, to: DraftEnd): Way['by'] {
  const pods = asPods(to);
  if (pods && clusterAround(from) === pods.cluster) return 'cluster';
  return staysOnNode(from, to) ? 'node' : 'network';
}

/** What pods ask the cache of their own node never leaves it. */
function staysOnNode(from: DraftEnd, to: DraftEnd): boolean {
  const [pods, external] = [asPods(from), externalOf(to)];
  if (!pods || !external || isAnywhere(to)) return false;
  const own = nodeLocalDns(pods.cluster);
  return own !== undefined && external.blocks.every((block) => own.blocks.includes(block));
}

/** The pods that somebody outside of their cluster reaches. */
export const podsEntered = (from: DraftEnd, to: DraftEnd): PodsDraft | undefined =>
  passesCards(wayBetween(from, to)) ? asPods(to) : undefined;
