import type { Pods } from '../kubernetes/pods';
import { type Service, targetOf } from '../kubernetes/services';
import type { Hop } from '../packets';
import type { Interval } from '../sets/intervals';
import { machineOfCard } from '../terraform/cards';
import {
  cardHop,
  clientsHop,
  deliveryHop,
  destinationHop,
  doubtfulHop,
  egressHop,
  guestHop,
  guestRoutesHop,
  podsHop,
  sourceHop,
} from './hops';
import { type Place, route, sameSegment } from './routing';
import type { Cluster, Machine, Party, World } from './world';

/** One way from a sender to a receiver, and back for the answers. */
export interface Way {
  /** Addresses at the sender. */
  readonly src: Interval;
  readonly dst: Interval;
  /** What the sender dials to get to ports of the receiver. */
  readonly dials: Dials;
  readonly forward: readonly Hop[];
  readonly back: readonly Hop[];
  /** Not a way that the system means to be used, but one that is there. */
  readonly unintended?: true;
}

type Dials = (protocol: number, ports: Interval) => readonly Interval[];

/** How a party's packets leave it, up to the network between machines. */
interface Departure {
  readonly src: Interval;
  /** Their source on that network. */
  readonly seen: Interval;
  readonly place: Place;
  /** The first part of `forward`: before the packets leave the machine. */
  readonly inside: readonly Hop[];
  readonly forward: readonly Hop[];
  readonly back: readonly Hop[];
  readonly machine?: Machine;
}

/** How packets from that network get to a party. */
interface Arriving extends Omit<Way, 'src'> {
  /** The last part of `forward`: when the packets have entered the machine. */
  readonly inside: readonly Hop[];
  readonly place: Place;
  readonly machine?: Machine;
}

const isOneMachine = (a: Machine, b: Machine): boolean => a.name === b.name || machineOfCard(a.name) === machineOfCard(b.name);
const staysOnNode = ({ facts }: Cluster, [first, last]: Interval): boolean => first === last && facts.nodeLocal.includes(first);
const one = (address: number): Interval => [address, address];
const asTheyAre: Dials = (_, ports) => [ports];

/** All ways from one party to another. Pods may be on any node of their cluster, so each node is a way of its own. */
export function waysBetween(world: World, from: Party, to: Party): readonly Way[] {
  if (from.kind === 'pods' && to.kind === 'pods' && from.cluster === to.cluster) return withinCluster(from.cluster, from.pods, to.pods);
  const departures = departuresFrom(world, from);
  return arrivalsAt(world, to).flatMap((arriving) =>
    departures.flatMap((departure): readonly Way[] => {
      const { dst, dials, unintended } = arriving;
      // Within one machine no card is passed.
      const sameMachine =
        departure.machine !== undefined && arriving.machine !== undefined && isOneMachine(departure.machine, arriving.machine);
      if (sameMachine || (from.kind === 'pods' && staysOnNode(from.cluster, arriving.dst))) {
        const forward = [...departure.inside, ...arriving.inside];
        return [{ src: departure.src, dst, dials, forward, back: [], ...(unintended && { unintended }) }];
      }
      const carried = carry(departure, arriving);
      if (!carried) return [];
      const forward = [...departure.forward, ...carried.forward, ...arriving.forward];
      const back = [...arriving.back, ...carried.back, ...departure.back];
      return [{ src: departure.src, dst, dials, forward, back, ...(unintended && { unintended }) }];
    }),
  );
}

function withinCluster(cluster: Cluster, from: Pods, to: Pods): readonly Way[] {
  const [src, dst] = [from.addresses[0], to.addresses[0]];
  return src && dst ? [{ src, dst, dials: asTheyAre, forward: [podsHop(cluster, from, to)], back: [] }] : [];
}

function departuresFrom(world: World, from: Party): readonly Departure[] {
  if (from.kind === 'pods') return podDepartures(world, from.cluster, from.pods);
  if (from.kind === 'addresses') {
    return [{ src: from.addresses, seen: from.addresses, place: world.places.of(from.addresses), inside: [], forward: [], back: [] }];
  }
  const { machine } = from;
  const own = one(machine.address);
  return [{ src: own, seen: own, place: placeOf(machine), inside: [], forward: leaving(machine), back: answered(machine), machine }];
}

function podDepartures(world: World, cluster: Cluster, pods: Pods): readonly Departure[] {
  const { masquerades, nodeAddresses, podAddresses } = cluster.facts;
  const [src = podAddresses] = pods.addresses;
  return nodeAddresses.map((address) => {
    const machine = cluster.nodes.find((node) => node.address === address);
    const hidden = masquerades ? [sourceHop(address, `the node ${machine?.name ?? 'of the cluster'}`)] : [];
    return {
      src,
      seen: masquerades ? one(address) : src,
      place: machine ? placeOf(machine) : world.places.of(one(address)),
      inside: [egressHop(cluster, pods), ...hidden],
      forward: [egressHop(cluster, pods), ...hidden, ...(machine ? leaving(machine) : [])],
      back: machine ? [cardHop(machine, 'in')] : [],
      ...(machine && { machine }),
    };
  });
}

function arrivalsAt(world: World, to: Party): readonly Arriving[] {
  if (to.kind === 'pods') return podArrivals(world, to.cluster, to.pods);
  if (to.kind === 'addresses')
    return [{ dst: to.addresses, dials: asTheyAre, place: world.places.of(to.addresses), inside: [], forward: [], back: [] }];
  const inside = [...guestHop(to.machine, 'openings'), ...clientsHop(to.machine)];
  const entrance = throughCard(to.machine);
  const at = (address: number) => ({ dst: one(address), dials: asTheyAre, ...entrance, inside, forward: [...entrance.forward, ...inside] });
  const others = to.machine.shares.filter((address) => address !== to.machine.address);
  // What it holds in turn is another thing to be let in to, and there at times.
  return [at(to.machine.address), ...others.map((address) => ({ ...at(address), unintended: true as const }))];
}

/** Pods are reached from outside through the virtual addresses of Services, which any node may hold, or at their own. */
function podArrivals(world: World, cluster: Cluster, pods: Pods): readonly Arriving[] {
  const nodes: readonly (Machine | undefined)[] = cluster.nodes.length > 0 ? cluster.nodes : [undefined];
  const entries = cluster.services
    .leadingTo(pods)
    .flatMap((service) => service.virtualAddresses.map((address) => ({ service, dst: one(address) })));
  const throughServices = entries.flatMap(({ service, dst }) =>
    nodes.map((node) => arriving(world, node, dst, serviceDials(service, pods), behindService(cluster, pods, service))),
  );
  const [dst] = pods.addresses;
  const hops = [doubtfulHop('a route to the pod network'), deliveryHop(cluster, pods)];
  const direct = dst ? nodes.map((node) => ({ ...arriving(world, node, dst, asTheyAre, hops), unintended: true as const })) : [];
  return [...throughServices, ...direct];
}

function arriving(world: World, node: Machine | undefined, dst: Interval, dials: Dials, hops: readonly Hop[]): Arriving {
  const entrance = node ? throughCard(node) : { place: world.places.of(dst), forward: [], back: [] };
  return { dst, dials, ...entrance, inside: hops, forward: [...entrance.forward, ...hops] };
}

/** Unless the Service keeps the sender, nodes pass its traffic on to each other under their own addresses. */
function behindService(cluster: Cluster, pods: Pods, service: Service): readonly Hop[] {
  const delivery = deliveryHop(cluster, pods, service);
  if (service.keepsSender) return [delivery];
  return [sourceHop(cluster.facts.nodeAddresses[0], `Service ${service.namespace}/${service.name}, which hides senders`, false), delivery];
}

const serviceDials =
  (service: Service, pods: Pods): Dials =>
  (protocol, [first, last]) =>
    service.ports.flatMap((port): readonly Interval[] => {
      const target = port.protocol === protocol ? targetOf(port, pods) : undefined;
      return target !== undefined && first <= target && target <= last ? [one(port.port)] : [];
    });

const placeOf = ({ segment }: Machine): Place => ({ kind: 'segment', segment });
const leaving = (machine: Machine): readonly Hop[] => [guestRoutesHop(machine), cardHop(machine, 'out')];
/** What comes back to a machine itself; what comes back to pods it forwards, past its own firewall. */
const answered = (machine: Machine): readonly Hop[] => [cardHop(machine, 'in'), ...guestHop(machine, 'answers')];
const throughCard = (machine: Machine) => ({ place: placeOf(machine), forward: [cardHop(machine, 'in')], back: leaving(machine), machine });

/** From one card to the other; answers to what a host translated come back by its connection tracking. */
function carry(departure: Departure, arriving: Arriving): { readonly forward: readonly Hop[]; readonly back: readonly Hop[] } | undefined {
  const seen = route(departure.place, arriving.place);
  if (seen === undefined) return undefined;
  if (seen !== 'itself') {
    const name = 'the address translation of its host';
    return { forward: [sourceHop(seen === 'unknown' ? undefined : seen.address, name)], back: [destinationHop(departure.seen, name)] };
  }
  const [a, b] = [departure.machine, arriving.machine];
  const apart = a?.portIsolated && b?.portIsolated && sameSegment(a.segment, b.segment);
  return { forward: apart ? [doubtfulHop('the isolation of bridge ports')] : [], back: [] };
}
