import { NotUnderstoodError } from '../errors';
import type { GuestFirewall } from '../guest/firewall';
import type { Guest } from '../guest/guest';
import type { ClusterContents } from '../kubernetes/cluster';
import type { MeshSettings } from '../kubernetes/mesh';
import type { Pods } from '../kubernetes/pods';
import type { FilterLibrary } from '../nwfilter/definition';
import { InterfaceFilter } from '../nwfilter/interface-filter';
import { ARP } from '../nwfilter/match';
import { addresses } from '../sets/addresses';
import { type Interval, type IntervalSet, union } from '../sets/intervals';
import { type CardDefinition, type GuestAddressing, machineOfCard } from '../terraform/cards';
import type { NetworkNames } from '../terraform/network-names';
import type { Segment } from '../terraform/networks';
import { Places } from './routing';

/** A network card of a virtual machine with the filter that is on it. */
export interface Machine {
  readonly name: string;
  readonly mac: string;
  readonly address: number;
  /** Addresses that it holds in turn with another machine. */
  readonly shares: readonly number[];
  readonly segment: Segment;
  readonly filter: InterfaceFilter;
  readonly filtered: boolean;
  readonly portIsolated: boolean;
  /** Destinations that it has a route to; unset: not known. */
  readonly reaches?: IntervalSet;
  /** Routers that it sends by; unset: not known. */
  readonly routers?: readonly number[];
  /** What is set up inside it; unset: nothing. */
  readonly guest?: Guest;
  /** What is set up inside it is not understood, which is reported. */
  readonly isRiddle?: true;
}

/** What is true of a cluster and not written in manifests. */
export interface ClusterFacts {
  readonly name: string;
  /** Virtual machines that are its nodes, by name. */
  readonly nodes: readonly string[];
  /** Addresses of all nodes. */
  readonly nodeAddresses: readonly number[];
  readonly podAddresses: Interval;
  /** Where each node answers its own pods: packets to these never leave it. */
  readonly nodeLocal: readonly number[];
  /** Pods are seen outside of the cluster under the addresses of nodes, not under their own. */
  readonly masquerades: boolean;
  readonly mesh?: MeshSettings;
  /** Its mesh takes no plaintext but where a flow needs it. */
  readonly strict?: boolean;
  /** How pods outside of the manifests are in the mesh, when they are. */
  readonly meshMode?: Pods['mesh'];
}

export interface Cluster extends ClusterContents {
  readonly facts: ClusterFacts;
  readonly nodes: readonly Machine[];
}

/** Everything that outputs say about who can reach whom. */
export interface World {
  /** By name, as Terraform's output has them. */
  readonly machines: ReadonlyMap<string, Machine>;
  /** By name, as the manifests have them. */
  readonly clusters: ReadonlyMap<string, Cluster>;
  /** Addresses by whose they are. */
  readonly places: Places;
  /** Firewalls that administrators are to set up by hand, by name of the machine. */
  readonly scripts: ReadonlyMap<string, GuestFirewall>;
  /** What libvirt networks tell machines, by name of the network. */
  readonly networks: ReadonlyMap<string, NetworkNames>;
}

/** One end of a connection. */
export type Party =
  | { readonly kind: 'machine'; readonly machine: Machine }
  | { readonly kind: 'pods'; readonly pods: Pods; readonly cluster: Cluster }
  /** Addresses of which nothing else is known; a single one, or a block of them that are all in one place. */
  | { readonly kind: 'addresses'; readonly addresses: Interval };

/** Puts filters on cards. Cards whose filter is not understood, or whose address is not known, are reported and left out. */
export function readMachines(
  cards: readonly CardDefinition[],
  addressing: ReadonlyMap<string, GuestAddressing>,
  filters: FilterLibrary,
  virtualAddresses: ReadonlySet<number>,
  guests: ReadonlyMap<string, Guest | undefined>,
): { readonly machines: ReadonlyMap<string, Machine>; readonly problems: readonly NotUnderstoodError[] } {
  const machines = new Map<string, Machine>();
  const problems: NotUnderstoodError[] = [];
  for (const { name, mac, filter: reference, segment, portIsolated } of cards) {
    try {
      const filter = reference ? InterfaceFilter.of(reference.name, filters, mac, reference.parameters) : InterfaceFilter.open(mac);
      const { address = announcedAddress(filter, virtualAddresses), reaches, routers } = addressing.get(mac) ?? {};
      if (address === undefined)
        throw new NotUnderstoodError('its address is neither configured, nor reserved, nor the only one in its filter');
      // What is set up inside a machine holds at each of its cards.
      const machine = machineOfCard(name);
      const guest = guests.get(machine);
      const isFirst = machine === name;
      if (machines.has(name)) throw new NotUnderstoodError('there are two machines of this name');
      machines.set(name, {
        name,
        mac,
        address,
        shares: isFirst ? (guest?.pair?.addresses ?? []) : [],
        segment,
        filter,
        filtered: reference !== undefined,
        portIsolated,
        ...(reaches && { reaches }),
        ...(routers && { routers }),
        ...(guest && { guest }),
        ...(!guest && guests.has(machine) && { isRiddle: true }),
      });
    } catch (error) {
      if (!(error instanceof NotUnderstoodError)) throw error;
      problems.push(error.at(name));
    }
  }
  return { machines, problems };
}

/** The address that a guest may announce by ARP, when it is one. */
function announcedAddress(filter: InterfaceFilter, virtualAddresses: ReadonlySet<number>): number | undefined {
  const announced = filter.passages('out', 'arp').map(({ box }) => box[ARP.sender] as Interval);
  const single = announced.filter(([first, last]) => first === last && first !== 0).map(([first]) => first);
  const own = [...new Set(single)].filter((each) => !virtualAddresses.has(each));
  return own.length === 1 ? own[0] : undefined;
}

/** Addresses of LoadBalancer Services. */
export function virtualAddressesOf(contents: Iterable<ClusterContents>): ReadonlySet<number> {
  return new Set([...contents].flatMap(({ services }) => services.all.flatMap((service) => service.virtualAddresses)));
}

/** Nodes know the way to the pods of their cluster from its network plug-in, whatever routes they were given besides. */
function withPodRoutes(machine: Machine, clusters: readonly ClusterFacts[]): Machine {
  const own = clusters.find(({ nodes }) => nodes.includes(machine.name));
  return own && machine.reaches ? { ...machine, reaches: union(machine.reaches, [own.podAddresses]) } : machine;
}

export function buildWorld(
  cards: ReadonlyMap<string, Machine>,
  segments: readonly Segment[],
  clusters: readonly { readonly facts: ClusterFacts; readonly contents: ClusterContents }[],
  { scripts, networks }: Pick<World, 'scripts' | 'networks'>,
): World {
  const facts = clusters.map((cluster) => cluster.facts);
  const machines = new Map([...cards].map(([name, machine]) => [name, withPodRoutes(machine, facts)]));
  return {
    machines,
    scripts,
    networks,
    places: new Places(segments),
    clusters: new Map(
      clusters.map(({ facts, contents }) => [
        facts.name,
        { ...contents, facts, nodes: [...machines.values()].filter(({ name }) => facts.nodes.includes(name)) },
      ]),
    ),
  };
}

/** The end of a connection by its name: a machine, `namespace/workload` of a cluster, or addresses. */
export function findParty({ machines, clusters }: World, name: string): Party {
  const machine = machines.get(name);
  if (machine) return { kind: 'machine', machine };
  for (const cluster of clusters.values()) {
    const pods = cluster.pods.find((each) => each.name === name);
    if (pods) return { kind: 'pods', pods, cluster };
  }
  return { kind: 'addresses', addresses: addresses(name) };
}
