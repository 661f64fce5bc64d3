import type { ClusterNodeRole, ResolvedPort } from '../../resolved';
import { object, reference } from '../../shape';
import { compareBlocks, Size } from '../../values';
import { type ClusterNode, KubernetesCluster } from '../../workload/kubernetes-cluster';
import { checkSetUp, no, none } from './answers';
import type { KindOfMachine } from './kind';

const TITLE = 'The cluster node';
const EVERYTHING: ResolvedPort = { protocol: 'any', from: 0, to: 0, name: 'any' };

/** A node of a cluster, prepared for kubeadm. */
export const CLUSTER_NODE: KindOfMachine<ClusterNode, ClusterNodeRole> = {
  title: TITLE,
  // Made by its cluster, out of the cluster's own props.
  shape: object({ cluster: reference('a KubernetesCluster', KubernetesCluster) }),
  declaredAt: ({ cluster }) => cluster,
  check: (node, report) => checkSetUp(TITLE, node.cluster.node.path, node, report),
  installs: 'containerd and the kubelet',
  nodeOf: ({ cluster }) => cluster,
  // For container images.
  rootDisk: () => Size.gibibytes(50),
  rootHoldsData: no,
  locked: () => ({}),
  servesEverybody: false,
  // Its ports are everybody's, and its pods', which call its API server and kubelet by their own addresses.
  admits: (_node, { baseline, pods }) => [
    { ports: [EVERYTHING], from: [...new Set([...baseline, ...(pods === undefined ? [] : [pods])])].sort(compareBlocks) },
  ],
  // The API server.
  adminPorts: ({ listens }) => listens.map((port) => port.resolved),
  backends: none,
  isDatabase: false,
  listsClients: false,
  role: ({ cluster }) => ({ kind: 'cluster-node', cluster: cluster.node.id, version: cluster.facts.version }),
  prerequisites: none,
};
