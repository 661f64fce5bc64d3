import { ORIGINS } from '../../kinds/flow-origins';
import { takesTlsToo } from '../../kinds/mesh';
import { endKey, governedAt, type PodsEnd, type ResolvedPort, sharedMesh } from '../../resolved';
import { comparePorts } from '../../values';
import { asPods } from '../ends/end-facts';
import type { FlowDraft } from './draft-flows';

/** What the sender of a flow dials, and where that ends up behind a Service; in the same order. */
export function portsOf({ to, dialled }: FlowDraft): Record<'dialledPorts' | 'ports', readonly ResolvedPort[]> {
  const dialledPorts = [...dialled.values()].sort(comparePorts);
  const behind = asPods(to)?.portBehind;
  return { dialledPorts, ports: behind ? dialledPorts.map(behind) : dialledPorts };
}

/**
 * Ports of meshed pods that are called without mutual TLS: all that senders outside of the mesh call. Where a proxy would wait for the
 * first bytes of a connection and the server sends first, it can take either plaintext or TLS, so that everybody's calls are plaintext.
 */
export class Plaintext {
  private readonly plaintextOnly = new Map<string, ResolvedPort[]>();

  constructor(drafts: readonly FlowDraft[]) {
    for (const draft of drafts) {
      const receiver = receiverOf(draft);
      if (!receiver || sharedMesh(draft.from.end, receiver)) continue;
      const plaintextOnly = portsOf(draft).ports.filter((port) => !takesTlsToo(receiver.mesh, port));
      const key = endKey(receiver);
      this.plaintextOnly.set(key, [...(this.plaintextOnly.get(key) ?? []), ...plaintextOnly]);
    }
  }

  /** Those of the flow's ports that it is carried to in plaintext. */
  ofFlow(draft: FlowDraft): readonly ResolvedPort[] {
    const receiver = receiverOf(draft);
    if (!receiver) return [];
    const { ports } = portsOf(draft);
    if (!sharedMesh(draft.from.end, receiver)) return ports;
    const open = this.plaintextOnly.get(endKey(receiver)) ?? [];
    return ports.flatMap((port) => {
      const parts = open.flatMap(({ protocol, from, to, serverFirst }): ResolvedPort[] => {
        const part = { ...port, from: Math.max(from, port.from), to: Math.min(to, port.to), serverFirst };
        return protocol === port.protocol && part.from <= part.to ? [part] : [];
      });
      return [...new Map(parts.map((part) => [`${part.from}-${part.to}`, part])).values()];
    });
  }
}

/** Pods of the system whose mesh has a say in the flow. */
function receiverOf({ to, origin }: FlowDraft): (PodsEnd & Required<Pick<PodsEnd, 'mesh'>>) | undefined {
  const pods = governedAt(to.end);
  return pods?.mesh && ORIGINS[origin].exempt === undefined ? { ...pods, mesh: pods.mesh } : undefined;
}
