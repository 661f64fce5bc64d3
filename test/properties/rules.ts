import {
  Anyone,
  ApiGateway,
  type Backend,
  DatabaseVm,
  External,
  type Host,
  type KubernetesCluster,
  LoadBalancer,
  Pods,
  type Port,
  type Receiver,
  type Sender,
  Subnet,
  Workload,
} from '../../src';

type Peer = Sender | Receiver;

const isPods = (peer: Peer): peer is Workload | ApiGateway | Pods =>
  peer instanceof Workload || peer instanceof ApiGateway || peer instanceof Pods;

/** Where packets to and from `peer` have to pass; undefined outside of the system's subnets. */
function subnetOf(peer: Peer): Subnet | undefined {
  if (peer instanceof Subnet) return peer;
  if (isPods(peer)) return 'nodes' in peer.cluster.facts ? peer.cluster.facts.nodes.subnet : undefined;
  return peer instanceof External || peer instanceof Anyone ? undefined : peer.props.subnet;
}

const modeOf = (subnet: Subnet): string => subnet.props.forward?.mode ?? 'route';
const hasServices = ({ facts }: KubernetesCluster): boolean =>
  ('nodes' in facts ? facts.nodes.subnet.props.services : facts.services) !== undefined;
const isOutside = (peer: Peer): boolean => peer instanceof External || peer instanceof Anyone;

const leadsToDatabase = (peer: Peer): boolean =>
  peer instanceof DatabaseVm || (peer instanceof LoadBalancer && peer.backends.some(leadsToDatabase));

/** Which flows a valid system may have: what the model refuses is not for these tests. Stated here a second time, on purpose. */
export class Rules {
  /** @param hostOf where a subnet is, unless it is a bridge */
  constructor(private readonly hostOf: (subnet: Subnet) => Host) {}

  /** Policies cannot say ICMP; and a Service has only the ports that its pods listen on, one by one. */
  canDial(from: Peer, to: Peer, { resolved }: Port): boolean {
    if (resolved.protocol === 'icmp') return !isPods(from) && !isPods(to);
    if (!isPods(to) || (isPods(from) && from.cluster === to.cluster)) return true;
    return to.listens.some(
      (heard) =>
        heard.resolved.protocol === resolved.protocol && heard.resolved.from === resolved.from && heard.resolved.to === resolved.to,
    );
  }

  canBalance(subnet: Subnet, backend: Backend): boolean {
    const ports = backend.listens.map(({ resolved }) => resolved);
    return (
      ports.length > 0 && ports.every(({ protocol, from, to }) => protocol === 'tcp' && from === to) && this.isCarried(subnet, backend)
    );
  }

  isLegal(from: Sender, to: Receiver, { waived, ports }: { readonly waived: boolean; readonly ports: boolean }): boolean {
    if (from === to || (isOutside(from) && isOutside(to))) return false;
    // Nobody can reach what has no port.
    if (to instanceof Workload && to.listens.length === 0) return false;
    if (!ports && (to instanceof Anyone || to instanceof Subnet || !('listens' in to ? to.listens : to.props.listens)?.length))
      return false;
    if (!waived && this.needsWaiver(from, to)) return false;
    return this.isCarried(from, to);
  }

  private needsWaiver(from: Peer, to: Peer): boolean {
    if (from instanceof Anyone && leadsToDatabase(to)) return true;
    // Pods of others, where nothing of this system stands before them.
    return to instanceof ApiGateway || (to instanceof Pods && to.props.namespace?.owned === false);
  }

  private isCarried(from: Peer, to: Peer): boolean {
    if (isPods(from) && isPods(to) && from.cluster === to.cluster) return true;
    if (to instanceof Pods || (isPods(to) && !hasServices(to.cluster))) return false;
    const [a, b] = [subnetOf(from), subnetOf(to)];
    // Nothing in an isolated subnet has a route to the pods' own addresses.
    if (isPods(from) && from.cluster.facts.podEgress === 'native' && a && modeOf(a) === 'isolated') return false;
    if (a && b && a === b) return a.props.isolation !== 'high';
    if (isOutside(from) && b?.props.isolation === 'high') return false;
    if (isOutside(to) && a?.props.isolation === 'high') return false;
    if ((a && modeOf(a) === 'isolated') || (b && modeOf(b) !== 'route' && modeOf(b) !== 'bridge')) return false;
    // Beyond its own host nobody knows the senders of a NAT subnet.
    if (a && modeOf(a) === 'nat' && !isOutside(to))
      return !isPods(from) && b !== undefined && modeOf(b) === 'route' && this.hostOf(a) === this.hostOf(b);
    if (!a || !b || a.network.props.routes === 'provided') return true;
    if (modeOf(a) === 'bridge' || modeOf(b) === 'bridge') return false;
    return this.hostOf(a) === this.hostOf(b);
  }
}
