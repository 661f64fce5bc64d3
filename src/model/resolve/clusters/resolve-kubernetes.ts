import { foreignNodes, kindOfCluster } from '../../kinds/cluster';
import { clusterDns } from '../../kinds/cluster/dns';
import { podEgressOf } from '../../kinds/cluster/egress';
import { nodeFiltersFor } from '../../kinds/cluster/node-filters';
import { controlPlaneOf, meshModeOf } from '../../kinds/mesh';
import { kindOfWorkload } from '../../kinds/workload';
import { describePods } from '../../kinds/workload/describe-pods';
import {
  passesCards,
  podsAt,
  type ResolvedCluster,
  type ResolvedFlow,
  type ResolvedMesh,
  type ResolvedOutside,
  type ResolvedPods,
  type ResolvedWorkload,
} from '../../resolved';
import { compareBlocks, comparePorts, compareText, inKeyOrder } from '../../values';
import type { KubernetesCluster } from '../../workload/kubernetes-cluster';
import type { Pods } from '../../workload/pods';
import type { ServiceMesh } from '../../workload/service-mesh';
import type { Space } from '../addresses/space';
import type { AddressLookup } from '../flows/addressing';
import type { Inventory } from '../inventory/inventory';
import { homeOf, namespaceOf, resolveNamespaces } from '../inventory/namespaces';
import type { Connections } from './connections';
import { machinesByCluster } from './machine-services';
import { pullSecretsOf } from './secrets';
import { standbyServices } from './standbys';
import { virtualAddress } from './virtual-address';

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

export const resolvePods = (pods: Pods, system: string): ResolvedPods => ({
  name: pods.name,
  cluster: pods.cluster.node.id,
  selector: { namespace: homeOf(pods, system), labels: inKeyOrder(pods.props.labels) },
  listens: pods.listens.map((port) => port.resolved).sort(comparePorts),
  ...(pods.props.serviceAccount === undefined ? {} : { serviceAccount: pods.props.serviceAccount }),
  inMesh: pods.props.mesh !== undefined,
});
