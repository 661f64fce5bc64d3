import type { AddressBlock, Endpoint, ResolvedFlow } from '../../model/resolved';
import type { Endpoints, PodGroup } from '../endpoints';
import { distinct } from '../names';
import { type TransportPort, transportPorts } from '../ports';
import { policyNames } from './policy-names';

/** The other side of a rule: pods by selector, or addresses. */
export type Peer =
  | { readonly kind: 'pods'; readonly namespace: string; readonly labels: Readonly<Record<string, string>> }
  | { readonly kind: 'block'; readonly block: AddressBlock };

export type PolicyPort = Pick<TransportPort, 'protocol' | 'from' | 'to'>;

/** One NetworkPolicy: what one group of pods may do with one other end, in one direction. */
export interface CompiledNetworkPolicy {
  readonly name: string;
  readonly direction: 'ingress' | 'egress';
  /** Whose traffic it is about; they stand in one of the system's own namespaces. */
  readonly pods: PodGroup;
  readonly peers: readonly Peer[];
  /** Never empty: a rule without ports would open all of them. */
  readonly ports: readonly PolicyPort[];
  readonly because: readonly string[];
  /** What the flow allows and a NetworkPolicy cannot say. */
  readonly notRepresentable: readonly string[];
}

/** A flow, or part of one, that no NetworkPolicy can say. */
export interface UnsaidFlow {
  readonly flow: string;
  readonly why: string;
}

/** Port of the tunnel between the nodes' proxies in ambient mode: policies see it instead of the pod's own port. */
const HBONE: PolicyPort = { protocol: 'TCP', from: 15008, to: 15008 };

/** Address that ambient mode gives to the kubelet's probes (istio.io, "Ambient and Kubernetes NetworkPolicy"). */
const AMBIENT_PROBES = '169.254.7.127/32';

/** What one flow asks of one of its ends. */
interface Side {
  readonly direction: CompiledNetworkPolicy['direction'];
  readonly pods: PodGroup;
  readonly other: Pick<Endpoint, 'name'> & { readonly kind: Endpoint['kind'] | 'kubelet-probes' };
  readonly peers: readonly Peer[];
  readonly ports: readonly PolicyPort[];
}

export interface Draft extends Side {
  readonly because: readonly string[];
  readonly notRepresentable: readonly string[];
}

/**
 * NetworkPolicies of a system's own namespaces, on top of default deny: for each flow one at the sender and one at the receiver.
 * Flows between the same two ends are merged. In the system's order.
 */
export function compileNetworkPolicies(endpoints: Endpoints): {
  readonly policies: CompiledNetworkPolicy[];
  readonly unsaid: UnsaidFlow[];
} {
  const drafts = new Map<string, Draft>();
  const unsaid: UnsaidFlow[] = [];
  for (const flow of endpoints.system.flows) {
    if (flow.origin === 'kubelet-probe') continue; // a node always reaches its own pods
    const { notRepresentable } = transportPorts(flow.ports);
    const sides = sidesOf(flow, endpoints);
    if (sides.length > 0) for (const why of notRepresentable) unsaid.push({ flow: flow.id, why });
    for (const side of sides) {
      if (side.ports.length > 0) merge(drafts, { ...side, because: flow.because, notRepresentable });
    }
  }
  for (const side of ambientProbes(endpoints)) merge(drafts, { ...side, because: ['health probes of the node'], notRepresentable: [] });
  const all = [...drafts.values()];
  const names = policyNames(all);
  return { policies: all.map(({ other: _, ...draft }, index) => ({ name: names[index] as string, ...draft })), unsaid };
}

function sidesOf(flow: ResolvedFlow, endpoints: Endpoints): Side[] {
  const [from, to] = [endpoints.ownPods(flow.from), endpoints.ownPods(flow.to)];
  const tunnel = endpoints.shareMesh(flow) && endpoints.pods(flow.to)?.cluster.mesh?.mode === 'ambient' ? [HBONE] : [];
  const sides: Side[] = [];
  if (from) {
    // Addresses are met as they are dialled; pods behind a Service as they listen.
    const dialled = flow.destination.length > 0 ? flow.dialledPorts : flow.ports;
    const peers = peersOf(flow, flow.to, flow.destination, endpoints);
    sides.push({ direction: 'egress', pods: from, other: flow.to, peers, ports: policyPorts(transportPorts(dialled).ports, tunnel) });
  }
  if (to) {
    const peers = peersOf(flow, flow.from, flow.source.blocks, endpoints);
    sides.push({ direction: 'ingress', pods: to, other: flow.from, peers, ports: policyPorts(transportPorts(flow.ports).ports, tunnel) });
  }
  return sides;
}

function peersOf(flow: ResolvedFlow, other: Endpoint, blocks: readonly AddressBlock[], endpoints: Endpoints): Peer[] {
  if (blocks.length > 0) return blocks.map((block) => ({ kind: 'block', block }));
  const pods = endpoints.pods(other);
  if (!pods) throw new Error(`Flow "${flow.id}" has neither pods nor addresses for its end "${other.name}" (${other.kind}).`);
  return [{ kind: 'pods', namespace: pods.namespace, labels: pods.labels }];
}

/** The tunnel carries nothing where there is nothing to carry. */
const policyPorts = (ports: readonly TransportPort[], tunnel: readonly PolicyPort[]): PolicyPort[] =>
  ports.length === 0 ? [] : [...ports.map(({ protocol, from, to }) => ({ protocol, from, to })), ...tunnel];

function ambientProbes(endpoints: Endpoints): Side[] {
  return endpoints.system.microservices.flatMap(({ name, probes }): Side[] => {
    const pods = endpoints.ownPods({ kind: 'microservice', name });
    if (!pods?.inMesh || pods.cluster.mesh?.mode !== 'ambient') return [];
    const ports = [...new Set([probes.startup.port, probes.readiness.port, probes.liveness.port])].sort((a, b) => a - b);
    return [
      {
        direction: 'ingress',
        pods,
        other: { kind: 'kubelet-probes', name: 'kubelet-probes' },
        peers: [{ kind: 'block', block: { cidr: AMBIENT_PROBES, except: [] } }],
        ports: ports.map((port) => ({ protocol: 'TCP', from: port, to: port })),
      },
    ];
  });
}

function merge(drafts: Map<string, Draft>, draft: Draft): void {
  const key = `${draft.direction} ${draft.pods.end.kind}/${draft.pods.end.name} ${draft.other.kind}/${draft.other.name}`;
  const known = drafts.get(key);
  if (!known) {
    drafts.set(key, draft);
    return;
  }
  drafts.set(key, {
    ...known,
    peers: distinct([...known.peers, ...draft.peers]),
    ports: distinct([...known.ports, ...draft.ports]),
    because: distinct([...known.because, ...draft.because]),
    notRepresentable: distinct([...known.notRepresentable, ...draft.notRepresentable]),
  });
}
