import { nodesSubnet } from '../../kinds/cluster';
import { clusterDns, nodeLocalDns } from '../../kinds/cluster/dns';
import { controlPlaneOf, meshModeOf } from '../../kinds/mesh';
import { askedPorts } from '../../kinds/pod/containers';
import { endOf, NFS } from '../../kinds/pod/nfs';
import { sharesIn } from '../../kinds/pod/shares';
import { kindOfWorkload } from '../../kinds/workload';
import * as problems from '../../problems';
import type { ResolvedPort } from '../../resolved';
import { EVERY_PACKET, type Port, PROTOCOLS } from '../../values';
import { API_SERVER, type KubernetesCluster } from '../../workload/kubernetes-cluster';
import type { ServiceMesh } from '../../workload/service-mesh';
import type { DraftEnd } from '../ends/draft-end';
import type { Ends } from '../ends/ends';
import type { Inventory } from '../inventory/inventory';
import { homeOf, ownNamespaces } from '../inventory/namespaces';
import type { Drafting } from './draft-flows';
import { DNS, nameServerEnds } from './servers';

/** Who may use the Kubernetes API has to reach it: behind the address of its Service, where policies hold. */
function draftApiServer(cluster: KubernetesCluster, { inventory, ends, drafts, findings }: Drafting): void {
  const { apiServer } = cluster.facts;
  const servers = apiServer ? [apiServer] : cluster.nodes.filter(({ controlPlane }) => controlPlane);
  const ports = (apiServer?.props.listens ?? [API_SERVER]).map((port) => port.resolved);
  for (const workload of inventory.workloads) {
    const { access = [] } = workload.props;
    if (workload.cluster !== cluster || access.length === 0) continue;
    if (servers.length === 0) findings.problem(problems.noApiServer(workload.node.path, cluster.node.id));
    for (const server of servers)
      for (const { because } of access) drafts.add('api-server', ends.of(workload), ends.of(server), ports, because);
  }
}

/** What servers export is mounted by the node that a pod runs on, whichever that is. */
function draftShares(cluster: KubernetesCluster, { inventory, ends, drafts }: Drafting): void {
  for (const workload of inventory.workloads.filter((each) => each.cluster === cluster))
    for (const { id, props } of sharesIn(workload))
      drafts.add('network-files', ends.nodes(cluster), ends.of(endOf(props.server)), [NFS.resolved], `volume ${id} of ${workload.name}`);
}

export function draftCluster(cluster: KubernetesCluster, drafting: Drafting): void {
  const { inventory, ends, drafts } = drafting;
  const nodes = ends.nodes(cluster);
  const dns = ends.dns(cluster);
  const controlPlane = ends.controlPlane(cluster);
  if (cluster.nodes.length > 0) drafts.add('node-to-node', nodes, nodes, [EVERY_PACKET], 'nodes of one cluster');
  // What the cluster's DNS does not know it asks where its nodes ask, and as a pod: by another address, or from another port.
  const subnet = nodesSubnet(cluster);
  if (subnet)
    for (const server of nameServerEnds(subnet, ends)) drafts.add('dns', dns, server, DNS, 'names of the system and of the world');
  const nodeDns = nodeLocalDns(cluster);
  draftApiServer(cluster, drafting);
  draftShares(cluster, drafting);
  for (const { self, mesh, asked } of residentsOf(cluster, inventory, ends)) {
    drafts.add('dns', self, dns, clusterDns(cluster).ports, 'names of the cluster and the system');
    if (nodeDns) drafts.add('dns', self, ends.of(nodeDns), DNS, 'names, from the cache of its own node');
    if (asked.length > 0) drafts.add('kubelet-probe', nodes, self, asked, 'health checks by the kubelet of its own node');
    if (mesh && controlPlane && meshModeOf(mesh.props).asksControlPlane) {
      const { ports } = controlPlaneOf(mesh);
      drafts.add('mesh-control-plane', self, controlPlane, ports, 'configuration and certificates of the proxy');
    }
  }
}

/** Pods that nothing is let through for unless a policy of this system says so. */
interface Resident {
  readonly self: DraftEnd;
  readonly mesh?: ServiceMesh;
  /** Ports that the kubelet asks. */
  readonly asked: readonly ResolvedPort[];
}

function residentsOf(cluster: KubernetesCluster, inventory: Inventory, ends: Ends): readonly Resident[] {
  const { workloads, pods, name } = inventory;
  const namespaces = ownNamespaces(cluster, inventory);
  const here = <T extends { readonly cluster: KubernetesCluster }>(list: readonly T[]): readonly T[] =>
    list.filter((each) => each.cluster === cluster);
  const own = here(workloads).map((workload): Resident => {
    const asked = askedBy(askedPorts(workload, kindOfWorkload(workload).probes(workload)), workload.containerPorts);
    return { self: ends.of(workload), mesh: workload.props.mesh, asked };
  });
  // Where others' pods are asked is not known: at most where they listen.
  const lodgers = here(pods).filter((each) => namespaces.has(homeOf(each, name)));
  const others = lodgers.map((each): Resident => {
    const asked = each.listens.map(({ resolved }) => resolved).filter(({ protocol }) => PROTOCOLS[protocol].connects);
    return { self: ends.of(each), mesh: each.props.mesh, asked };
  });
  return [...own, ...others];
}

/** The ports that pods are asked at, under the names that it gave them. */
function askedBy(numbers: ReadonlySet<number>, listens: readonly Port[]): readonly ResolvedPort[] {
  const asked = listens.filter(({ resolved: { protocol, from } }) => PROTOCOLS[protocol].connects && numbers.has(from));
  // Flows name ports as they are dialled: what is behind them follows.
  return asked.map(({ dialled }) => dialled.resolved);
}
