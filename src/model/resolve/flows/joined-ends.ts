import { cardsOf, hasSeveralCards } from '../../kinds/guest/cards';
import type { AddressBlock } from '../../resolved';
import type { Space } from '../addresses/space';
import { type DraftEnd, type MachineDraft, matchEnd } from '../ends/draft-end';
import { asMachine } from '../ends/end-facts';
import type { Ends } from '../ends/ends';
import type { GuestRoutes } from '../network/guest-routes';
import { areNeighbours, routingDefect, type SiteOf } from '../network/routing';
import type { Addressing } from './addressing';

/** Sender and receiver of a flow, each at one card. */
export interface JoinedEnds {
  readonly from: DraftEnd;
  readonly to: DraftEnd;
  /** Why packets or answers would not leave by these cards. Unset: they do. */
  readonly detour?: Detour;
  /** Parts of the world outside for which they do not, where the rest of it is meant. */
  readonly strays: readonly Detour[];
}

/** What a machine does other than a flow needs. */
export interface Detour {
  /** Its packets are the flow's own, or the answers. */
  readonly sends: 'packets' | 'answers';
  readonly at: MachineDraft;
  /** Where to. */
  readonly block: string;
  /** The card that they leave by instead; unset: it has no route there. */
  readonly by?: string;
  /** It is a part of the whole world, of which somebody may have thought otherwise. */
  readonly isStray: boolean;
}

/** What is the matter, in words. */
export function detourText({ sends, at, block, by }: Detour): string {
  const { machine, card } = at;
  const what = { packets: 'what it sends', answers: 'its answers' }[sends];
  return by === undefined
    ? `"${machine.name}" has no route to ${block} by any of its cards`
    : `${what} to ${block} ${sends === 'packets' ? 'leaves' : 'leave'} "${machine.name}" by its card "${by}", not by "${card.name}"`;
}

/** What makes packets leave by the card that is meant. */
export const remedy = ({ at, block }: Detour): string =>
  at.card.id === undefined
    ? `Name another card of "${at.machine.name}" as the end of the flow, or take routes from its other cards that lead to ${block}.`
    : `Give the card "${at.card.name}" that route: addInterface('${at.card.id}', { …, routes: [{ to: '${block}' }] }). Or name another card of "${at.machine.name}" as the end of the flow.`;

/**
 * Finds the cards that flows use. What a machine sends leaves by the card that its routes choose, whatever anybody wishes: so a flow is
 * between the cards of which each is the one by which its machine sends to the other. Those in one subnet come first, then first cards.
 */
export class CardsOfFlows {
  constructor(
    private readonly ends: Ends,
    private readonly routes: GuestRoutes,
    private readonly addressing: Addressing,
    private readonly space: Space,
    private readonly siteOf: SiteOf,
  ) {}

  join(from: DraftEnd, to: DraftEnd): JoinedEnds {
    if (!isAtSeveral(from) && !isAtSeveral(to)) return { from, to, strays: [] };
    const pairs = this.choices(to).flatMap((receiver) => this.choices(from).map((sender) => this.judged(sender, receiver)));
    const sound = pairs.filter(({ detour }) => !detour);
    const carried = sound.filter((pair) => routingDefect(this.siteOf(pair.from), this.siteOf(pair.to)) === undefined);
    return (
      carried.find((pair) => areNeighbours(this.siteOf(pair.from), this.siteOf(pair.to))) ??
      carried[0] ??
      sound[0] ??
      (pairs[0] as JoinedEnds)
    );
  }

  private judged(from: DraftEnd, to: DraftEnd): JoinedEnds {
    const seen = isAtSeveral(to) ? this.addressing.seen(from, to) : [];
    const out = this.detours(from, 'packets', isAtSeveral(from) ? this.dialled(to, from) : []);
    const found = [...out, ...this.detours(to, 'answers', seen)];
    const detour = found.find(({ isStray }) => !isStray);
    return { from, to, ...(detour && { detour }), strays: found.filter(({ isStray }) => isStray) };
  }

  private detours(end: DraftEnd, sends: Detour['sends'], blocks: readonly AddressBlock[]): readonly Detour[] {
    if (!isAtSeveral(end)) return [];
    return blocks.flatMap((block): readonly Detour[] => {
      const { card, apart } = this.routes.course(end.machine, block);
      if (card?.name !== end.card.name) return [{ sends, at: end, block: block.cidr, isStray: false, ...(card && { by: card.name }) }];
      const isStray = block.except.length > 0;
      return apart.map((route) => ({ sends, at: end, block: `${route.to}`, isStray, by: route.card.name }));
    });
  }

  private choices(end: DraftEnd): readonly DraftEnd[] {
    const several = asMachine(end);
    return several?.open ? cardsOf(several.machine).map((card) => this.ends.card(card)) : [end];
  }

  /** Where packets to an end go; those to pods, to somewhere in the block that their Services have addresses of. */
  private dialled(to: DraftEnd, from: DraftEnd): readonly AddressBlock[] {
    const own = (end: DraftEnd): readonly AddressBlock[] => this.addressing.own(end, from);
    return matchEnd(to, {
      machine: own,
      pair: own,
      nodes: own,
      subnet: own,
      resolver: own,
      'kvm-hosts': own,
      outside: own,
      pods: ({ cluster }) => [this.space.clusters.get(cluster)?.services ?? []].flat().map((block) => ({ cidr: `${block}`, except: [] })),
    });
  }
}

/** Whether it is a machine of which not all goes by one card. */
export function isAtSeveral(end: DraftEnd): end is MachineDraft {
  const machine = asMachine(end)?.machine;
  return machine !== undefined && hasSeveralCards(machine);
}
