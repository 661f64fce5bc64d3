import {
  Anyone,
  ApiGateway,
  type Backend,
  DatabaseVm,
  External,
  type Host,
  Isolation,
  type KubernetesCluster,
  LoadBalancer,
  Machine,
  NetworkInterface,
  Pods,
  type Port,
  type Sender,
  Subnet,
  Workload,
} from '../../src';
import { KvmHosts } from '../../src/model/network/network';

/** Whatever sends can be sent to. */
type Peer = Sender;

const isPods = (peer: Peer): peer is Workload | ApiGateway | Pods =>
  peer instanceof Workload || peer instanceof ApiGateway || peer instanceof Pods;

/** Windows has no SCTP. */
function isWindows(peer: Peer): boolean {
  const at = machineAt(peer);
  return at instanceof Machine && at.props.os.resolved.family === 'windows';
}

/** Where packets to and from `peer` have to pass; undefined outside of the system's subnets. */
function subnetOf(peer: Peer): Subnet | undefined {
  if (peer instanceof Subnet) return peer;
  if (peer instanceof KvmHosts) return peer.subnet;
  if (isPods(peer)) return 'nodes' in peer.cluster.facts ? peer.cluster.facts.nodes.subnet : undefined;
  return peer instanceof External || peer instanceof Anyone ? undefined : peer.props.subnet;
}

const modeOf = (subnet: Subnet): string => subnet.props.forward?.mode ?? 'route';
const hasServices = ({ facts }: KubernetesCluster): boolean =>
  ('nodes' in facts ? facts.nodes.subnet.props.services : facts.services) !== undefined;
const isOutside = (peer: Peer): boolean => peer instanceof External || peer instanceof Anyone;

const machineAt = (peer: Peer): Peer => (peer instanceof NetworkInterface ? peer.machine : peer);

/** Whether two peers are one machine, at whichever cards. */
export const isOneMachine = (a: Peer, b: Peer): boolean => machineAt(a) instanceof Machine && machineAt(a) === machineAt(b);

/** Where packets go or come from as a machine's routes see it: to a subnet, to something else of the system, or out of it. */
type Where = Subnet | 'system' | 'outside';

const leadsOut = (subnet: Subnet): boolean => subnet.props.isolation !== Isolation.HIGH && modeOf(subnet) !== 'isolated';

/** The card by which a machine with several sends somewhere. */
function cardTo(machine: Machine, where: Where): NetworkInterface | undefined {
  const { firstInterface: first, interfaces } = machine;
  const all = [first, ...interfaces];
  const near = where instanceof Subnet ? all.find(({ props }) => props.subnet === where) : undefined;
  const routed =
    where instanceof Subnet ? interfaces.find(({ props }) => props.routes?.some(({ to }) => to === where.props.cidr)) : undefined;
  const { subnet } = first.props;
  const isKnown = leadsOut(subnet) || (where !== 'outside' && modeOf(subnet) !== 'isolated');
  return near ?? routed ?? (isKnown ? first : interfaces.find(({ props }) => props.defaultRoute));
}

/** Where senders come from, or receivers are. */
function whereIs(peer: Peer, as: 'sender' | 'receiver'): Where {
  if (isOutside(peer)) return 'outside';
  // Pods that keep their address have one of no subnet.
  if (isPods(peer) && as === 'sender' && peer.cluster.facts.podEgress === 'native') return 'system';
  return subnetOf(peer) ?? 'system';
}

/** What a peer is at: each of its cards, where it has several. */
const cardsOf = (peer: Peer): readonly Peer[] =>
  peer instanceof Machine && peer.interfaces.length > 0 ? [peer.firstInterface, ...peer.interfaces] : [peer];

/** Whether a peer sends to somewhere by the card that is meant. */
const isMeant = (peer: Peer, where: Where): boolean => !(peer instanceof NetworkInterface) || cardTo(peer.machine, where) === peer;

const leadsToDatabase = (peer: Peer): boolean =>
  machineAt(peer) instanceof DatabaseVm || (peer instanceof LoadBalancer && peer.backends.some(({ to }) => leadsToDatabase(to)));

/** Hosts talk with what stands in the subnet that they are meant in, where their address there is known. */
function areAtHome(from: Peer, to: Peer, a: Subnet | undefined, b: Subnet | undefined): boolean {
  if (a === undefined || a !== b) return false;
  const returns = !isPods(from) || from.cluster.facts.podEgress !== 'native' || modeOf(a) !== 'isolated';
  return returns && (modeOf(a) !== 'bridge' || a.props.hostAddresses !== undefined) && from !== to;
}

const isAsFound = (peer: Peer): boolean => {
  const machine = machineAt(peer);
  return machine instanceof Machine && machine.adopt !== undefined && machine.adopt.filtered !== true;
};

/** Which flows a valid system may have: what the model refuses is not for these tests. Stated here a second time, on purpose. */
export class Rules {
  /** @param hostOf where a subnet is, unless it is a bridge */
  constructor(private readonly hostOf: (subnet: Subnet) => Host) {}

  /** Policies cannot say ICMP; and a Service has only the ports that its pods listen on, one by one. */
  canDial(from: Peer, to: Peer, { resolved }: Port): boolean {
    if (resolved.protocol === 'icmp') return !isPods(from) && !isPods(to);
    // A subnet may have Windows guests in it.
    if (resolved.protocol === 'sctp' && (to instanceof Subnet || [from, to].some(isWindows))) return false;
    if (!isPods(to) || (isPods(from) && from.cluster === to.cluster)) return true;
    return to.listens.some(
      (heard) =>
        heard.resolved.protocol === resolved.protocol && heard.resolved.from === resolved.from && heard.resolved.to === resolved.to,
    );
  }

  canBalance(subnet: Subnet, backend: Backend): boolean {
    const ports = backend.listens.map(({ resolved }) => resolved);
    // At port 22 administrators log in to the load balancer itself.
    const isPassedOn = ({ protocol, from, to }: Port['resolved']): boolean => protocol === 'tcp' && from === to && from !== 22;
    return ports.length > 0 && ports.every(isPassedOn) && this.isCarried(subnet, backend);
  }

  isLegal(from: Peer, to: Peer, { waived, ports }: { readonly waived: boolean; readonly ports: boolean }): boolean {
    if (from === to || isOneMachine(from, to) || (isOutside(from) && isOutside(to))) return false;
    // By its name somebody can be called, and not be told from others.
    if (from instanceof External && from.host !== undefined) return false;
    // Nobody can reach what has no port.
    if (to instanceof Workload && to.listens.length === 0) return false;
    if (
      !ports &&
      (to instanceof Anyone || to instanceof Subnet || to instanceof KvmHosts || !('listens' in to ? to.listens : to.props.listens)?.length)
    )
      return false;
    if (!waived && this.needsWaiver(from, to)) return false;
    return this.isCarried(from, to);
  }

  private needsWaiver(from: Peer, to: Peer): boolean {
    if (from instanceof Anyone && leadsToDatabase(to)) return true;
    // Nothing stands before a machine that is as it was found.
    if (isAsFound(to)) return true;
    // Pods of others, where nothing of this system stands before them.
    return to instanceof ApiGateway || (to instanceof Pods && to.props.namespace?.owned === false);
  }

  /** By one pair of cards, each of which is the one by which its machine sends to the other. */
  private isCarried(from: Peer, to: Peer): boolean {
    return cardsOf(from).some((sender) =>
      cardsOf(to).some((receiver) => {
        const [a, b] = [subnetOf(sender), subnetOf(receiver)];
        // Its host shows it under its own address in the receiver's subnet.
        const isHidden = a !== undefined && b !== undefined && a !== b && modeOf(a) === 'nat';
        return (
          isMeant(sender, whereIs(receiver, 'receiver')) &&
          (isHidden || isMeant(receiver, whereIs(sender, 'sender'))) &&
          this.isCarriedBetween(sender, receiver)
        );
      }),
    );
  }

  private isCarriedBetween(from: Peer, to: Peer): boolean {
    if (isPods(from) && isPods(to) && from.cluster === to.cluster) return true;
    if (to instanceof Pods || (isPods(to) && !hasServices(to.cluster))) return false;
    const [a, b] = [subnetOf(from), subnetOf(to)];
    if (from instanceof KvmHosts || to instanceof KvmHosts) return areAtHome(from, to, a, b);
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
