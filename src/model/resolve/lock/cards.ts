import { addressingOf } from '../../kinds/guest/addressings';
import { type Card, cardsOf } from '../../kinds/guest/cards';
import { pathOf } from '../../kinds/machine';
import { type Lock, type LockedCard, own } from '../../lock/lock';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedMachine } from '../../resolved';
import { formatIp } from '../../values';
import type { Machine } from '../../workload/machine';
import type { Space } from '../addresses/space';

export interface NextCards {
  readonly cards: Readonly<Record<string, LockedCard>>;
  /** Those that have left, until they are released: nobody else gets their addresses. */
  readonly removed: Readonly<Record<string, LockedCard>>;
}

/** What the lock holds of network cards beside the first ones of their machines. Facts that guests were told and keep are problems. */
export function nextCards(
  machines: readonly Machine[],
  resolved: ReadonlyMap<string, ResolvedMachine>,
  space: Space,
  before: Lock,
  report: Report,
): NextCards {
  const cards: Record<string, LockedCard> = {};
  for (const machine of machines) {
    for (const card of cardsOf(machine)) {
      const facts = lockedCard(card, resolved.get(machine.name), space);
      if (!facts) continue;
      cards[card.name] = facts;
      const old = own(before.cards ?? {}, card.name);
      if (old) contradictions(card, old, facts, report);
    }
  }
  const gone = Object.entries({ ...before.removed.cards, ...before.cards }).filter(([name]) => !own(cards, name));
  return { cards, removed: Object.fromEntries(gone) };
}

function lockedCard({ name, subnet }: Card, machine: ResolvedMachine | undefined, space: Space): LockedCard | undefined {
  const nic = machine?.otherNics.find((each) => each.name === name);
  const area = space.subnets.get(subnet);
  if (!machine || !nic || !area) return undefined;
  const { address, mac, place } = nic;
  return { machine: machine.name, subnet: nic.subnet, address, mac, gateway: `${formatIp(area.gateway)}/${area.cidr.prefix}`, place };
}

const FACTS = ['subnet', 'address', 'mac', 'gateway'] as const satisfies readonly (keyof LockedCard & problems.LockedFact)[];

function contradictions(card: Card, old: LockedCard, now: LockedCard, report: Report): void {
  // Another subnet is said once; DHCP tells a guest of another router by itself.
  const followed: readonly string[] =
    old.subnet !== now.subnet ? ['address', 'mac', 'gateway'] : addressingOf(card).leased ? ['gateway'] : [];
  for (const fact of FACTS)
    if (old[fact] !== now[fact] && !followed.includes(fact))
      report(problems.lockContradiction(card.path, fact, old[fact], now[fact], pathOf(card.machine) !== card.machine.node.path));
}
