import type { Endpoint, ResolvedFlow } from './flow';
import type { ResolvedSystem } from './index';

const keyOf = (end: Endpoint): string => `${end.kind}/${end.name}`;

/** Flows by their ends, so that renderers stay linear in the number of flows. */
export class FlowIndex {
  private readonly byReceiver = new Map<string, ResolvedFlow[]>();
  private readonly bySender = new Map<string, ResolvedFlow[]>();

  constructor(system: Pick<ResolvedSystem, 'flows'>) {
    for (const flow of system.flows) {
      append(this.byReceiver, keyOf(flow.to), flow);
      append(this.bySender, keyOf(flow.from), flow);
    }
  }

  /** Flows that end at `end`, in the system's order. */
  into(end: Endpoint): readonly ResolvedFlow[] {
    return this.byReceiver.get(keyOf(end)) ?? [];
  }

  /** Flows that start at `end`, in the system's order. */
  outOf(end: Endpoint): readonly ResolvedFlow[] {
    return this.bySender.get(keyOf(end)) ?? [];
  }
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
