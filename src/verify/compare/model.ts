import {
  type AddressBlock,
  type End,
  type EndName,
  endKey,
  type ResolvedCluster,
  type ResolvedFlow,
  type ResolvedMachine,
  type ResolvedPort,
  type ResolvedSystem,
} from '../../model/resolved';
import type { Pods } from '../kubernetes/pods';
import { address, addresses, blockSet } from '../sets/addresses';
import { type Interval, type IntervalSet, union } from '../sets/intervals';
import { ALL_PORTS, PROTOCOL_NUMBERS, type Transport, transport } from '../sets/transport';
import type { Cluster, ClusterFacts, Machine, Party, World } from '../world/world';

/** What is true of a system's clusters apart from what their manifests say. */
export function clusterFacts(system: ResolvedSystem): readonly ClusterFacts[] {
  const names = new Map(system.machines.map((machine) => [machine.name, machine.objectName]));
  return system.clusters.map(({ name, nodes, nodeAddresses, podCidr, podEgress, mesh, dns }) => ({
    name,
    nodes: nodes.map((node) => names.get(node) ?? node),
    nodeAddresses: nodeAddresses.map(address),
    podAddresses: addresses(podCidr),
    nodeLocal: (dns.nodeLocal ?? []).map(address),
    masquerades: podEgress === 'masquerade',
    ...(mesh && {
      mesh: { rootNamespace: mesh.namespace, trustDomain: mesh.trustDomain },
      strict: mesh.mtls === 'strict',
      meshMode: mesh.mode === 'ambient' ? ('ambient' as const) : ('sidecar' as const),
    }),
  }));
}

/** Protocol numbers of a port of the model. */
export function protocolOf({ protocol }: ResolvedPort): Interval {
  if (protocol === 'any') return [0, 255];
  const number = PROTOCOL_NUMBERS[protocol];
  return [number, number];
}

/** Port numbers of a port of the model; all where the protocol has none. */
export const portsOf = ({ protocol, from, to }: ResolvedPort): Interval =>
  protocol === 'icmp' || protocol === 'any' ? ALL_PORTS : [from, to];

/** What policies of pods can say about ports. */
export function transportOf(ports: readonly ResolvedPort[]): Transport {
  return union(...ports.map((port) => transport(protocolOf(port)[0], portsOf(port))));
}

/** Addresses of blocks of the model. */
export const addressesOf = (blocks: readonly AddressBlock[]): IntervalSet =>
  union(...blocks.map(({ cidr, except }) => blockSet(cidr, except)));

/** The model's things as they are found in the world of the outputs. */
export class Model {
  readonly machinesByName: ReadonlyMap<string, ResolvedMachine>;
  /** Flows that something is written for: those that the platform exempts from all filters are left out. */
  readonly flows: readonly ResolvedFlow[];
  private readonly pods: ReadonlyMap<string, { readonly pods: Pods; readonly cluster: Cluster }>;
  private readonly machinesBySubnet = new Map<string, string[]>();
  private readonly clusters: ReadonlyMap<string, ResolvedCluster>;

  constructor(
    readonly system: ResolvedSystem,
    readonly world: World,
  ) {
    this.flows = system.flows.filter(({ exempt }) => exempt === undefined);
    this.machinesByName = new Map(system.machines.map((machine) => [machine.name, machine]));
    this.clusters = new Map(system.clusters.map((cluster) => [cluster.name, cluster]));
    this.pods = new Map(podGroups(system, world).map(({ key, ...found }) => [key, found]));
    for (const { name, nic } of system.machines) {
      const list = this.machinesBySubnet.get(nic.subnet);
      if (list) list.push(name);
      else this.machinesBySubnet.set(nic.subnet, [name]);
    }
  }

  /** The cluster whose pods an end stands for. */
  clusterOf(end: End): ResolvedCluster | undefined {
    return end.is === 'pods' ? this.resolvedCluster(end.cluster) : undefined;
  }

  /** The machine of the outputs that is the model's; unset when it is not there, or not understood. */
  machine(name: string): Machine | undefined {
    return this.world.machines.get(this.machinesByName.get(name)?.objectName ?? '');
  }

  /** Names of the machines in a subnet. */
  namesIn(subnet: string): readonly string[] {
    return this.machinesBySubnet.get(subnet) ?? [];
  }

  cluster(name: string): Cluster | undefined {
    return this.world.clusters.get(name);
  }

  resolvedCluster(name: string): ResolvedCluster | undefined {
    return this.clusters.get(name);
  }

  /** The pods behind an end; unset when it has none, or they are not in the outputs. */
  podsOf(end: EndName): { readonly pods: Pods; readonly cluster: Cluster } | undefined {
    return this.pods.get(endKey(end));
  }

  /** All pods that ends of flows stand for. */
  allPods(): readonly { readonly pods: Pods; readonly cluster: Cluster }[] {
    return [...this.pods.values()];
  }

  /** Everything that stands behind an end of a flow; unset when part of it is not in the outputs or not understood. */
  parties(end: End, blocks: readonly AddressBlock[]): readonly Party[] | undefined {
    if (end.is === 'pods') {
      const found = this.podsOf(end);
      return found && [{ kind: 'pods', ...found }];
    }
    const byAddress = addressesOf(blocks).map((each): Party => ({ kind: 'addresses', addresses: each }));
    if (end.is === 'subnet') return [...byAddress, ...this.namesIn(end.name).flatMap((name) => this.party(name) ?? [])];
    if (end.is === 'machine') return this.party(end.name);
    return byAddress;
  }

  private party(name: string): readonly Party[] | undefined {
    const machine = this.machine(name);
    return machine && [{ kind: 'machine', machine }];
  }
}

/** Pods of the model: those of the outputs, and those that only the model knows. */
function podGroups(system: ResolvedSystem, world: World): readonly { key: string; pods: Pods; cluster: Cluster }[] {
  const groups: { key: string; pods: Pods; cluster: Cluster }[] = [];
  const add = (key: string, clusterName: string, pods: (cluster: Cluster) => Pods | undefined) => {
    const cluster = world.clusters.get(clusterName);
    const found = cluster && pods(cluster);
    if (found) groups.push({ key, pods: found, cluster });
  };
  for (const [name, cluster] of world.clusters) {
    const own = new Map(cluster.pods.map((pods) => [pods.name, pods]));
    for (const service of system.microservices.filter((each) => each.cluster === name)) {
      add(`microservice/${service.name}`, name, () => own.get(`${service.namespace}/${service.name}`));
    }
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
    ports: ports.map((port) => ({ name: port.name, protocol: protocolOf(port)[0], port: port.from })),
    addresses: [facts.podAddresses],
    ...(inMesh && { mesh: facts.meshMode ?? 'sidecar' }),
  };
}
