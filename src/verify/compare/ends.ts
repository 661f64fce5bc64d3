import {
  type AddressBlock,
  destinationOf,
  type End,
  endKey,
  nicsOf,
  type OutsideEnd,
  type ResolvedFlow,
  type ResolvedSystem,
  sourceOf,
} from '../../model/resolved';
import { addresses, printAddresses } from '../sets/addresses';
import { type Interval, type IntervalSet, intersection, intervalSet, union } from '../sets/intervals';
import { route } from '../world/routing';
import type { World } from '../world/world';
import { addressesOf } from './values';

/**
 * The addresses on a flow's packets, worked out a second time from what its ends are and how networks and clusters treat senders:
 * what the model says of them is one of the things that are compared.
 */
export class Ends {
  private readonly known = new Map<string, IntervalSet>();
  private readonly tables: Tables;

  constructor(
    system: ResolvedSystem,
    private readonly world: World,
  ) {
    this.tables = tablesOf(system);
  }

  /** Whom the receiver sees; empty where no address of the plan is on the packets. */
  seen(flow: ResolvedFlow): IntervalSet {
    if (flow.way.by !== 'network') return [];
    const own = this.senders(flow);
    // A network on which nobody lives is not made: whom one would see is for the model to say.
    if (flow.from.is === 'subnet' && this.tables.empty.has(flow.from.name)) return addressesOf(sourceOf(flow));
    const [from] = own;
    const [to] = this.dialled(flow);
    const as = from && to && route(this.world.places.of(from), this.world.places.of(to));
    return typeof as === 'object' ? [[as.address, as.address]] : own;
  }

  /** What the sender dials; empty inside a cluster. */
  dialled(flow: ResolvedFlow): IntervalSet {
    return flow.way.by === 'cluster' ? [] : this.own(flow.to, flow.from, destinationOf(flow));
  }

  /** Why the addresses that the receiver sees are not the sender's alone; undefined when they are, or when none are seen. */
  sharing(flow: ResolvedFlow): string | undefined {
    if (flow.way.by !== 'network') return undefined;
    if (flow.from.is === 'pods') return 'no address outside of its cluster is that of these pods alone';
    const seen = this.seen(flow);
    if (seen.length > 0 && intersection(seen, this.senders(flow)).length === 0)
      return `its host shows it under ${seen.map(printAddresses).join(', ')}, like everyone on its network`;
    const [hidden] = flow.from.is === 'kvm-hosts' ? seen.flatMap((each) => this.world.places.hiddenBehind(each)) : [];
    if (hidden) return `machines of ${hidden.name} are seen under ${seen.map(printAddresses).join(', ')}, too`;
    for (const { facts } of this.world.clusters.values()) {
      if (!facts.masquerades || (flow.to.is === 'pods' && flow.to.cluster === facts.name)) continue;
      const nodes = intersection(seen, union(...facts.nodeAddresses.map((each): IntervalSet => [[each, each]])));
      const [node] = nodes;
      // Between a cluster's nodes everything passes, what they carry for their pods included.
      if (node && !(flow.from.is === 'nodes' && flow.to.is === 'nodes'))
        return `pods of ${facts.name} leave it under ${printAddresses(node)}, too`;
    }
    return undefined;
  }

  /** The sender's packets as they leave the machine that they come from. */
  private senders({ from, ...flow }: ResolvedFlow): IntervalSet {
    // What its machines send, they send under their own addresses.
    if (from.is === 'pair') return intervalSet(from.members.flatMap((name) => found(this.tables.machines, name)));
    if (from.is !== 'pods') return this.own(from, flow.to, sourceOf(flow));
    const { masquerades, nodeAddresses = [], podAddresses } = this.world.clusters.get(from.cluster)?.facts ?? {};
    if (masquerades) return union(...nodeAddresses.map((each): IntervalSet => [[each, each]]));
    return podAddresses ? [podAddresses] : [];
  }

  private own(end: End, other: End, stated: readonly AddressBlock[]): IntervalSet {
    // Among themselves nodes also pass on packets of their pods under the pods' own addresses.
    const among = end.is === 'nodes' && other.is === 'nodes';
    const key = `${endKey(end)}${among ? ' among themselves' : ''}`;
    // Which addresses are outside of the system is for the model to say.
    if (end.is === 'outside' && ANYWHERE[end.of]) return addressesOf(stated);
    const known = this.known.get(key) ?? (among ? this.amongNodes(end.name) : OWN[end.is](this.tables, end.name));
    this.known.set(key, known);
    return known;
  }

  private amongNodes(cluster: string): IntervalSet {
    const pods = this.tables.podBlocks.get(cluster);
    return intervalSet([...(this.tables.clusters.get(cluster) ?? []), ...(pods ? [pods] : [])]);
  }
}

/** What the system says of single things, by name. */
interface Tables {
  readonly machines: ReadonlyMap<string, Interval>;
  /** Addresses that machines hold in turn. */
  readonly pairs: ReadonlyMap<string, Interval>;
  readonly subnets: ReadonlyMap<string, { readonly block: Interval; readonly gateway: Interval; readonly hosts: IntervalSet }>;
  /** Subnets in which no machine stands. */
  readonly empty: ReadonlySet<string>;
  readonly externals: ReadonlyMap<string, readonly string[]>;
  /** Addresses of all nodes. */
  readonly clusters: ReadonlyMap<string, readonly Interval[]>;
  readonly podBlocks: ReadonlyMap<string, Interval>;
  readonly services: ReadonlyMap<string, string>;
}

function tablesOf({ machines, pairs, subnets, externals, clusters, workloads, gateways }: ResolvedSystem): Tables {
  const byName = new Map(machines.flatMap(nicsOf).map(({ name, address }) => [name, addresses(address)]));
  const entered = [...workloads, ...gateways].flatMap(({ name, virtualAddress }) =>
    virtualAddress ? [[name, virtualAddress.address] as const] : [],
  );
  return {
    machines: byName,
    pairs: new Map(pairs.map(({ name, address }) => [name, addresses(address)])),
    subnets: new Map(
      subnets.map(({ name, cidr, gateway, hostAddresses }) => [
        name,
        { block: addresses(cidr), gateway: addresses(gateway), hosts: intervalSet(hostAddresses.map(addresses)) },
      ]),
    ),
    empty: new Set(subnets.filter(({ hosts }) => hosts.length === 0).map(({ name }) => name)),
    externals: new Map(externals.map(({ name, blocks }) => [name, blocks])),
    clusters: new Map(clusters.map(({ name, nodeAddresses }) => [name, nodeAddresses.map(addresses)])),
    podBlocks: new Map(clusters.map(({ name, podCidr }) => [name, addresses(podCidr)])),
    services: new Map(entered),
  };
}

const found = <T>(table: ReadonlyMap<string, T>, name: string): readonly T[] => {
  const value = table.get(name);
  return value === undefined ? [] : [value];
};

/** What may be at any address outside of the system. */
const ANYWHERE: { readonly [O in OutsideEnd['of']]: boolean } = { external: false, host: true, anyone: true };

/** The addresses of an end by what it is. */
const OWN: { readonly [Is in End['is']]: (tables: Tables, name: string) => IntervalSet } = {
  machine: ({ machines }, name) => found(machines, name),
  // As its clients dial it.
  pair: ({ pairs }, name) => found(pairs, name),
  subnet: ({ subnets }, name) => found(subnets, name).map(({ block }) => block),
  resolver: ({ subnets }, name) => found(subnets, name).map(({ gateway }) => gateway),
  'kvm-hosts': ({ subnets }, name) => found(subnets, name).flatMap(({ hosts }) => hosts),
  nodes: ({ clusters }, name) => intervalSet(clusters.get(name) ?? []),
  outside: ({ externals }, name) => intervalSet((externals.get(name) ?? []).map(addresses)),
  // From outside of their cluster they are reached at an address of its Services.
  pods: ({ services }, name) => found(services, name).map(addresses),
};
