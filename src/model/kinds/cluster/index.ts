import type { Subnet } from '../../network/network';
import type { ClusterKind, ClusterNodeRole, ResolvedBringUp, ResolvedDistribution } from '../../resolved';
import { inKeyOrder } from '../../values';
import { Distribution } from '../../workload/distribution';
import type { ClusterNode, ExistingClusterProps, KubernetesCluster, KubernetesClusterProps } from '../../workload/kubernetes-cluster';
import type { NodeSurroundings } from './bring-up';
import { EXISTING } from './existing';
import type { KindOfCluster } from './kind';
import { OWN } from './own';

/** What users state of each kind. */
interface Members {
  readonly own: KindOfCluster<KubernetesClusterProps>;
  readonly existing: KindOfCluster<ExistingClusterProps>;
}

/** All kinds of clusters. What one of them is stands in the file of its name. */
export const CLUSTERS: { readonly [K in ClusterKind]: Members[K] } = { own: OWN, existing: EXISTING };

/** The kind of a cluster, to be asked about it. */
export const kindOfCluster = ({ kind }: Pick<KubernetesCluster, 'kind'>): KindOfCluster<KubernetesCluster['facts']> =>
  CLUSTERS[kind] as KindOfCluster<KubernetesCluster['facts']>;

/** Labels and taints that a node which is a machine of the system is given. */
export function marksOfNode(node: ClusterNode): Pick<ClusterNodeRole, 'nodeLabels' | 'nodeTaints'> {
  const { nodeLabels, nodeTaints } = kindOfCluster(node.cluster);
  const labels = nodeLabels(node, node.cluster.facts);
  const taints = nodeTaints(node, node.cluster.facts);
  return {
    ...(Object.keys(labels).length > 0 && { nodeLabels: inKeyOrder(labels) }),
    ...(taints.length > 0 && { nodeTaints: taints }),
  };
}

/** How a node becomes part of its cluster by itself. */
export function bringUpOfNode(node: ClusterNode, surroundings: NodeSurroundings): { readonly bringUp?: ResolvedBringUp } {
  const bringUp = kindOfCluster(node.cluster).broughtUp(node, node.cluster.facts, surroundings);
  return bringUp ? { bringUp } : {};
}

/** Whose programs a node runs that is a machine of the system. */
export const distributionOfNode = ({ cluster }: ClusterNode): ResolvedDistribution =>
  kindOfCluster(cluster).distribution(cluster.facts) ?? Distribution.KUBEADM.resolved;

/** Where a node has the images of Kubernetes' own programs from. */
export function imageRepositoryOf({ cluster }: ClusterNode): { readonly imageRepository?: string } {
  const imageRepository = kindOfCluster(cluster).imageRepository(cluster.facts);
  return imageRepository === undefined ? {} : { imageRepository };
}

/** The subnet of nodes that are machines of the system. */
export const nodesSubnet = (cluster: KubernetesCluster): Subnet | undefined => kindOfCluster(cluster).nodesSubnet(cluster.facts);

/** Addresses of nodes that are no machines of the system, each once. */
export const foreignNodes = (cluster: KubernetesCluster): readonly string[] => kindOfCluster(cluster).foreignNodes(cluster.facts);

/** Blocks that nodes which are no machines of the system stand in, now and later. Empty: no more than their addresses is known. */
export const nodeNetworks = (cluster: KubernetesCluster): readonly string[] => kindOfCluster(cluster).nodeNetworks(cluster.facts);
