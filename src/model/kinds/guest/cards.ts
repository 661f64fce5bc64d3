import type { Subnet } from '../../network/network';
import { compareText } from '../../values';
import type { Machine, NetworkInterface } from '../../workload/machine';
import type { NetworkInterfaceProps } from '../../workload/network-interface';

/** A network card as its user describes it: the first one of a machine, or one that was added. */
export interface Card extends NetworkInterfaceProps {
  readonly machine: Machine;
  /** What everything is named after that is made for the card: the first one's is the machine's. */
  readonly name: string;
  /** Unset for the first one. */
  readonly id?: string;
  /** Construct path. */
  readonly path: string;
  readonly subnet: Subnet;
}

const KNOWN = new WeakMap<Machine, readonly [Card, ...Card[]]>();

/** All cards of a machine: the first one, then those that were added, in the order of their ids. */
export function cardsOf(machine: Machine): readonly [Card, ...Card[]] {
  const { interfaces, name, node, props } = machine;
  const known = KNOWN.get(machine);
  if (known?.length === interfaces.length + 1) return known;
  const { subnet, address, mac, addressedBy } = props;
  const first: Card = {
    ...{ machine, name, path: node.path, subnet },
    ...(address !== undefined && { address }),
    ...(mac !== undefined && { mac }),
    ...(addressedBy !== undefined && { addressedBy }),
  };
  const added = interfaces.map((card): Card => ({ ...card.props, machine, name: card.name, id: card.node.id, path: card.node.path }));
  const cards = [first, ...added.sort((a, b) => compareText(a.name, b.name))] as const;
  KNOWN.set(machine, cards);
  return cards;
}

export const firstCardOf = (machine: Machine): Card => cardsOf(machine)[0];

/** Whether it is not said by its machine alone which card is meant. */
export const hasSeveralCards = ({ interfaces }: Machine): boolean => interfaces.length > 0;

/** A card that a user holds. */
export const cardOf = ({ machine, name }: NetworkInterface): Card =>
  cardsOf(machine).find((card) => card.name === name) ?? firstCardOf(machine);
