import {
  type End,
  type EndName,
  endKey,
  nicsOf,
  type ResolvedCluster,
  type ResolvedFlow,
  type ResolvedMachine,
  type ResolvedMesh,
  type ResolvedNic,
  type ResolvedPort,
  type ResolvedSystem,
} from '../../model/resolved';
import type { Pods } from '../kubernetes/pods';
import type { Labels } from '../kubernetes/selector';
import { address, addresses } from '../sets/addresses';
import type { IntervalSet } from '../sets/intervals';
import { cardName } from '../terraform/cards';
import type { Cluster, ClusterFacts, Machine, Party, World } from '../world/world';
import { Ends } from './ends';
import { protocolOf } from './values';

const MASQUERADES: { readonly [E in ResolvedCluster['podEgress']]: boolean } = { masquerade: true, native: false };
const STRICT: { readonly [M in ResolvedMesh['mtls']]: boolean } = { strict: true, permissive: false };

/** Where the proxies of each provider's mesh are: those of one whose objects cannot be read here have no entry to stand for them. */
const PROXIES: { readonly [P in ResolvedMesh['provider']]: { readonly [M in ResolvedMesh['mode']]: 'sidecar' | 'ambient' } } = {
  istio: { 'sidecar-with-cni': 'sidecar', ambient: 'ambient' },
};

/** What is true of a system's clusters apart from what their manifests say. */
export function clusterFacts(system: ResolvedSystem): readonly ClusterFacts[] {
  const names = new Map(system.machines.map((machine) => [machine.name, machine.objectName]));
  return system.clusters.map(({ name, nodes, nodeAddresses, podCidr, podEgress, mesh, dns }) => ({
    name,
    nodes: nodes.map((node) => names.get(node) ?? node),
    nodeAddresses: nodeAddresses.map(address),
    podAddresses: addresses(podCidr),
    nodeLocal: (dns.nodeLocal ?? []).map(address),
    masquerades: MASQUERADES[podEgress],
    ...(mesh && {
      mesh: { rootNamespace: mesh.namespace, trustDomain: mesh.trustDomain },
      strict: STRICT[mesh.mtls],
      meshMode: PROXIES[mesh.provider][mesh.mode],
    }),
  }));
}

/** A network card of the model. */
export interface CardOfMachine {
  readonly machine: ResolvedMachine;
  readonly nic: ResolvedNic;
  /** What it is called in the outputs. */
  readonly found: string;
}

/** Cards of a machine, by what the outputs call them. */
const cardsOf = (machine: ResolvedMachine): readonly CardOfMachine[] =>
  nicsOf(machine).map((nic, index) => ({ machine, nic, found: cardName(machine.objectName, index) }));

/** The model's things as they are found in the world of the outputs. */
export class Model {
  readonly machinesByName: ReadonlyMap<string, ResolvedMachine>;
  /** Flows that something is written for: those that the platform exempts from all filters are left out. */
  readonly flows: readonly ResolvedFlow[];
  /** What the flows' packets look like. */
  readonly ends: Ends;
  private readonly byObjectName: ReadonlyMap<string, ResolvedMachine>;
  private readonly pods: ReadonlyMap<string, FoundPods | undefined>;
  private readonly selectors: ReadonlyMap<Pods, Labels>;
  private readonly cardsByName: ReadonlyMap<string, CardOfMachine>;
  private readonly cardsBySubnet = new Map<string, string[]>();
  private readonly clusters: ReadonlyMap<string, ResolvedCluster>;

  constructor(
    readonly system: ResolvedSystem,
    readonly world: World,
  ) {
    this.flows = system.flows.filter(({ exempt }) => exempt === undefined);
    this.ends = new Ends(system, world);
    this.machinesByName = new Map(system.machines.map((machine) => [machine.name, machine]));
    const cards = system.machines.flatMap(cardsOf);
    this.cardsByName = new Map(cards.map((card) => [card.nic.name, card]));
    this.byObjectName = new Map(cards.map(({ found, machine }) => [found, machine]));
    this.clusters = new Map(system.clusters.map((cluster) => [cluster.name, cluster]));
    this.pods = podGroups(system, world);
    this.selectors = new Map(
      system.podGroups.flatMap((end) => {
        const found = this.podsOf(end);
        return found ? [[found.pods, end.selector.labels] as const] : [];
      }),
    );
    for (const { nic } of cards) {
      const list = this.cardsBySubnet.get(nic.subnet);
      if (list) list.push(nic.name);
      else this.cardsBySubnet.set(nic.subnet, [nic.name]);
    }
  }

  /** The cluster whose pods an end stands for. */
  clusterOf(end: End): ResolvedCluster | undefined {
    return end.is === 'pods' ? this.resolvedCluster(end.cluster) : undefined;
  }

  /** A network card of the model, by its name. */
  card(name: string): CardOfMachine | undefined {
    return this.cardsByName.get(name);
  }

  /** The card of the outputs that is the model's, first ones by the names of their machines; unset when it is not there, or not understood. */
  machine(name: string): Machine | undefined {
    return this.world.machines.get(this.card(name)?.found ?? '');
  }

  /** What the model says of a machine of the outputs. */
  described({ name }: Machine): ResolvedMachine | undefined {
    return this.byObjectName.get(name);
  }

  /** Names of the cards in a subnet. */
  namesIn(subnet: string): readonly string[] {
    return this.cardsBySubnet.get(subnet) ?? [];
  }

  cluster(name: string): Cluster | undefined {
    return this.world.clusters.get(name);
  }

  resolvedCluster(name: string): ResolvedCluster | undefined {
    return this.clusters.get(name);
  }

  /** Namespaces of a cluster that are the system's own: whatever stands in them is denied by default. */
  ownNamespaces(cluster: string): ReadonlySet<string> {
    const namespaces = this.resolvedCluster(cluster)?.namespaces ?? [];
    return new Set(namespaces.filter(({ owned }) => owned).map(({ name }) => name));
  }

  /** The pods behind an end; unset when it has none, or they are not in the outputs. */
  podsOf(end: EndName): FoundPods | undefined {
    return this.pods.get(endKey(end));
  }

  /** Those of their labels that make them these pods, and not others: as their controller says, or else the model. */
  identityOf(pods: Pods): Labels {
    return pods.identity ?? this.selectors.get(pods) ?? pods.labels;
  }

  /** All pods that ends of flows stand for. */
  allPods(): readonly FoundPods[] {
    return [...this.pods.values()].filter((found) => found !== undefined);
  }

  /** Ends whose pods are not in the outputs, by their key. */
  lostPods(): readonly string[] {
    return [...this.pods].filter(([, found]) => !found).map(([key]) => key);
  }

  /** Whether an end is in the outputs, where its name stands for something there. */
  isThere(end: End): boolean {
    const answers: { readonly [Is in End['is']]: () => boolean } = {
      pods: () => this.podsOf(end) !== undefined,
      machine: () => this.machine(end.name) !== undefined,
      nodes: () => this.cluster(end.name) !== undefined,
      // By their addresses.
      subnet: () => true,
      resolver: () => true,
      outside: () => true,
    };
    return answers[end.is]();
  }

  /** Whether the model has the machine or the pods that an end is; that they are not in the outputs is reported with them. */
  isKnown(end: End): boolean {
    return end.is === 'machine' ? this.cardsByName.has(end.name) : end.is === 'pods' && this.pods.has(endKey(end));
  }

  /** Everything that stands behind an end of a flow. */
  parties(end: End, known: IntervalSet): readonly Party[] {
    const pods = end.is === 'pods' ? this.podsOf(end) : undefined;
    if (pods) return [{ kind: 'pods', ...pods }];
    const byAddress = known.map((each): Party => ({ kind: 'addresses', addresses: each }));
    if (end.is === 'nodes') {
      const machines = this.resolvedCluster(end.name)?.nodes ?? [];
      return machines.length > 0 ? machines.flatMap((name) => this.party(name)) : byAddress;
    }
    if (end.is === 'subnet') return [...byAddress, ...this.namesIn(end.name).flatMap((name) => this.party(name))];
    return end.is === 'machine' ? this.party(end.name) : byAddress;
  }

  private party(name: string): readonly Party[] {
    const machine = this.machine(name);
    return machine ? [{ kind: 'machine', machine }] : [];
  }
}

/** Pods of one kind behind an end, with the cluster that they run in. */
export interface FoundPods {
  readonly pods: Pods;
  readonly cluster: Cluster;
}

/** Pods of the model by the key of their end: those of the outputs, undefined where they are not there, and those that only the model knows. */
function podGroups(system: ResolvedSystem, world: World): ReadonlyMap<string, FoundPods | undefined> {
  const groups = new Map<string, FoundPods | undefined>();
  const add = (key: string, clusterName: string, pods: (cluster: Cluster) => Pods | undefined) => {
    const cluster = world.clusters.get(clusterName);
    const found = cluster && pods(cluster);
    groups.set(key, found && { pods: found, cluster });
  };
  const own = new Map([...world.clusters].map(([name, { pods }]) => [name, new Map(pods.map((each) => [each.name, each]))]));
  const ends = system.flows.flatMap(({ from, to }) => [from, to]);
  for (const end of ends) {
    if (end.is !== 'pods' || end.owner !== 'us' || groups.has(endKey(end))) continue;
    add(endKey(end), end.cluster, () => own.get(end.cluster)?.get(`${end.selector.namespace}/${end.name}`));
  }
  const foreign = (key: string, cluster: string, facts: ForeignPods) => add(key, cluster, (found) => foreignPods(found, facts));
  for (const { name, cluster, proxy, inMesh, listeners } of system.gateways) {
    const ports = listeners.map(({ port, proxyPort }) => ({ ...port, from: proxyPort, to: proxyPort }));
    foreign(`gateway/${name}`, cluster, { ...proxy, name, inMesh, ports });
  }
  for (const { name, cluster, selector, serviceAccount, inMesh, listens } of system.pods) {
    foreign(`pods/${name}`, cluster, { ...selector, name, inMesh, ports: listens, ...(serviceAccount && { serviceAccount }) });
  }
  for (const { name, dns, mesh } of system.clusters) {
    foreign(`cluster-dns/${name}`, name, { ...dns, name: 'cluster DNS', inMesh: false });
    if (mesh) foreign(`mesh-control-plane/${name}`, name, { ...mesh.controlPlane, name: 'mesh control plane', inMesh: false });
  }
  return groups;
}

interface ForeignPods {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly serviceAccount?: string;
  readonly inMesh: boolean;
  readonly ports: readonly ResolvedPort[];
}

/** An account of which nothing is known. */
export const UNKNOWN_ACCOUNT = 'unknown';

function foreignPods({ facts }: Cluster, { name, namespace, labels, serviceAccount, inMesh, ports }: ForeignPods): Pods {
  return {
    name: `${namespace}/${name}`,
    namespace,
    labels,
    identity: labels,
    serviceAccount: serviceAccount ?? UNKNOWN_ACCOUNT,
    hasToken: false,
    hostAccess: [],
    ports: ports.map((port) => ({ name: port.name, protocol: protocolOf(port)[0], port: port.from })),
    probes: [],
    addresses: [facts.podAddresses],
    ...(inMesh && { mesh: facts.meshMode ?? 'sidecar' }),
  };
}
