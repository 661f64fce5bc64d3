import { append } from '../values';
import { type EndName, endKey } from './end';
import type { ResolvedFlow } from './flow';
import type { ResolvedSystem } from './index';

/** Flows by their ends, so that renderers stay linear in the number of flows. Without those that nothing is written for. */
export class FlowIndex {
  private readonly byReceiver = new Map<string, ResolvedFlow[]>();
  private readonly bySender = new Map<string, ResolvedFlow[]>();
  /** In the system's order. */
  readonly all: readonly ResolvedFlow[];

  constructor(system: Pick<ResolvedSystem, 'flows'>) {
    this.all = system.flows.filter(({ exempt }) => exempt === undefined);
    for (const flow of this.all) {
      append(this.byReceiver, endKey(flow.to), flow);
      append(this.bySender, endKey(flow.from), flow);
    }
  }

  /** Flows that end at `end`, in the system's order. */
  into(end: EndName): readonly ResolvedFlow[] {
    return this.byReceiver.get(endKey(end)) ?? [];
  }

  /** Flows that start at `end`, in the system's order. */
  outOf(end: EndName): readonly ResolvedFlow[] {
    return this.bySender.get(endKey(end)) ?? [];
  }
}
