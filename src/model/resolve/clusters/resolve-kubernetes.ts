import type { ApiGateway } from '../../edge/api-gateway';
import type { RouteBackend } from '../../edge/route';
import type { ServiceMesh } from '../../edge/service-mesh';
import { foreignNodes, kindOfCluster } from '../../kinds/cluster';
import { podEgressOf } from '../../kinds/cluster/egress';
import { proxyOf } from '../../kinds/gateway';
import { resolveCertificates, resolveListeners } from '../../kinds/gateway/listeners';
import { type BackendPlace, resolveRoute } from '../../kinds/gateway/routes';
import { controlPlaneOf, meshModeOf } from '../../kinds/mesh';
import { kindOfWorkload } from '../../kinds/workload';
import { describePods } from '../../kinds/workload/describe-pods';
import {
  type End,
  type ResolvedCluster,
  type ResolvedFlow,
  type ResolvedGateway,
  type ResolvedMesh,
  type ResolvedPods,
  type ResolvedPort,
  type ResolvedVirtualAddress,
  type ResolvedWorkload,
  thingKey,
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

export function resolveGateways(inventory: Inventory, addresses: Addresses, flows: readonly ResolvedFlow[]): readonly ResolvedGateway[] {
  return inventory.gateways.map((gateway) => resolveGateway(gateway, inventory, addresses, flows));
}

function resolveGateway(gateway: ApiGateway, inventory: Inventory, addresses: Addresses, flows: readonly ResolvedFlow[]): ResolvedGateway {
  const { name, cluster, props } = gateway;
  const home = namespaceOf(cluster, inventory.name);
  const { namespace, labels, serviceAccount, gatewayClass } = proxyOf(gateway, home);
  const listeners = resolveListeners(gateway);
  return {
    name,
    cluster: cluster.node.id,
    namespace: home,
    provider: props.provider,
    gatewayClass,
    proxy: { namespace, labels, serviceAccount },
    inMesh: props.mesh !== undefined,
    proxyProtocol: props.proxyProtocol ?? false,
    listeners,
    certificates: resolveCertificates(gateway),
    routes: gateway.routes.map((route) =>
      resolveRoute(gateway, route, listeners, (backend) => placeOf(backend, gateway, inventory, flows)),
    ),
    ...virtualAddress(name, inventory, addresses),
  };
}

/** Workloads have a Service in their own namespace; machines in that of the cluster, by the name of the card that the gateway reaches. */
const PLACES: { readonly [I in End['is']]?: (end: Extract<End, { readonly is: I }>, home: string) => BackendPlace } = {
  pods: ({ name, selector }) => ({ service: name, namespace: selector.namespace, machine: false }),
  machine: ({ name }, home) => ({ service: name, namespace: home, machine: true }),
};

function placeOf({ to }: RouteBackend, gateway: ApiGateway, { name: system }: Inventory, flows: readonly ResolvedFlow[]): BackendPlace {
  const home = namespaceOf(gateway.cluster, system);
  const nameOf = (end: End): string => thingKey(end).slice(thingKey(end).indexOf('/') + 1);
  const end = flows.find((flow) => ORIGINS[flow.origin].routed && flow.from.name === gateway.name && nameOf(flow.to) === to.name)?.to;
  // Without a flow something is wrong with the route, and nothing is written.
  return (end && placeAt(end, home)) ?? { service: to.name, namespace: home, machine: false };
}

const placeAt = <I extends End['is']>(end: Extract<End, { readonly is: I }>, home: string): BackendPlace | undefined =>
  (PLACES[end.is] as ((end: End, home: string) => BackendPlace) | undefined)?.(end, home);

export const resolvePods = (pods: Pods, system: string): ResolvedPods => ({
  name: pods.name,
  cluster: pods.cluster.node.id,
  selector: { namespace: homeOf(pods, system), labels: inKeyOrder(pods.props.labels) },
  listens: pods.listens.map((port) => port.resolved).sort(comparePorts),
  ...(pods.props.serviceAccount === undefined ? {} : { serviceAccount: pods.props.serviceAccount }),
  inMesh: pods.props.mesh !== undefined,
});
