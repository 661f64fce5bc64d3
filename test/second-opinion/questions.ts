import {
  cardsOfMachines,
  destinationOf,
  type EndName,
  endKey,
  type ResolvedFlow,
  type ResolvedSystem,
  sourceOf,
} from '../../src/model/resolved';
import type { Model } from '../../src/verify/compare/model';
import { portIntervals } from '../../src/verify/compare/values';
import { type PolicyDirection, protocolNumber } from '../../src/verify/kubernetes/network-policy';
import type { Pods } from '../../src/verify/kubernetes/pods';
import { address } from '../../src/verify/sets/addresses';
import { includes } from '../../src/verify/sets/intervals';
import { portsOf as portsAmong } from '../../src/verify/sets/transport';
import type { Cluster } from '../../src/verify/world/world';
import type { Question, TrafficPeer } from './judge';

/** A question to the engine, with what this project answers and what the model means. */
export interface Asked {
  readonly question: Question;
  readonly ours: { readonly ingress: boolean; readonly egress: boolean };
  /** What the flows of the model say; unset where the model owns neither end. */
  readonly meant: { readonly ingress?: boolean; readonly egress?: boolean };
}

interface End {
  readonly peer: TrafficPeer;
  readonly pods?: Pods;
  readonly address: number;
  readonly endpoint?: EndName;
}

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const;

/** Every pair of pods of a cluster, and pods with machines and strangers outside, on every port that some flow is about. */
export function questionsOf(system: ResolvedSystem, model: Model, cluster: Cluster): readonly Asked[] {
  const ends = [...podEnds(system, model, cluster), ...outsideEnds(system)];
  const ports = new Map<string, { protocol: (typeof PROTOCOLS)[number]; port: number }>();
  for (const { protocol, from } of system.flows.flatMap((flow) => [...flow.ports, ...flow.dialledPorts])) {
    const text = PROTOCOLS.find((each) => each === protocol.toUpperCase());
    if (text) ports.set(`${text} ${from}`, { protocol: text, port: from });
  }
  ports.set('TCP 9999', { protocol: 'TCP', port: 9999 });
  const owned = new Set(model.resolvedCluster(cluster.facts.name)?.namespaces.map(({ name }) => name));
  const pairs = ends.flatMap((from) => ends.filter((to) => to !== from && (from.pods ?? to.pods)).map((to) => [from, to] as const));
  return pairs.flatMap(([from, to]) =>
    [...ports.values()].map(({ protocol, port }): Asked => {
      const passes = (direction: 'ingress' | 'egress', own: End, other: End) => {
        if (!own.pods) return true;
        const traffic = cluster.policies.allowed(
          direction,
          own.pods,
          other.pods ? { pods: { ...other.pods, addresses: [] } } : { addresses: [[other.address, other.address]] },
        );
        return includes(portsAmong(traffic, protocolNumber(protocol)), port);
      };
      const name = to.pods?.ports.find((each) => each.port === port && each.protocol === protocolNumber(protocol))?.name ?? '';
      const isOwn = (end: End) => end.pods !== undefined && owned.has(end.pods.namespace);
      return {
        question: { Source: from.peer, Destination: to.peer, ResolvedPort: port, ResolvedPortName: name, Protocol: protocol },
        ours: { ingress: passes('ingress', to, from), egress: passes('egress', from, to) },
        meant: {
          ...(isOwn(to) && { ingress: isMeant(system, 'ingress', from, to, protocol, port) }),
          ...(isOwn(from) && { egress: isMeant(system, 'egress', from, to, protocol, port) }),
        },
      };
    }),
  );
}

function podEnds(system: ResolvedSystem, model: Model, cluster: Cluster): readonly End[] {
  return system.podGroups.flatMap((endpoint): readonly End[] => {
    const found = model.podsOf(endpoint);
    if (found?.cluster !== cluster) return [];
    const { namespace, labels } = found.pods;
    const own = cluster.facts.podAddresses[0] + 10;
    return [
      {
        endpoint,
        pods: found.pods,
        address: own,
        peer: {
          IP: dotted(own),
          Internal: { Namespace: namespace, NamespaceLabels: { 'kubernetes.io/metadata.name': namespace }, PodLabels: labels },
        },
      },
    ];
  });
}

function outsideEnds(system: ResolvedSystem): readonly End[] {
  const machines = cardsOfMachines(system.machines).map(({ nic, end }) => ({ text: nic.address, endpoint: end }));
  const services = [...system.workloads, ...system.gateways].flatMap(({ virtualAddress }) =>
    virtualAddress ? [{ text: virtualAddress.address }] : [],
  );
  const strangers = ['203.0.113.77', ...system.externals.flatMap(({ blocks }) => blocks.map((block) => block.split('/')[0] as string))].map(
    (text) => ({ text }),
  );
  return [...machines, ...services, ...strangers].map(({ text, ...rest }) => ({ peer: { IP: text }, address: address(text), ...rest }));
}

const dotted = (value: number): string => [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');

/** Whether a flow of the model says so, at the end that the direction is about. */
function isMeant(system: ResolvedSystem, direction: PolicyDirection, from: End, to: End, protocol: string, port: number): boolean {
  const [own, other] = direction === 'egress' ? [from, to] : [to, from];
  const isEnd = (end: End, other: EndName) => end.endpoint !== undefined && endKey(end.endpoint) === endKey(other);
  // The tunnel between two proxies carries every flow between their pods.
  const tunnel = from.pods?.mesh === 'ambient' && to.pods?.mesh === 'ambient' && protocol === 'TCP' && port === 15008;
  return system.flows.some((flow: ResolvedFlow) => {
    const [ownEnd, otherEnd] = direction === 'egress' ? [flow.from, flow.to] : [flow.to, flow.from];
    if (flow.exempt !== undefined || !isEnd(own, ownEnd)) return false;
    const blocks = direction === 'egress' ? destinationOf(flow) : sourceOf(flow);
    const ports = direction === 'egress' && flow.way.by !== 'cluster' ? flow.dialledPorts : flow.ports;
    if (!tunnel && !ports.some((each) => each.protocol.toUpperCase() === protocol && includes([portIntervals(each)], port))) return false;
    if (other.pods) return flow.way.by === 'cluster' && isEnd(other, otherEnd);
    return blocks.some(({ cidr, except }) => inside(other.address, cidr) && !except.some((hole) => inside(other.address, hole)));
  });
}

const inside = (value: number, cidr: string): boolean => {
  const [base = '', bits = '32'] = cidr.split('/');
  const size = 2 ** (32 - Number(bits));
  return Math.floor(value / size) === Math.floor(address(base) / size);
};
