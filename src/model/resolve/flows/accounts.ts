import type { PodsEnd } from '../../resolved';
import type { DraftEnd } from '../ends/draft-end';
import { asPods } from '../ends/end-facts';
import type { FlowDraft } from './draft-flows';

/** Service accounts of pods: all that a mesh tells senders by. */
export class Accounts {
  private readonly holders = new Map<string, Map<string, string>>();
  /** Labels as text, written once for each end. */
  private readonly texts = new Map<PodsEnd, string>();

  constructor(drafts: readonly FlowDraft[]) {
    for (const { from, to } of drafts) {
      for (const { end } of [asPods(from), asPods(to)].filter((pods) => pods !== undefined)) {
        if (end.account === undefined) continue;
        const known = this.holders.get(keyOf(end)) ?? new Map<string, string>();
        known.set(this.labels(end), end.name);
        this.holders.set(keyOf(end), known);
      }
    }
  }

  /** The name of other pods with the same account; undefined when there are none. */
  lookalike(sender: DraftEnd): string | undefined {
    const pods = asPods(sender);
    if (!pods) return undefined;
    const mine = this.labels(pods.end);
    for (const [labels, name] of this.holders.get(keyOf(pods.end)) ?? []) if (labels !== mine) return name;
    return undefined;
  }

  private labels(end: PodsEnd): string {
    const text = this.texts.get(end) ?? JSON.stringify(end.selector.labels);
    this.texts.set(end, text);
    return text;
  }
}

const keyOf = ({ cluster, selector, account }: PodsEnd): string => `${cluster}/${selector.namespace}/${account}`;
