import type { ClusterNodeRole } from '../../resolved';
import { object, reference } from '../../shape';
import { compareBlocks, EVERY_PACKET, Size } from '../../values';
import { type ClusterNode, KubernetesCluster } from '../../workload/kubernetes-cluster';
import { bringUpOfNode, distributionOfNode, imageRepositoryOf, marksOfNode } from '../cluster';
import { kindOfDistribution } from '../cluster/distribution';
import { checkSetUp, emptyList, no, nothing } from '../guest/answers';
import type { KindOfMachine } from '../guest/kind';

const TITLE = 'The cluster node';

/** A node of a cluster, prepared for its distribution. */
export const CLUSTER_NODE: KindOfMachine<ClusterNode, ClusterNodeRole> = {
  title: TITLE,
  // Made by its cluster, out of the cluster's own props.
  shape: (node, where, visit) => {
    const { cluster } = node as ClusterNode;
    object({ cluster: reference('a KubernetesCluster', KubernetesCluster) })(node, where, visit);
    if (!(cluster as Partial<KubernetesCluster> | undefined)?.nodes?.includes(node as ClusterNode))
      visit.defect('cluster', 'the KubernetesCluster that has made it, by its `nodes`', cluster);
  },
  declaredAt: ({ cluster }) => cluster,
  check: (node, report) => checkSetUp(TITLE, node.cluster.node.path, node, report, kindOfDistribution(distributionOfNode(node)).ownWays),
  installs: (node) => kindOfDistribution(distributionOfNode(node)).software,
  // Whoever updates a node moves its pods away first.
  updatesItself: false,
  heldBack: (node) => kindOfDistribution(distributionOfNode(node)).heldBack,
  freeDisks: emptyList,
  nodeOf: ({ cluster }) => cluster,
  refusesCards: 'what nodes of a cluster send to each other, and for their pods, is known of one card alone',
  // For container images.
  rootDisk: () => Size.gibibytes(50),
  rootHoldsData: ({ controlPlane }) => controlPlane,
  locked: () => ({}),
  servesEverybody: false,
  opensTo: 'senders',
  // Other nodes, and pods, which call API servers and kubelets by their own addresses. Nothing else of the system: filters let replies to
  // masqueraded pods through to any port that such a connection can come from, and this firewall knows connections.
  admits: (_node, { subnet, pods }) => [
    { ports: [EVERY_PACKET], from: [subnet, pods].filter((block) => block !== undefined).sort(compareBlocks) },
  ],
  // Always: firewalld judges forwarded packets, too, and would cut the pods off.
  firewallBy: () => 'nftables',
  // The API server.
  adminPorts: ({ listens }) => listens.map((port) => port.resolved),
  fetches: ({ props }) => [
    { source: 'registry', because: 'container images', ...(!props.image?.props.preinstalled && { essential: 'container images' }) },
  ],
  backup: nothing,
  backends: emptyList,
  plainHttp: emptyList,
  follows: nothing,
  sameData: emptyList,
  isDatabase: false,
  engines: emptyList,
  listsClients: no,
  role: (node, surroundings) => ({
    kind: 'cluster-node',
    cluster: node.cluster.node.id,
    distribution: distributionOfNode(node),
    version: node.cluster.facts.version,
    ...marksOfNode(node),
    ...imageRepositoryOf(node),
    ...bringUpOfNode(node, surroundings),
  }),
  variables: emptyList,
  logsInFrom: emptyList,
  prerequisites: emptyList,
};
