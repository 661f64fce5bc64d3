import { type Card, cardsOf } from '../../kinds/guest/cards';
import type { AddressBlock } from '../../resolved';
import { Cidr } from '../../values';
import type { Machine } from '../../workload/machine';
import { type CardSurroundings, cardNetwork } from '../addresses/card-network';

/** A block, and the card that a machine's packets to it leave by. */
export interface GuestRoute {
  readonly to: Cidr;
  readonly card: Card;
}

/** What a guest does with packets to a block. */
export interface Course {
  /** By which card they leave; unset: there is no route to all of it. */
  readonly card?: Card;
  /** Parts of the block that leave by other cards. */
  readonly apart: readonly GuestRoute[];
}

const EVERYWHERE = '0.0.0.0/0';

/** Where machines with several cards send packets: the longest prefix decides, as in every operating system. */
export class GuestRoutes {
  private readonly tables = new Map<Machine, readonly GuestRoute[]>();

  /** @param blocks of the system, as new guests know them */
  constructor(
    private readonly surroundings: CardSurroundings,
    private readonly blocks: readonly string[],
  ) {}

  /** Those of all cards of a machine, the narrowest first; what could not be read is reported elsewhere. */
  of(machine: Machine): readonly GuestRoute[] {
    let table = this.tables.get(machine);
    if (!table) {
      table = cardsOf(machine)
        .flatMap((card) => this.ofCard(card))
        .sort((a, b) => b.to.prefix - a.to.prefix);
      this.tables.set(machine, table);
    }
    return table;
  }

  /** What becomes of packets to a block. */
  course(machine: Machine, { cidr, except }: AddressBlock): Course {
    const block = Cidr.parse(cidr);
    if (typeof block === 'string') return { apart: [] };
    const table = this.of(machine);
    const card = table.find(({ to }) => to.contains(block))?.card;
    const excepted = except.map((text) => Cidr.parse(text)).filter((each) => each instanceof Cidr);
    const apart = table.filter(
      ({ to, card: other }) =>
        other !== card && to.prefix > block.prefix && block.contains(to) && !excepted.some((each) => each.contains(to)),
    );
    return { ...(card && { card }), apart };
  }

  private ofCard(card: Card): readonly GuestRoute[] {
    const { defaultGateway, routes } = cardNetwork(card, this.surroundings, this.blocks);
    const own = this.surroundings.space.subnets.get(card.subnet)?.cidr;
    const told = [...routes.map(({ to }) => to), ...(defaultGateway === undefined ? [] : [EVERYWHERE])];
    return [...(own ? [own] : []), ...told.map((text) => Cidr.parse(text)).filter((to) => to instanceof Cidr)].map((to) => ({ to, card }));
  }
}
