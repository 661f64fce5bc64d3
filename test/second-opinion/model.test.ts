import fc from 'fast-check';
import {
  type AddressBlock,
  destinationOf,
  type EndName,
  endKey,
  type PodsOf,
  type ResolvedFlow,
  type ResolvedPort,
  type ResolvedSystem,
  sourceOf,
} from '../../src/model/resolved';
import { Cidr, formatIp, parseIp } from '../../src/model/values';
import { Shop } from '../../system';
import { type Manifest, manifestsOf } from '../both-outputs/render';
import { build } from '../properties/build';
import { plans } from '../properties/plan';
import { type Case, judge, judged, type Question, type TrafficPeer } from './judge';

/** One end of a connection: pods of the cluster that is asked, or an address outside of it. */
interface End {
  readonly peer: TrafficPeer;
  readonly pods?: EndName;
}

type Protocol = Question['Protocol'];

/** What is asked of the other engine, with what the model answers. */
interface Asked {
  readonly question: Question;
  readonly allowed: boolean;
}

const ODD_PORT: ResolvedPort = { protocol: 'tcp', from: 4444, to: 4444, name: 'odd' };

const TRANSPORT: Readonly<Record<string, Protocol>> = { tcp: 'TCP', udp: 'UDP', sctp: 'SCTP' };

/** @param limit questions about one cluster, spread over all that could be asked */
function casesOf(system: ResolvedSystem, limit: number): readonly { readonly of: Case; readonly asked: readonly Asked[] }[] {
  const manifests = manifestsOf(system);
  return system.clusters.map((cluster) => {
    const own = manifests.get(cluster.name) ?? [];
    const ends = [...podEnds(system, cluster.name, own), ...addressEnds(system, cluster.name)];
    const owned = new Set(cluster.namespaces.filter((namespace) => namespace.owned).map(({ name }) => name));
    const isOwned = ({ peer }: End): boolean => owned.has(peer.Internal?.Namespace ?? '');
    const pairs = ends.flatMap((from) => ends.filter((to) => to !== from && (isOwned(from) || isOwned(to))).map((to) => ({ from, to })));
    const all = pairs.flatMap(({ from, to }) => questionsOf(system, from, to));
    const step = Math.max(1, Math.floor(all.length / limit));
    const asked = all
      .filter((_, index) => index % step === 0)
      .map(({ from, to, question }) => ({ question, allowed: isAllowed(system, from, to, question) }));
    const policies = own.filter(({ kind }) => kind === 'NetworkPolicy');
    return { of: { policies, questions: asked.map(({ question }) => question), selections: [] }, asked };
  });
}

/** The pods of a cluster; those of this system as its manifests label them. */
function podEnds(system: ResolvedSystem, cluster: string, manifests: readonly Manifest[]): readonly End[] {
  const { podCidr, dns, mesh } = system.clusters.find(({ name }) => name === cluster) as ResolvedSystem['clusters'][number];
  const first = parseIp(podCidr.split('/')[0] ?? '') ?? 0;
  let next = first + 10;
  const end = (of: PodsOf, name: string, namespace: string, labels: Readonly<Record<string, string>>): End => ({
    pods: { is: 'pods', of, name },
    peer: {
      IP: formatIp(next++),
      Internal: { Namespace: namespace, NamespaceLabels: { 'kubernetes.io/metadata.name': namespace }, PodLabels: labels },
    },
  });
  const here = (each: { readonly cluster: string }): boolean => each.cluster === cluster;
  const deployed = new Map(
    manifests.filter(({ kind }) => kind === 'Deployment').map((manifest) => [manifest.metadata.name, manifest as unknown as Deployment]),
  );
  return [
    ...system.workloads
      .filter(here)
      .map(({ name, namespace }) => end('microservice', name, namespace, deployed.get(name)?.spec.template.metadata.labels ?? {})),
    ...system.gateways.filter(here).map(({ name, proxy }) => end('gateway', name, proxy.namespace, proxy.labels)),
    ...system.pods.filter(here).map(({ name, selector }) => end('pods', name, selector.namespace, selector.labels)),
    end('cluster-dns', cluster, dns.namespace, dns.labels),
    ...(mesh ? [end('mesh-control-plane', cluster, mesh.controlPlane.namespace, mesh.controlPlane.labels)] : []),
  ];
}

interface Deployment {
  readonly spec: { readonly template: { readonly metadata: { readonly labels: Readonly<Record<string, string>> } } };
}

/** First, last and neighbouring addresses of everything that flows with pods speak of. */
function addressEnds(system: ResolvedSystem, cluster: string): readonly End[] {
  const podBlock = Cidr.parse(system.clusters.find(({ name }) => name === cluster)?.podCidr ?? '');
  const blocks = system.flows.flatMap((flow) => [...sourceOf(flow), ...destinationOf(flow)]);
  const around = [...new Set(blocks.flatMap(({ cidr, except }) => [cidr, ...except]))].flatMap((text) => {
    const block = Cidr.parse(text);
    return block instanceof Cidr ? [block.first - 1, block.first, block.last, block.last + 1] : [];
  });
  const usable = around.filter((ip) => ip > 0 && ip < 2 ** 32 - 1 && !(podBlock instanceof Cidr && podBlock.contains(ip)));
  return [...new Set(usable)]
    .sort((a, b) => a - b)
    .slice(0, 40)
    .map((ip) => ({ peer: { IP: formatIp(ip) } }));
}

/** At and beside the ports of all flows of one of the ends. */
function questionsOf(system: ResolvedSystem, from: End, to: End): readonly { from: End; to: End; question: Question }[] {
  const theirs = system.flows.filter((flow) => [from, to].some((end) => isEnd(end, flow.from) || isEnd(end, flow.to)));
  const ports = [...theirs.flatMap((flow) => [...flow.ports, ...flow.dialledPorts]), ODD_PORT];
  const edges = ports.flatMap(({ protocol, from: low, to: high }) => {
    const transport = TRANSPORT[protocol];
    return transport ? [low - 1, low, high, high + 1].map((port) => `${transport} ${port}`) : [];
  });
  return [...new Set(edges)].flatMap((text) => {
    const [protocol, port] = text.split(' ') as [Protocol, string];
    const number = Number(port);
    // The tunnel of ambient mode is the one port that is there beside those of flows.
    if (number < 1 || number > 65535 || number === 15008) return [];
    return [
      { from, to, question: { Source: from.peer, Destination: to.peer, ResolvedPort: number, ResolvedPortName: '', Protocol: protocol } },
    ];
  });
}

const isEnd = ({ pods }: End, other: EndName): boolean => pods !== undefined && endKey(pods) === endKey(other);

const isAllowed = (system: ResolvedSystem, from: End, to: End, { Protocol, ResolvedPort }: Question): boolean =>
  system.flows.some((flow) => allows(flow, from, to, Protocol, ResolvedPort));

/** Whether the model lets one end reach the other by one flow. */
function allows(flow: ResolvedFlow, from: End, to: End, protocol: Protocol, port: number): boolean {
  if (flow.exempt !== undefined) return false;
  const within = (ports: readonly ResolvedPort[]) =>
    ports.some((each) => TRANSPORT[each.protocol] === protocol && each.from <= port && port <= each.to);
  const among = ({ peer }: End, blocks: readonly AddressBlock[]) =>
    blocks.some(({ cidr, except }) => contains(cidr, peer.IP) && !except.some((hole) => contains(hole, peer.IP)));
  if (from.pods && to.pods) return isEnd(from, flow.from) && isEnd(to, flow.to) && flow.way.by === 'cluster' && within(flow.ports);
  if (from.pods) return isEnd(from, flow.from) && among(to, destinationOf(flow)) && within(flow.dialledPorts);
  return isEnd(to, flow.to) && among(from, sourceOf(flow)) && within(flow.ports);
}

function contains(cidr: string, ip: string): boolean {
  const block = Cidr.parse(cidr);
  return block instanceof Cidr && block.contains(parseIp(ip) ?? -1);
}

/** Asks about all systems at once, and answers how often each verdict fell. */
function disagreements(systems: readonly ResolvedSystem[], limit: number) {
  const cases = systems.flatMap((system) => casesOf(system, limit));
  const verdicts = judge(cases.map((each) => each.of));
  const counts = { allowed: 0, refused: 0 };
  const differing = cases.flatMap(({ asked }, i) =>
    asked.filter(({ allowed }, j) => {
      counts[allowed ? 'allowed' : 'refused']++;
      const verdict = verdicts[i]?.traffic[j];
      return (verdict?.ingress && verdict.egress) !== allowed;
    }),
  );
  return { differing: differing.slice(0, 5), ...counts };
}

judged('cyclonus finds that the NetworkPolicies of the reference system allow what its model does, and nothing else', () => {
  const { differing, allowed, refused } = disagreements([new Shop().resolve().system], Number.POSITIVE_INFINITY);
  expect(differing).toEqual([]);
  expect(Math.min(allowed, refused)).toBeGreaterThan(15);
});

judged('and those of random systems', () => {
  const systems = fc.sample(plans(), 340).map((plan) => build(plan).resolve().system);
  const clustered = systems.filter(({ clusters }) => clusters.length > 0);
  expect(clustered.length).toBeGreaterThanOrEqual(200);
  const { differing, allowed, refused } = disagreements(clustered, 600);
  expect(differing).toEqual([]);
  expect(Math.min(allowed, refused)).toBeGreaterThan(200);
});
