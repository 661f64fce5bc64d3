import type { ResolvedMachine } from '../../model/resolved';
import type { GuestFirewall } from '../guest/firewall';
import { readFirewalldZone } from '../guest/firewalld';
import { readNftables } from '../guest/nftables';
import type { sectionsOf, Topic } from './questions';

type Answers = ReturnType<typeof sectionsOf>;

/** How the firewall that is in force is read; undefined where there is none. */
interface Firewall {
  readonly section: Topic;
  /** @throws NotUnderstoodError for rules without a known meaning */
  readonly read: (text: string) => GuestFirewall | undefined;
}

const FIREWALLS: { readonly [F in ResolvedMachine['os']['firewall']]?: Firewall } = {
  // Long sets go over several lines.
  nftables: { section: 'nftables', read: (text) => readNftables(text.replace(/,\s*\n\s*/g, ', ')) },
  firewalld: { section: 'firewalld', read: firewalldInForce },
};

/** It runs, takes what comes for the zone of this library, and has the zone as it is kept. */
function firewalldInForce(text: string): GuestFirewall | undefined {
  const [, kept] = /^running\nisthmus\nas-kept\n([\s\S]*)$/.exec(text) ?? [];
  return kept === undefined ? undefined : readFirewalldZone(kept);
}

/** What a guest lets in as it runs. Undefined: that was not asked. @throws NotUnderstoodError for rules without a known meaning */
export function firewallInForce(machine: ResolvedMachine, answers: Answers): { readonly firewall?: GuestFirewall } | undefined {
  const answer = firewallAnswer(machine, answers);
  if (!answer) return undefined;
  const firewall = answer.failed ? undefined : FIREWALLS[machine.guest.firewallBy]?.read(answer.text);
  return firewall ? { firewall } : {};
}

/** What the guest's own kind of firewall printed. Undefined: that was not asked. */
export function firewallAnswer({ guest }: ResolvedMachine, answers: Answers): ReturnType<Answers['get']> {
  const kind = FIREWALLS[guest.firewallBy];
  return kind && answers.get(kind.section);
}
