import type { ApiGateway } from '../../edge/api-gateway';
import type { ServiceMesh } from '../../edge/service-mesh';
import { foreignNodes, kindOfCluster } from '../../kinds/cluster';
import { podEgressOf } from '../../kinds/cluster/egress';
import { listenersOf, proxyOf } from '../../kinds/gateway';
import { controlPlaneOf, meshModeOf } from '../../kinds/mesh';
import { kindOfWorkload } from '../../kinds/workload';
import { describePods } from '../../kinds/workload/describe-pods';
import type {
  ResolvedCluster,
  ResolvedFlow,
  ResolvedGateway,
  ResolvedMesh,
  ResolvedPods,
  ResolvedPort,
  ResolvedVirtualAddress,
  ResolvedWorkload,
} from '../../resolved';
import { compareBlocks, comparePorts, compareText, inKeyOrder, PROTOCOLS, portText } from '../../values';
import type { KubernetesCluster } from '../../workload/kubernetes-cluster';
import type { Pods } from '../../workload/pods';
import type { Space } from '../addresses/space';
import { ORIGINS } from '../flows/origins';
import type { Inventory } from '../inventory/inventory';
import { clusterDns } from './cluster-dns';
import type { Connections } from './connections';
import { homeOf, namespaceOf, resolveNamespaces } from './namespaces';
import { nodeFiltersFor } from './node-filters';
import { pullSecretsOf } from './secrets';

/** Addresses that are planned, by name. */
export interface Addresses {
  readonly machine: (name: string) => string | undefined;
  readonly service: (name: string) => string | undefined;
}

export function resolveClusters(
  inventory: Inventory,
  space: Space,
  flows: readonly ResolvedFlow[],
  addresses: Addresses,
): readonly ResolvedCluster[] {
  const machineServices = machinesByCluster(flows, addresses);
  const inbound = inboundByCluster(flows);
  return inventory.clusters.map((cluster) => {
    const { facts, node } = cluster;
    const area = space.clusters.get(cluster);
    const dns = clusterDns(cluster);
    const namespace = namespaceOf(cluster, inventory.name);
    const mesh = inventory.meshes.find((candidate) => candidate.cluster === cluster);
    return {
      kind: cluster.kind,
      name: node.id,
      version: facts.version,
      podCidr: facts.podCidr,
      serviceCidr: facts.serviceCidr,
      podEgress: podEgressOf(cluster),
      namespace,
      namespaces: resolveNamespaces(cluster, inventory),
      nodes: cluster.nodes.map((machine) => machine.name).sort(compareText),
      nodeAddresses: [...cluster.nodes.flatMap((machine) => addresses.machine(machine.name) ?? []), ...foreignNodes(cluster)].sort(
        compareBlocks,
      ),
      ...roomOf(cluster),
      dns: { ...dns, labels: inKeyOrder(dns.labels) },
      ...(mesh ? { mesh: resolveMesh(mesh) } : {}),
      ...(area?.services
        ? {
            pool: {
              name: `${inventory.name}-${node.id}`,
              cidr: `${area.services}`,
              namespace: facts.metallbNamespace ?? 'metallb-system',
            },
          }
        : {}),
      nodeFilters: nodeFiltersFor(inbound.get(node.id) ?? 0),
      machineServices: machineServices.get(node.id) ?? [],
    };
  });
}

function roomOf(cluster: KubernetesCluster): Pick<ResolvedCluster, 'nodeRoom' | 'spareNodes'> {
  const { knownNodes, spareNodes } = kindOfCluster(cluster);
  const nodeRoom = knownNodes(cluster.facts).flatMap(({ room, controlPlane }, index) => {
    const machine = cluster.nodes[index]?.name;
    return room && machine !== undefined ? [{ machine, controlPlane, ...room }] : [];
  });
  const spare = spareNodes(cluster.facts);
  return { ...(nodeRoom.length > 0 && { nodeRoom }), ...(spare !== undefined && { spareNodes: spare }) };
}

function resolveMesh(mesh: ServiceMesh): ResolvedMesh {
  const { node, props } = mesh;
  const controlPlane = controlPlaneOf(mesh);
  const { proxy } = meshModeOf(props);
  return {
    name: node.id,
    provider: props.provider,
    mode: props.mode,
    mtls: props.mtls ?? 'strict',
    trustDomain: props.trustDomain ?? 'cluster.local',
    controlPlane,
    namespace: controlPlane.namespace,
    ...(proxy && { proxy }),
  };
}

/** How many flows come from outside each cluster to its pods. */
function inboundByCluster(flows: readonly ResolvedFlow[]): ReadonlyMap<string, number> {
  const inbound = new Map<string, number>();
  for (const { to, way } of flows)
    if (to.is === 'pods' && way.by === 'network') inbound.set(to.cluster, (inbound.get(to.cluster) ?? 0) + 1);
  return inbound;
}

/**
 * Machines that pods of workloads may reach, with all ports that any of them may use. A Service cannot have ranges: those go without
 * a name.
 */
function machinesByCluster(flows: readonly ResolvedFlow[], addresses: Addresses): ReadonlyMap<string, ResolvedCluster['machineServices']> {
  const ports = new Map<string, Map<string, Map<string, ResolvedPort>>>();
  for (const { from, to, origin, dialledPorts } of flows) {
    if (to.is !== 'machine' || from.is !== 'pods' || !ORIGINS[origin].named) continue;
    const machines = ports.get(from.cluster) ?? new Map<string, Map<string, ResolvedPort>>();
    ports.set(from.cluster, machines);
    const own = machines.get(to.name) ?? new Map<string, ResolvedPort>();
    machines.set(to.name, own);
    for (const port of dialledPorts) if (port.from === port.to && PROTOCOLS[port.protocol].inClusters) own.set(portText(port), port);
  }
  return new Map(
    [...ports].map(([cluster, machines]) => [
      cluster,
      [...machines]
        .sort(([a], [b]) => compareText(a, b))
        .map(([machine, own]) => ({ machine, address: addresses.machine(machine) ?? '', ports: [...own.values()].sort(comparePorts) })),
    ]),
  );
}

const virtualAddress = (name: string, inventory: Inventory, addresses: Addresses): { virtualAddress?: ResolvedVirtualAddress } => {
  const address = addresses.service(name);
  return address === undefined ? {} : { virtualAddress: { address, fqdn: `${name}.${inventory.domain}` } };
};

export function resolveWorkloads(inventory: Inventory, addresses: Addresses, connections: Connections): readonly ResolvedWorkload[] {
  return inventory.workloads.map((workload) => {
    const { name, cluster } = workload;
    const kind = kindOfWorkload(workload);
    return kind.resolve(workload, {
      name,
      cluster: cluster.node.id,
      namespace: homeOf(workload, inventory.name),
      pods: describePods(
        workload,
        kind,
        { ...connections.foundBy(workload), imagePullSecrets: pullSecretsOf(workload, inventory) },
        { system: inventory.name, addressOfMachine: addresses.machine },
      ),
      ports: workload.containerPorts.map((port) => port.resolved).sort(comparePorts),
      ...virtualAddress(name, inventory, addresses),
      ...(workload.props.requirements && { requirements: { ...workload.props.requirements } }),
    });
  });
}

export function resolveGateways(inventory: Inventory, addresses: Addresses): readonly ResolvedGateway[] {
  return inventory.gateways.map((gateway) => resolveGateway(gateway, inventory, addresses));
}

function resolveGateway(gateway: ApiGateway, inventory: Inventory, addresses: Addresses): ResolvedGateway {
  const { name, cluster, props } = gateway;
  const { namespace, labels, serviceAccount, gatewayClass } = proxyOf(gateway);
  return {
    name,
    cluster: cluster.node.id,
    namespace: namespaceOf(cluster, inventory.name),
    provider: props.provider,
    gatewayClass,
    proxy: { namespace, labels, serviceAccount },
    inMesh: props.mesh !== undefined,
    listeners: listenersOf(gateway),
    hosts: [...(props.hosts ?? [])].sort(compareText),
    routes: Object.entries(props.routes)
      .flatMap(([path, service]) =>
        service.listens.slice(0, 1).map(({ resolved: { from: port } }) => ({
          path,
          service: service.name,
          namespace: homeOf(service, inventory.name),
          port,
        })),
      )
      .sort((a, b) => compareText(a.path, b.path)),
    ...virtualAddress(name, inventory, addresses),
  };
}

export const resolvePods = (pods: Pods, system: string): ResolvedPods => ({
  name: pods.name,
  cluster: pods.cluster.node.id,
  selector: { namespace: homeOf(pods, system), labels: inKeyOrder(pods.props.labels) },
  listens: pods.listens.map((port) => port.resolved).sort(comparePorts),
  ...(pods.props.serviceAccount === undefined ? {} : { serviceAccount: pods.props.serviceAccount }),
  inMesh: pods.props.mesh !== undefined,
});
