import { MeshMode } from '../../edge/service-mesh';
import { kindOf } from '../../kinds/machine';
import type { Enforcement, ResolvedPort, SeenAddresses } from '../../resolved';
import { portWithin } from '../../values';
import { type End, isPods, staysOnNode, withinCluster } from './ends';

const NOT_OWNED = 'its namespace is not one of this system';
const STATELESS = 'replies are told by ports alone: the receiver may send from its own port to the client ports of the sender';
const FRAGMENTS = 'only the first fragment of a large datagram carries ports';
const CROWDED = 'so many flows enter the cluster that its nodes let each sender reach the whole block of service addresses';
/** Istio: "Protocol Selection". */
const NOT_MESHED = 'the mesh carries TCP only: UDP and SCTP pass it by';
/** Istio: "Ambient and Kubernetes NetworkPolicy". */
const AMBIENT = 'in ambient mode everything between pods of the mesh travels on port 15008: the mesh tells ports apart';
const ALL_ICMP = 'every kind of ICMP passes, path MTU discovery needs it';

interface Facts {
  readonly from: End;
  readonly to: End;
  readonly ports: readonly ResolvedPort[];
  readonly source: SeenAddresses;
  /** The receiver is in a mesh and the sender too: it has an identity. */
  readonly identified: boolean;
  /** The guest has a firewall of this system, with what it admits. */
  readonly guarded: boolean;
  /** The receiver's cluster has more flows into it than its nodes' filters can hold. */
  readonly crowded: boolean;
}

const exact = (point: Enforcement['point']): Enforcement => ({ point, precision: 'exact' });
const coarse = (point: Enforcement['point'], why: string): Enforcement => ({ point, precision: 'coarse', why });
const none = (point: Enforcement['point'], why: string): Enforcement => ({ point, precision: 'none', why });

/** Where a flow is checked on its way, and how well each place tells it from others. In the order that a packet meets them. */
export function enforcementOf(origin: string, facts: Facts): readonly Enforcement[] {
  if (origin === 'kubelet-probe') return [none('pod-ingress', 'Kubernetes always lets a node reach its own pods')];
  return [...senderSide(facts), ...receiverSide(facts)];
}

/** Both ends speak through the nodes' proxies. */
const tunnelled = ({ to, identified }: Facts): boolean =>
  identified && (to.microservice ?? to.gateway ?? to.pods)?.props.mesh?.props.mode === MeshMode.AMBIENT;

function senderSide(facts: Facts): Enforcement[] {
  const { from, to } = facts;
  const points: Enforcement[] = [];
  if (from.microservice) points.push(tunnelled(facts) ? coarse('pod-egress', AMBIENT) : exact('pod-egress'));
  else if (isPods(from)) points.push(none('pod-egress', NOT_OWNED));
  if (from.machine) points.push(coarse('hypervisor-egress', STATELESS));
  if (from.subnet && from.endpoint.kind === 'subnet') points.push(coarse('hypervisor-egress', STATELESS));
  if (from.endpoint.kind === 'cluster-nodes' && (from.cluster?.nodes.length ?? 0) > 0) points.push(exact('hypervisor-egress'));
  if (isPods(from) && !withinCluster(from, to) && !staysOnNode(from, to) && (from.cluster?.nodes.length ?? 0) > 0) {
    points.push(coarse('hypervisor-egress', 'the filters of the nodes stand for all pods of the cluster'));
  }
  return points;
}

function receiverSide(facts: Facts): Enforcement[] {
  const { from, to, source, ports } = facts;
  const points: Enforcement[] = [];
  const coarseness = [
    source.coarse,
    ports.some((port) => port.protocol === 'udp') ? FRAGMENTS : undefined,
    ports.some((port) => port.protocol === 'icmp') ? ALL_ICMP : undefined,
  ].filter((why) => why !== undefined);
  const byAddress = (point: Enforcement['point']): Enforcement =>
    coarseness.length > 0 ? coarse(point, coarseness.join('; ')) : exact(point);

  if (isPods(to) && !withinCluster(from, to) && (to.cluster?.nodes.length ?? 0) > 0) {
    const why = [facts.crowded ? CROWDED : undefined, ...coarseness].filter((each) => each !== undefined);
    points.push(why.length > 0 ? coarse('hypervisor-ingress', why.join('; ')) : exact('hypervisor-ingress'));
  }
  if (to.endpoint.kind === 'cluster-nodes') points.push(exact('hypervisor-ingress'));
  if (to.microservice) {
    const why = tunnelled(facts) ? AMBIENT : source.coarse;
    points.push(why ? coarse('pod-ingress', why) : exact('pod-ingress'));
    if (to.microservice.props.mesh) points.push(meshPoint(facts));
  } else if (isPods(to)) {
    points.push(none('pod-ingress', NOT_OWNED));
  }
  if (to.machine) {
    points.push(byAddress('hypervisor-ingress'));
    points.push(
      facts.guarded
        ? coarse('guest', 'its own ports, from the blocks of the system as they were when it was created')
        : none('guest', 'nothing configures this guest'),
    );
    if (kindOf(to.machine).listsClients && ports.some((port) => to.listens.some((heard) => portWithin(port, heard.resolved))))
      points.push(coarse('application', 'logins from the blocks of the system as they were when it was created'));
  }
  return points;
}

function meshPoint({ from, to, source, identified, ports }: Facts): Enforcement {
  if (ports.every((port) => port.protocol !== 'tcp')) return none('mesh', NOT_MESHED);
  if (ports.some((port) => port.protocol !== 'tcp')) return coarse('mesh', NOT_MESHED);
  if (identified) return exact('mesh');
  if (withinCluster(from, to))
    return coarse('mesh', 'the sender is outside the mesh and has no identity there: every pod address is admitted in plaintext');
  return source.coarse ? coarse('mesh', source.coarse) : exact('mesh');
}

/** Points that stand at the receiver. */
const AT_RECEIVER: ReadonlySet<Enforcement['point']> = new Set<Enforcement['point']>([
  'pod-ingress',
  'mesh',
  'hypervisor-ingress',
  'guest',
  'application',
]);

/** Why nothing checks the flow where it arrives; undefined when something does, or when it arrives outside the system. */
export function unenforcedReason(to: End, points: readonly Enforcement[]): string | undefined {
  if (to.endpoint.kind === 'external' || to.endpoint.kind === 'anyone' || to.endpoint.kind === 'resolver') return undefined;
  const there = points.filter(({ point }) => AT_RECEIVER.has(point));
  if (there.some(({ precision }) => precision !== 'none')) return undefined;
  return there.map(({ why }) => why).join('; ') || 'no filter stands there';
}
