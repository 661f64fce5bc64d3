import { DefectError } from '../../model/problem';
import {
  type AddressBlock,
  byWay,
  containersOf,
  type End,
  endKey,
  endKind,
  governedAt,
  type PodsEnd,
  podsAt,
  type ResolvedFlow,
  type ResolvedPodTemplate,
  type ResolvedPort,
  type ResolvedProbe,
  sharedMesh,
} from '../../model/resolved';
import { meshModeOf } from '../mesh';
import { distinct } from '../names';
import { singlePorts, type TransportPort, transportPorts } from '../ports';
import type { SystemIndex } from '../system-index';
import { type PolicyEnds, policyNames } from './policy-names';

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
  readonly pods: PodsEnd;
  readonly peers: readonly Peer[];
  /** Never empty: a rule without ports would open all of them. */
  readonly ports: readonly PolicyPort[];
  readonly because: readonly string[];
  /** What the flow allows and a NetworkPolicy cannot say. */
  readonly notRepresentable: readonly string[];
}

/** A flow, or part of one, that no NetworkPolicy can say. */
export interface UnsaidFlow {
  /** Id of the flow, as in `ResolvedFlow.id`. */
  readonly flow: string;
  /** Why no NetworkPolicy can say it, as a sentence. */
  readonly why: string;
}

/** What one flow asks of one of its ends. */
interface Side extends PolicyEnds {
  readonly peers: readonly Peer[];
  readonly ports: readonly PolicyPort[];
}

interface Draft extends Side {
  readonly because: readonly string[];
  readonly notRepresentable: readonly string[];
}

/**
 * NetworkPolicies of a system's own namespaces, on top of default deny: for each flow one at the sender and one at the receiver.
 * Flows between the same two ends are merged. In the system's order.
 */
export function compileNetworkPolicies(index: SystemIndex): {
  readonly policies: CompiledNetworkPolicy[];
  readonly unsaid: UnsaidFlow[];
} {
  const drafts = new Map<string, Draft>();
  const unsaid: UnsaidFlow[] = [];
  for (const flow of index.flows.all) {
    const { notRepresentable } = transportPorts(flow.ports);
    const sides = sidesOf(flow);
    if (sides.length > 0) for (const why of notRepresentable) unsaid.push({ flow: flow.id, why });
    for (const side of sides) {
      if (side.ports.length > 0) merge(drafts, { ...side, because: flow.because, notRepresentable });
    }
  }
  for (const side of probesThroughMesh(index)) merge(drafts, { ...side, because: ['health probes of the node'], notRepresentable: [] });
  const all = [...drafts.values()];
  const names = policyNames(all);
  const policies = all.map(
    ({ direction, pods, peers, ports, because, notRepresentable }, index): CompiledNetworkPolicy => ({
      name: names[index] as string,
      direction,
      pods,
      peers,
      ports,
      because,
      notRepresentable,
    }),
  );
  return { policies, unsaid };
}

function sidesOf(flow: ResolvedFlow): Side[] {
  const { from, to } = flow;
  const tunnel = tunnelTo(from, to);
  const [sender, receiver] = [governedAt(from), governedAt(to)];
  const sides: Side[] = [];
  if (sender) {
    const { peers, ports } = dialled(flow.way, flow);
    sides.push({
      direction: 'egress',
      pods: sender,
      other: { kind: endKind(to), name: to.name },
      peers,
      ports: policyPorts(ports, tunnel),
    });
  }
  if (receiver) {
    const { peers, ports } = heard(flow.way, flow);
    sides.push({
      ...{ direction: 'ingress', pods: receiver, other: { kind: endKind(from), name: from.name } },
      ...{ peers, ports: policyPorts(ports, tunnel) },
    });
  }
  return sides;
}

/** The other end of a flow, as the pods at this one meet it. */
interface Met {
  readonly peers: readonly Peer[];
  readonly ports: readonly ResolvedPort[];
}

/** Whom a sender dials: addresses as they are dialled, pods behind a Service as they listen. */
const dialled = byWay<Met, ResolvedFlow>({
  cluster: (_, flow) => ({ peers: selected(flow.to, flow), ports: flow.ports }),
  node: ({ destination }, { dialledPorts }) => ({ peers: blocks(destination), ports: dialledPorts }),
  network: ({ destination }, { dialledPorts }) => ({ peers: blocks(destination), ports: dialledPorts }),
});

/** Whom a receiver hears. */
const heard = byWay<Met, ResolvedFlow>({
  cluster: (_, flow) => ({ peers: selected(flow.from, flow), ports: flow.ports }),
  // Nothing outside of the node sees it.
  node: (_, { ports }) => ({ peers: [], ports }),
  network: ({ source }, { ports }) => ({ peers: blocks(source.blocks), ports }),
});

const blocks = (list: readonly AddressBlock[]): readonly Peer[] => list.map((block) => ({ kind: 'block', block }));

function selected(other: End, { id }: ResolvedFlow): readonly Peer[] {
  const pods = podsAt(other);
  if (!pods) throw new DefectError(`Flow "${id}" stays in its cluster, but its end "${other.name}" (${other.is}) is no pods.`);
  return [{ kind: 'pods', ...pods.selector }];
}

/** The port that carries the flow in the place of its own. */
function tunnelTo(from: End, to: End): readonly PolicyPort[] {
  const mesh = sharedMesh(from, to);
  const port = mesh && meshModeOf(mesh).tunnel;
  return port === undefined ? [] : [{ protocol: 'TCP', from: port, to: port }];
}

/** The tunnel carries nothing where there is nothing to carry. */
function policyPorts(ports: readonly ResolvedPort[], tunnel: readonly PolicyPort[]): readonly PolicyPort[] {
  const said = transportPorts(ports).ports.map(({ protocol, from, to }) => ({ protocol, from, to }));
  return said.length === 0 ? said : [...said, ...tunnel];
}

/** Probes of the kubelet that the mesh has come from another address than the node's. */
function probesThroughMesh({ system }: SystemIndex): Side[] {
  const probed = new Map([
    ...system.workloads.map(({ kind, name, pods }) => [endKey({ is: 'pods', of: kind, name }), probedPorts(pods)] as const),
    // Where others' pods are asked is not known: at most where they listen.
    ...system.pods.map(({ name, listens }) => [endKey({ is: 'pods', of: 'pods', name }), tcpPorts(listens)] as const),
  ]);
  return system.podGroups.flatMap((pods): Side[] => {
    const cidr = pods.governed && pods.mesh ? meshModeOf(pods.mesh).probes : undefined;
    const ports = probed.get(endKey(pods)) ?? [];
    if (cidr === undefined || ports.length === 0) return [];
    return [
      {
        direction: 'ingress',
        pods,
        other: { kind: 'kubelet-probes', name: 'kubelet-probes' },
        peers: [{ kind: 'block', block: { cidr, except: [] } }],
        ports: ports.map((port) => ({ protocol: 'TCP', from: port, to: port })),
      },
    ];
  });
}

const probedPorts = (pods: ResolvedPodTemplate): readonly number[] =>
  [
    ...new Set(
      containersOf(pods).flatMap(({ probes }) =>
        Object.values((probes ?? {}) as Readonly<Record<string, ResolvedProbe>>).flatMap(({ port }) => port ?? []),
      ),
    ),
  ].sort((a, b) => a - b);

const tcpPorts = (ports: readonly ResolvedPort[]): readonly number[] =>
  singlePorts(transportPorts(ports).ports.filter(({ protocol }) => protocol === 'TCP')).map(({ port }) => port);

function merge(drafts: Map<string, Draft>, draft: Draft): void {
  const key = `${draft.direction} ${endKey(draft.pods)} ${draft.other.kind}/${draft.other.name}`;
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
