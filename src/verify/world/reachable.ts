import { PodIndex, type Pods } from '../kubernetes/pods';
import { IP } from '../nwfilter/match';
import { travel } from '../packets';
import { ALL_ADDRESSES, printAddresses } from '../sets/addresses';
import { difference, type Interval, type IntervalSet, intersection, intervalSet, union } from '../sets/intervals';
import { ALL_PORTS, PROTOCOL_NUMBERS, type Protocol } from '../sets/transport';
import { waysBetween } from './ways';
import type { Cluster, Machine, Party, World } from './world';

/** Something that gets from one party to another. */
export interface Reach {
  /** Name of the sender. */
  readonly from: string;
  /** Name of the receiver. */
  readonly to: string;
  /** What stands above IP. */
  readonly protocol: Protocol;
  /** Ports as the sender dials them. */
  readonly ports: Interval;
  /** Ports that the sender may send from, both included. */
  readonly sourcePorts: Interval;
  /** The rules that let it through. */
  readonly path: readonly string[];
}

/**
 * Everything that reaches anything: between machines, pods, and addresses outside of both. Pairs are found from the rules that
 * name them, not by trying all: the time grows with what is allowed, not with the square of what there is.
 */
export function* reachable(world: World): Iterable<Reach> {
  const finder = new PairFinder(world);
  for (const [from, to] of finder.pairs()) yield* between(world, from, to);
}

function* between(world: World, from: Party, to: Party): Iterable<Reach> {
  const ways = waysBetween(world, from, to);
  for (const [protocol, number] of Object.entries(PROTOCOL_NUMBERS) as [Protocol, number][]) {
    const seen = new Set<string>();
    for (const { src, dst, forward } of ways) {
      const packets = { src, dst, protocol: [number, number], srcPorts: ALL_PORTS, dstPorts: ALL_PORTS } as const;
      for (const arrival of travel(forward, packets)) {
        const { dstPorts, srcPorts, path } = arrival;
        const [sender, receiver] = [endName(from, arrival.src), endName(to, arrival.dst)];
        const key = `${sender} ${receiver} ${dstPorts} ${srcPorts}`;
        if (seen.has(key)) continue;
        seen.add(key);
        yield { from: sender, to: receiver, protocol, ports: dstPorts, sourcePorts: srcPorts, path };
      }
    }
  }
}

/** An end in a word; of addresses only those that packets arrive with. */
function endName(party: Party, arrived: Interval): string {
  if (party.kind === 'machine') return party.machine.name;
  if (party.kind === 'pods') return party.pods.name;
  // A sender whose address was translated on the way is called by its own.
  return intersection([party.addresses], [arrived]).map(printAddresses)[0] ?? printAddresses(party.addresses);
}

const machineParty = (machine: Machine): Party => ({ kind: 'machine', machine });
const addressParty = (addresses: Interval): Party => ({ kind: 'addresses', addresses });

/** Finds the pairs of parties between which at least one rule at the receiver, or at a pod that sends, lets something pass. */
class PairFinder {
  /** Machines at their own addresses, and at those that they hold in turn. */
  private readonly byAddress: readonly { readonly address: number; readonly machine: Machine }[];
  /** Addresses of machines and pods. */
  private readonly known: IntervalSet;
  /** Of the networks between them: neighbouring ones stay apart. */
  private readonly blocks: readonly Interval[];

  constructor(private readonly world: World) {
    const places = [...world.machines.values()].flatMap((machine) =>
      [machine.address, ...machine.shares].map((address) => ({ address, machine })),
    );
    this.byAddress = places.sort((a, b) => a.address - b.address);
    const pods = [...world.clusters.values()].map(({ facts }) => facts.podAddresses);
    this.known = intervalSet([...this.byAddress.map(({ address }): Interval => [address, address]), ...pods]);
    this.blocks = [...new Set(this.byAddress.flatMap(({ machine: { segment } }) => (segment.block ? [segment.block] : [])))];
  }

  *pairs(): Iterable<readonly [from: Party, to: Party]> {
    for (const machine of this.world.machines.values()) yield* this.pairsOf(machine);
    for (const cluster of this.world.clusters.values()) {
      const index = new PodIndex(cluster.pods);
      for (const pods of cluster.pods) yield* this.pairsOfPods(cluster, pods, index);
    }
  }

  private *pairsOf(machine: Machine): Iterable<readonly [Party, Party]> {
    const self = machineParty(machine);
    const senders = peersOf(machine, 'in');
    for (const sender of this.machinesAt(senders)) if (sender !== machine) yield [machineParty(sender), self];
    for (const part of this.strange(senders)) yield [addressParty(part), self];
    for (const part of this.strange(peersOf(machine, 'out'))) yield [self, addressParty(part)];
  }

  private *pairsOfPods(cluster: Cluster, pods: Pods, index: PodIndex): Iterable<readonly [Party, Party]> {
    const self: Party = { kind: 'pods', pods, cluster };
    const { policies } = cluster;
    const senders = new Set(policies.allowances('ingress', pods).flatMap((allowance) => policies.peersAmong(allowance, index)));
    // Those of one workload are several, too.
    for (const sender of senders) yield [{ kind: 'pods', pods: sender, cluster }, self];
    if (cluster.services.leadingTo(pods).some(({ virtualAddresses }) => virtualAddresses.length > 0)) {
      const sources = addressesIn(policies.allowances('ingress', pods).map(({ addresses }) => addresses));
      for (const machine of this.machinesAt(sources)) yield [machineParty(machine), self];
      for (const part of this.strange(sources)) yield [addressParty(part), self];
    }
    const targets = addressesIn(policies.allowances('egress', pods).map(({ addresses }) => addresses));
    for (const machine of this.machinesAt(targets)) yield [self, machineParty(machine)];
    for (const part of this.strange(targets)) yield [self, addressParty(part)];
  }

  private machinesAt(set: IntervalSet): readonly Machine[] {
    return set.flatMap(([first, last]) => {
      const found = new Set<Machine>();
      for (let i = this.firstFrom(first); i < this.byAddress.length; i++) {
        const { address, machine } = this.byAddress[i] as (typeof this.byAddress)[number];
        if (address > last) break;
        found.add(machine);
      }
      return [...found];
    });
  }

  /** Index of the first machine at an address or behind it. */
  private firstFrom(address: number): number {
    let [low, high] = [0, this.byAddress.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.byAddress[middle]?.address ?? 0) < address) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Addresses of nothing that is known, in parts that each lie in one place. */
  private strange(set: IntervalSet): IntervalSet {
    const rest = difference(set, this.known);
    return [...this.blocks.flatMap((block) => intersection(rest, [block])), ...difference(rest, intervalSet(this.blocks))];
  }
}

/** Addresses of the peers that a card lets anything pass with. */
function peersOf({ filter }: Machine, direction: 'in' | 'out'): IntervalSet {
  const field = direction === 'in' ? IP.src : IP.dst;
  return intervalSet(filter.passages(direction, 'ipv4').map(({ box }) => box[field] as Interval));
}

const addressesIn = (sets: readonly (IntervalSet | undefined)[]): IntervalSet => union(...sets.map((set) => set ?? ALL_ADDRESSES));
