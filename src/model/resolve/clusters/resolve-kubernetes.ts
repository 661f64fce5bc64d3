import type { ApiGateway } from '../../edge/api-gateway';
import type { RouteBackend } from '../../edge/backend';
import { foreignNodes, kindOfCluster } from '../../kinds/cluster';
import { clusterDns } from '../../kinds/cluster/dns';
import { podEgressOf } from '../../kinds/cluster/egress';
import { nodeFiltersFor } from '../../kinds/cluster/node-filters';
import { ORIGINS } from '../../kinds/flow-origins';
import { proxyOf } from '../../kinds/gateway';
import { resolveCertificates, resolveListeners } from '../../kinds/gateway/listeners';
import { type BackendPlace, resolveRoute } from '../../kinds/gateway/routes';
import { controlPlaneOf, meshModeOf } from '../../kinds/mesh';
import { kindOfWorkload } from '../../kinds/workload';
import { describePods } from '../../kinds/workload/describe-pods';
import {
  type End,
  machinesAt,
  passesCards,
  podsAt,
  type ResolvedCluster,
  type ResolvedFlow,
  type ResolvedGateway,
  type ResolvedMesh,
  type ResolvedOutside,
  type ResolvedPods,
  type ResolvedPort,
  type ResolvedVirtualAddress,
  type ResolvedWorkload,
  thingName,
} from '../../resolved';
import { compareBlocks, comparePorts, compareText, groupBy, inKeyOrder, PROTOCOLS, portText } from '../../values';
import type { KubernetesCluster } from '../../workload/kubernetes-cluster';
import type { Pods } from '../../workload/pods';
import type { ServiceMesh } from '../../workload/service-mesh';
import type { Space } from '../addresses/space';
import type { AddressLookup } from '../flows/addressing';
import type { Inventory } from '../inventory/inventory';
import { homeOf, namespaceOf, resolveNamespaces } from '../inventory/namespaces';
import type { Connections } from './connections';
import { pullSecretsOf } from './secrets';
import { standbyServices } from './standbys';

export function resolveClusters(
  inventory: Inventory,
  space: Space,
  flows: readonly ResolvedFlow[],
  addresses: AddressLookup,
  hosts: ReadonlyMap<string, readonly ResolvedOutside[]>,
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
      controlPlanes: cluster.nodes.filter(({ controlPlane }) => controlPlane).map(({ name }) => name),
      ...bringUpOf(cluster),
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
      ...standbyServices(inventory, machineServices.get(node.id) ?? []),
      ...(hosts.has(node.id) && { outside: hosts.get(node.id) }),
    };
  });
}

function bringUpOf(cluster: KubernetesCluster): Pick<ResolvedCluster, 'bringUp' | 'distribution'> {
  const kind = kindOfCluster(cluster);
  const [bringUp, distribution] = [kind.bringUp(cluster.facts), kind.distribution(cluster.facts)];
  return { ...(bringUp !== undefined && { bringUp }), ...(distribution && { distribution }) };
}

function roomOf(cluster: KubernetesCluster): Pick<ResolvedCluster, 'nodeRoom' | 'spareNodes'> {
  const { knownNodes, spareNodes } = kindOfCluster(cluster);
  const nodeRoom = knownNodes(cluster.facts).flatMap(({ room, labels = {}, taints }, index) => {
    const machine = cluster.nodes[index]?.name;
    return room && machine !== undefined ? [{ machine, labels: inKeyOrder(labels), taints, ...room }] : [];
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
    clusterDomain: props.clusterDomain ?? 'cluster.local',
    controlPlane,
    namespace: controlPlane.namespace,
    ...(proxy && { proxy }),
  };
}

/** How many flows come from outside each cluster to its pods. */
function inboundByCluster(flows: readonly ResolvedFlow[]): ReadonlyMap<string, number> {
  const inbound = new Map<string, number>();
  for (const { to, way } of flows) {
    const cluster = passesCards(way.by) ? podsAt(to)?.cluster : undefined;
    if (cluster !== undefined) inbound.set(cluster, (inbound.get(cluster) ?? 0) + 1);
  }
  return inbound;
}

/**
 * Machines that pods of workloads may reach, with all ports that any of them may use. A Service cannot have ranges: those go without
 * a name.
 */
function machinesByCluster(
  flows: readonly ResolvedFlow[],
  addresses: AddressLookup,
): ReadonlyMap<string, ResolvedCluster['machineServices']> {
  const ports = new Map<string, Map<string, Map<string, ResolvedPort>>>();
  for (const { from, to, origin, dialledPorts } of flows) {
    const pods = podsAt(from);
    if (!pods || machinesAt(to).length === 0 || !ORIGINS[origin].named) continue;
    const machines = ports.get(pods.cluster) ?? new Map<string, Map<string, ResolvedPort>>();
    ports.set(pods.cluster, machines);
    const own = machines.get(to.name) ?? new Map<string, ResolvedPort>();
    machines.set(to.name, own);
    for (const port of dialledPorts) if (port.from === port.to && PROTOCOLS[port.protocol].inClusters) own.set(portText(port), port);
  }
  return new Map(
    [...ports].map(([cluster, machines]) => [
      cluster,
      [...machines]
        .sort(([a], [b]) => compareText(a, b))
        .map(([machine, own]) => ({
          machine,
          address: addresses.machine(machine) ?? addresses.pair(machine) ?? '',
          ports: [...own.values()].sort(comparePorts),
        })),
    ]),
  );
}

const virtualAddress = (name: string, inventory: Inventory, addresses: AddressLookup): { virtualAddress?: ResolvedVirtualAddress } => {
  const address = addresses.service(name);
  return address === undefined ? {} : { virtualAddress: { address, fqdn: `${name}.${inventory.domain}` } };
};

export function resolveWorkloads(inventory: Inventory, addresses: AddressLookup, connections: Connections): readonly ResolvedWorkload[] {
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

export function resolveGateways(
  inventory: Inventory,
  addresses: AddressLookup,
  flows: readonly ResolvedFlow[],
): readonly ResolvedGateway[] {
  const routed = groupBy(
    flows.filter(({ origin }) => ORIGINS[origin].routed),
    ({ from }) => from.name,
  );
  return inventory.gateways.map((gateway) => {
    const ends = groupBy(
      (routed.get(gateway.name) ?? []).map(({ to }) => to),
      thingName,
    );
    return resolveGateway(gateway, inventory, addresses, (name) => ends.get(name)?.[0]);
  });
}

/** @param endOf where the gateway's routes lead, by name of what answers there */
function resolveGateway(
  gateway: ApiGateway,
  inventory: Inventory,
  addresses: AddressLookup,
  endOf: (name: string) => End | undefined,
): ResolvedGateway {
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
    routes: gateway.routes.map((route) => resolveRoute(gateway, route, listeners, (backend) => placeOf(backend, home, endOf))),
    ...virtualAddress(name, inventory, addresses),
  };
}

/** Workloads have a Service in their own namespace; machines in that of the cluster, by the name of the card that the gateway reaches. */
const PLACES: { readonly [I in End['is']]?: (end: Extract<End, { readonly is: I }>, home: string) => BackendPlace } = {
  pods: ({ name, selector }) => ({ service: name, namespace: selector.namespace, machine: false }),
  machine: ({ name }, home) => ({ service: name, namespace: home, machine: true }),
  pair: ({ name }, home) => ({ service: name, namespace: home, machine: true }),
};

function placeOf({ to }: RouteBackend, home: string, endOf: (name: string) => End | undefined): BackendPlace {
  const end = endOf(to.name);
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
