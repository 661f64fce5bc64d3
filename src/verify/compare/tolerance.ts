import { type End, type EnforcementPoint, machinesAt, nicsOf, type ResolvedFlow, type ResolvedNic } from '../../model/resolved';
import type { Direction } from '../nwfilter/definition';
import type { Packets } from '../nwfilter/interface-filter';
import { answers, boxOf } from '../packets';
import { address, addresses } from '../sets/addresses';
import { BoxIndex } from '../sets/box-index';
import { type Box, withoutAll } from '../sets/boxes';
import { difference, type Interval, type IntervalSet } from '../sets/intervals';
import { ALL_PORTS, PROTOCOL_NUMBERS } from '../sets/transport';
import { clientPortsOf, dhcpPackets } from './flows';
import type { Model } from './model';
import { hasPart, isExact } from './points/point';
import { portIntervals, protocolOf } from './values';

/** Field of {@link boxOf} with the peer's address. */
const PEER = { in: 0, out: 1 } as const;

/** What the model lets through one card: its flows, their answers, and the ICMP that goes with them. */
export class CardTolerance {
  private readonly known = new Set<string>();
  private readonly needed = new Set<string>();
  /** ICMP that has to pass, since the flows need it. */
  readonly icmp: { readonly direction: Direction; readonly packets: Packets }[] = [];
  private readonly boxes: Readonly<Record<Direction, BoxIndex<{ readonly box: Box }>>> = {
    in: new BoxIndex(PEER.in),
    out: new BoxIndex(PEER.out),
  };

  add(direction: Direction, packets: Packets): void {
    const box = boxOf(packets);
    const key = `${direction} ${box.join(' ')}`;
    if (this.known.has(key)) return;
    this.known.add(key);
    this.boxes[direction].add({ box });
  }

  /** The same, and it has to pass. */
  need(direction: Direction, packets: Packets): void {
    this.add(direction, packets);
    const key = `${direction} ${boxOf(packets).join(' ')}`;
    if (this.needed.has(key)) return;
    this.needed.add(key);
    this.icmp.push({ direction, packets });
  }

  /** What of `packets` the model says nothing of. */
  excess(direction: Direction, packets: Packets): readonly Box[] {
    const box = boxOf(packets);
    const near = [...this.boxes[direction].near(box[PEER[direction]] as Interval)].map((each) => each.box);
    return withoutAll([box], near);
  }
}

/** A card's part in a flow. */
interface Role {
  /** Name of the card. */
  readonly card: string;
  readonly side: 'client' | 'server';
  /** Addresses on the card's side. */
  readonly own: IntervalSet;
}

const POINTS: { readonly [S in Role['side']]: EnforcementPoint } = { client: 'hypervisor-egress', server: 'hypervisor-ingress' };

/** What the model lets through each of its machines' cards, by the name of the card. */
export function cardTolerances(model: Model): ReadonlyMap<string, CardTolerance> {
  const nics = model.system.machines.flatMap(nicsOf);
  const tolerances = new Map(nics.map(({ name }) => [name, new CardTolerance()]));
  for (const flow of model.flows) {
    // What a point has no part in, its rules must not be about.
    const sides = (['client', 'server'] as const).filter((side) => hasPart(flow, POINTS[side]));
    for (const role of sides.flatMap((side) => roles(model, flow, side === 'client' ? flow.from : flow.to, side))) {
      const tolerance = tolerances.get(role.card);
      if (tolerance) allow(tolerance, flow, role, model);
    }
  }
  for (const nic of nics) allowRouter(tolerances.get(nic.name), nic, model);
  return tolerances;
}

const one = (text: string): Interval => [address(text), address(text)];

function roles(model: Model, flow: ResolvedFlow, end: End, side: Role['side']): readonly Role[] {
  const itself = (name: string): readonly Role[] => {
    const card = model.card(name);
    return card ? [{ card: name, side, own: [one(card.nic.address)] }] : [];
  };
  if (end.is === 'machine') return itself(end.name);
  if (end.is === 'pair') {
    const own = side === 'server' ? model.ends.dialled(flow) : undefined;
    return machinesAt(end)
      .flatMap(itself)
      .map((role) => (own ? { ...role, own } : role));
  }
  if (end.is === 'subnet') return model.namesIn(end.name).flatMap(itself);
  if (end.is === 'nodes') {
    const { nodes = [], podCidr = '0.0.0.0' } = model.resolvedCluster(end.name) ?? {};
    const among = flow.from.is === 'nodes' && flow.to.is === 'nodes';
    return nodes.flatMap(itself).map((role) => ({ ...role, own: [...role.own, ...(among ? [addresses(podCidr)] : [])] }));
  }
  const cluster = model.clusterOf(end);
  // Between pods of a cluster nothing has addresses of the plan (what nodes carry for them is a flow of its own), and what stays
  // on its node nobody sees.
  if (!cluster || flow.way.by !== 'network') return [];
  if (side === 'server') {
    // What the matrix calls coarse: the whole block of addresses stands for each of them.
    const isWhole = cluster.nodeFilters === 'whole-block' && !isExact(flow, 'hypervisor-ingress');
    const block = isWhole ? cluster.pool?.cidr : undefined;
    const own = block === undefined ? model.ends.dialled(flow) : [addresses(block)];
    return cluster.nodes.map((card) => ({ card, side, own }));
  }
  if (cluster.podEgress === 'masquerade') return cluster.nodes.flatMap(itself);
  return cluster.nodes.map((card) => ({ card, side, own: [addresses(cluster.podCidr)] }));
}

function allow(tolerance: CardTolerance, flow: ResolvedFlow, { card, side, own }: Role, model: Model): void {
  const remote = side === 'client' ? model.ends.dialled(flow) : model.ends.seen(flow);
  if (flow.exchange === 'dhcp') {
    const { out, in: answered } = dhcpPackets(own[0]?.[0] ?? 0, remote);
    for (const packets of out) tolerance.add('out', packets);
    for (const packets of answered) tolerance.add('in', packets);
    return;
  }
  const [opening, answering]: readonly [Direction, Direction] = side === 'client' ? ['out', 'in'] : ['in', 'out'];
  const between = (mine: Interval, other: Interval) => (side === 'client' ? { src: mine, dst: other } : { src: other, dst: mine });
  const sender = side === 'client' && flow.from.is !== 'pods' ? model.card(card)?.machine : undefined;
  const broad = flow.dialledPorts.some(({ protocol }) => protocol === 'any');
  for (const mine of own) {
    for (const other of remote) {
      const ends = between(mine, other);
      for (const port of flow.dialledPorts) {
        const packets = { ...ends, protocol: protocolOf(port), srcPorts: ALL_PORTS, dstPorts: portIntervals(port) };
        tolerance.add(opening, packets);
        for (const srcPorts of clientPortsOf(flow, port, sender)) tolerance.add(answering, answers({ ...packets, srcPorts }));
      }
      if (broad) continue;
      // Path MTU discovery needs ICMP, and libvirt cannot tell its kinds apart.
      tolerance.add(opening, icmp(ends.src, ends.dst));
      tolerance.add(answering, answers(icmp(ends.src, ends.dst)));
    }
    // A machine's packets to itself never pass its card.
    const others = mine[0] === mine[1] ? difference(remote, [mine]) : remote;
    for (const { src, dst } of broad ? [] : others.map((other) => between(mine, other))) {
      tolerance.need(opening, icmp(src, dst));
      tolerance.need(answering, answers(icmp(src, dst)));
    }
  }
}

const icmp = (src: Interval, dst: Interval): Packets => ({
  src,
  dst,
  protocol: [PROTOCOL_NUMBERS.icmp, PROTOCOL_NUMBERS.icmp],
  srcPorts: ALL_PORTS,
  dstPorts: ALL_PORTS,
});

/** The router of its subnet tells a machine what it cannot deliver. */
function allowRouter(tolerance: CardTolerance | undefined, nic: ResolvedNic, { system }: Model): void {
  const gateway = system.subnets.find(({ name }) => name === nic.subnet)?.gateway;
  if (gateway === undefined) return;
  for (const own of [nic.address, ...nic.speaksFor]) tolerance?.need('in', icmp(one(gateway), addresses(own)));
}
