import type { EnforcementPoint, ResolvedFlow } from '../../model/resolved';
import type { PolicyDirection } from '../kubernetes/network-policy';
import { PodIndex, type Pods } from '../kubernetes/pods';
import { type Allowance, trafficOf } from '../kubernetes/policies';
import { ALL_ADDRESSES, addresses, printAddresses } from '../sets/addresses';
import { type Box, withoutAll } from '../sets/boxes';
import { covers, difference, type Interval, intervalSet, union } from '../sets/intervals';
import { printTransport, type Transport, transport } from '../sets/transport';
import type { Cluster } from '../world/world';
import type { Difference } from './difference';
import type { Model } from './model';
import type { FoundPods } from './pod-groups';
import { hasPart, isExact } from './points/point';
import { anyPodOf, strangersTo } from './strangers';
import { transportOf } from './values';

/** Address from which the kubelet's probes come in ambient mode (istio.io, "Ambient and Kubernetes NetworkPolicy"). */
const AMBIENT_PROBES = addresses('169.254.7.127');
/** Port of the tunnel between proxies in ambient mode. */
const TUNNEL = transport(6, [15008, 15008]);

/** What the model allows some pods in one direction. */
interface PodTolerance {
  readonly pods: Map<Pods, Transport>;
  /** Addresses × transport. */
  readonly boxes: Box[];
}

/** What the NetworkPolicies of the system's own pods allow and no flow does. */
export function policyDifferences(model: Model): readonly Difference[] {
  const lookalikes = new Lookalikes(model);
  const tolerances = podTolerances(model, lookalikes);
  return [...model.world.clusters.values()].flatMap((cluster) => {
    const owned = model.ownNamespaces(cluster.facts.name);
    // Also in namespaces of others.
    const workloads = model.system.workloads.filter((workload) => workload.cluster === cluster.facts.name);
    const rendered = new Set(workloads.map(({ namespace, name }) => `${namespace}/${name}`));
    const known = knownPods(model, cluster);
    const empty = [...owned].filter((namespace) => !known.some((pods) => pods.namespace === namespace));
    const unknown = strangersTo(known, model).filter((stranger) => !lookalikes.isMeant(stranger, cluster));
    const strangers = [...unknown, ...empty.map((namespace) => anyPodOf(namespace, [cluster.facts.podAddresses]))];
    const index = new PodIndex([...known, ...strangers]);
    const reported = new Set<string>();
    return (['ingress', 'egress'] as const).flatMap((direction) => {
      const excess = (pods: Pods, allowance: Allowance) =>
        excessOf(cluster, direction, pods, allowance, tolerances.get(toleranceKey(direction, pods)) ?? NOTHING, index);
      const isOwn = ({ namespace }: Pods) => owned.has(namespace);
      const isHeld = (pods: Pods) => isOwn(pods) || rendered.has(pods.name);
      const own = known
        .filter(isHeld)
        .flatMap((pods) => cluster.policies.allowances(direction, pods).flatMap((each) => excess(pods, each)));
      // Pods that the model does not know may be in its namespaces, too. Nothing is allowed to them; one of them tells enough.
      const others = strangers.filter(isOwn).flatMap((pods) =>
        cluster.policies.allowances(direction, pods).flatMap((each) => {
          const key = `${direction} ${pods.namespace} ${each.by}`;
          if (reported.has(key)) return [];
          const found = excess(pods, each);
          if (found.length > 0) reported.add(key);
          return found;
        }),
      );
      return [...own, ...others, ...(direction === 'ingress' ? stoppedProbes(cluster, known.filter(isHeld)) : [])];
    });
  });
}

/** In ambient mode the kubelet's probes come from an address of their own, which no exemption of nodes stands for. */
function stoppedProbes({ policies }: Cluster, own: readonly Pods[]): readonly Difference[] {
  return own.flatMap((pods): readonly Difference[] => {
    if (pods.mesh !== 'ambient') return [];
    const open = policies.allowed('ingress', pods, { addresses: [AMBIENT_PROBES] });
    const stopped = pods.probes.find((port) => !covers(open, transport(6, [port, port])));
    if (stopped === undefined) return [];
    const text = `${pods.name}: the kubelet's probes at tcp ${stopped} are stopped by its NetworkPolicies: it never gets ready`;
    return [{ kind: 'missing', about: pods.name, text }];
  });
}

const POINTS: { readonly [D in PolicyDirection]: EnforcementPoint } = { egress: 'pod-egress', ingress: 'pod-ingress' };

const toleranceKey = (direction: PolicyDirection, { name }: Pods): string => `${direction} ${name}`;

function podTolerances(model: Model, lookalikes: Lookalikes): ReadonlyMap<string, PodTolerance> {
  const tolerances = new Map<string, PodTolerance>();
  const allow = (flow: ResolvedFlow, direction: PolicyDirection) => {
    const found = model.podsOf(direction === 'egress' ? flow.from : flow.to);
    if (!found || !hasPart(flow, POINTS[direction])) return;
    for (const pods of lookalikes.of(found)) allowPods(flow, direction, pods);
  };
  const allowPods = (flow: ResolvedFlow, direction: PolicyDirection, pods: Pods) => {
    const other = direction === 'egress' ? flow.to : flow.from;
    const key = toleranceKey(direction, pods);
    const tolerance: PodTolerance = tolerances.get(key) ?? { pods: new Map(), boxes: [] };
    tolerances.set(key, tolerance);
    const blocks = direction === 'egress' ? model.ends.dialled(flow) : model.ends.seen(flow);
    const ports = transportOf(direction === 'egress' && flow.way.by !== 'cluster' ? flow.dialledPorts : flow.ports);
    for (const block of blocks) for (const span of ports) tolerance.boxes.push([block, span]);
    const peer = model.podsOf(other);
    if (!peer || flow.way.by !== 'cluster') return;
    // What the matrix calls coarse: a tunnel of one port, whatever it is for.
    const isTunnelled = !isExact(flow, POINTS[direction]);
    const tunnel = isTunnelled && pods.mesh === 'ambient' && peer.pods.mesh === 'ambient' ? TUNNEL : [];
    for (const each of lookalikes.of(peer)) tolerance.pods.set(each, union(tolerance.pods.get(each) ?? [], ports, tunnel));
  };
  for (const flow of model.system.flows) {
    if (flow.exempt === undefined) {
      allow(flow, 'egress');
      allow(flow, 'ingress');
    } else allowProbes(tolerances, flow, model);
  }
  return tolerances;
}

/** Pods of others are known by labels alone: those that have some more are meant, too. */
class Lookalikes {
  private readonly others: readonly FoundPods[];

  constructor(model: Model) {
    const rendered = new Set([...model.world.clusters.values()].flatMap(({ pods }) => pods));
    this.others = model.allPods().filter(({ pods }) => !rendered.has(pods));
  }

  /** The pods themselves, and those that are meant with them. */
  of(found: FoundPods): readonly Pods[] {
    if (!this.others.includes(found)) return [found.pods];
    const meant = this.others.filter(({ pods, cluster }) => cluster === found.cluster && hasItsLabels(found.pods, pods));
    return meant.map(({ pods }) => pods);
  }

  /** Whether pods that nobody knows are some of those of others that somebody does. */
  isMeant(stranger: Pods, among: Cluster): boolean {
    return this.others.some(({ pods, cluster }) => cluster === among && hasItsLabels(pods, stranger));
  }
}

const hasItsLabels = (pods: Pods, { namespace, labels }: Pods): boolean =>
  namespace === pods.namespace && Object.entries(pods.labels).every(([key, value]) => labels[key] === value);

/** What is exempt from all policies is not where a mesh gives it another address. */
function allowProbes(tolerances: Map<string, PodTolerance>, { to, ports }: ResolvedFlow, model: Model): void {
  const found = model.podsOf(to);
  if (found?.pods.mesh !== 'ambient') return;
  const key = toleranceKey('ingress', found.pods);
  const tolerance: PodTolerance = tolerances.get(key) ?? { pods: new Map(), boxes: [] };
  tolerances.set(key, tolerance);
  for (const span of transportOf(ports)) tolerance.boxes.push([AMBIENT_PROBES, span]);
}

/** All pods of a cluster that are known of. */
const knownPods = (model: Model, cluster: Cluster): readonly Pods[] => [
  ...new Set([
    ...cluster.pods,
    ...model
      .allPods()
      .filter((each) => each.cluster === cluster)
      .map(({ pods }) => pods),
  ]),
];

const NOTHING: PodTolerance = { pods: new Map(), boxes: [] };

function excessOf(
  cluster: Cluster,
  direction: PolicyDirection,
  pods: Pods,
  allowance: Allowance,
  tolerance: PodTolerance,
  index: PodIndex,
): readonly Difference[] {
  const words = [
    ...podExcess(cluster, direction, pods, allowance, tolerance, index),
    ...addressExcess(direction, pods, allowance, tolerance),
  ];
  if (words.length === 0) return [];
  const more = words.length > 3 ? `, and ${words.length - 3} more` : '';
  const verb = direction === 'ingress' ? 'it may be reached from' : 'it may reach';
  const text = `${pods.name}: ${verb} ${words.slice(0, 3).join(', ')}${more}, which no flow allows (${allowance.by})`;
  return [{ kind: 'too-wide', about: pods.name, text }];
}

function podExcess(
  { policies }: Cluster,
  direction: PolicyDirection,
  pods: Pods,
  allowance: Allowance,
  tolerance: PodTolerance,
  index: PodIndex,
): readonly string[] {
  return policies.peersAmong(allowance, index).flatMap((peer) => {
    const traffic = trafficOf(allowance, direction === 'ingress' ? pods : peer);
    const rest = difference(traffic, tolerance.pods.get(peer) ?? []);
    return rest.length > 0 ? [`${peer.name} (${printTransport(rest)})`] : [];
  });
}

function addressExcess(direction: PolicyDirection, pods: Pods, allowance: Allowance, tolerance: PodTolerance): readonly string[] {
  const { addresses: blocks = ALL_ADDRESSES } = allowance;
  // Names of ports are those of pods, and mean nothing at other addresses.
  const traffic = trafficOf(allowance, direction === 'ingress' ? pods : undefined);
  const boxes = blocks.flatMap((block) => traffic.map((span): Box => [block, span]));
  const byBlock = new Map<string, Interval[]>();
  for (const [block, span] of withoutAll(boxes, tolerance.boxes) as readonly (readonly [Interval, Interval])[]) {
    const name = printAddresses(block);
    byBlock.set(name, [...(byBlock.get(name) ?? []), span]);
  }
  return [...byBlock].map(([block, spans]) => `${block} (${printTransport(intervalSet(spans))})`);
}
