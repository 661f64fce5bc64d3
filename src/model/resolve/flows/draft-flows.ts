import type { Migration } from '../../edge/migration';
import type { Allowance } from '../../policy/policy';
import type { FlowRule } from '../../policy/waiver';
import { type EndName, endInWords, endKey, type FlowOrigin, type ResolvedPort } from '../../resolved';
import { shown } from '../../shape';
import { compareText, portText } from '../../values';
import type { Machine } from '../../workload/machine';
import type { DraftEnd } from '../ends/draft-end';
import type { Ends } from '../ends/ends';
import type { Findings } from '../findings';
import type { Inventory } from '../inventory/inventory';
import type { SiteOf } from '../network/routing';
import type { CardsOfFlows, Detour } from './joined-ends';

/** A flow before addresses are known: sender, receiver, and what the sender dials. */
export interface FlowDraft {
  readonly origin: FlowOrigin;
  readonly from: DraftEnd;
  readonly to: DraftEnd;
  readonly dialled: Map<string, ResolvedPort>;
  /** For the sake of which migrations each of these ports is open. One that somebody asked for in its own right is not among them. */
  readonly sakes: Map<string, Set<Migration>>;
  /** Migrations that it is part of, whoever else asks for it. */
  readonly migrations: Set<Migration>;
  readonly because: Set<string>;
  readonly waivers: Map<FlowRule, Set<string>>;
  /** See {@link JoinedEnds}. */
  readonly detour?: Detour;
  readonly strays: readonly Detour[];
  /** The first statement that asks for it. Unset for what is implied. */
  statement?: Allowance;
}

/** The same for a draft and for the flow that becomes of it, and unlike that of all others. */
export const draftKey = (from: EndName, to: EndName, origin: FlowOrigin): string => `${endKey(from)}>${endKey(to)}>${origin}`;

/** Flows by sender, receiver and origin; the same pair twice is one flow with both reasons. */
export class FlowDrafts {
  private readonly drafts = new Map<string, FlowDraft>();

  constructor(private readonly cards: CardsOfFlows) {}

  /** @param sake the migration without which nobody would ask for it */
  add(
    origin: FlowOrigin,
    sender: DraftEnd,
    receiver: DraftEnd,
    ports: readonly ResolvedPort[],
    because: string,
    sake?: Migration,
  ): FlowDraft {
    const { from, to, ...cards } = this.cards.join(sender, receiver);
    const key = draftKey(from.end, to.end, origin);
    let draft = this.drafts.get(key);
    if (!draft) {
      draft = {
        origin,
        from,
        to,
        dialled: new Map(),
        sakes: new Map(),
        migrations: new Set(),
        because: new Set(),
        waivers: new Map(),
        ...cards,
      };
      this.drafts.set(key, draft);
    }
    draft.because.add(because);
    if (sake) draft.migrations.add(sake);
    for (const port of ports) {
      const key = portText(port);
      const known = draft.dialled.get(key);
      const sakes = known ? draft.sakes.get(key) : new Set<Migration>();
      if (sake && sakes) draft.sakes.set(key, sakes.add(sake));
      else draft.sakes.delete(key);
      if (!known || compareText(port.name, known.name) < 0) draft.dialled.set(key, port);
    }
    return draft;
  }

  get all(): readonly FlowDraft[] {
    return [...this.drafts.values()];
  }
}

/** `order-service -> database-vm ("checkout")`: how flows are named in problems. */
export function flowText(from: DraftEnd, to: DraftEnd, because: Iterable<string>): string {
  const reasons = [...because].filter((reason) => reason?.trim()).sort(compareText);
  return `${endInWords(from.end)} -> ${endInWords(to.end)}${reasons.length > 0 ? ` (${reasons.map(shown).join(', ')})` : ''}`;
}

/** What the passes that draft flows work with. */
export interface Drafting {
  readonly inventory: Inventory;
  /** Those that can be worked with. */
  readonly machines: readonly Machine[];
  readonly ends: Ends;
  readonly siteOf: SiteOf;
  readonly cards: CardsOfFlows;
  readonly drafts: FlowDrafts;
  readonly findings: Findings;
}
