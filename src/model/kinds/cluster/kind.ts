import type { Subnet } from '../../network/network';
import type { Report } from '../../problem';
import type {
  Amounts,
  BringUpName,
  Prerequisite,
  ResolvedBringUp,
  ResolvedCluster,
  ResolvedDistribution,
  ResolvedTaint,
} from '../../resolved';
import type { Shape } from '../../shape';
import type { ClusterNode, KubernetesCluster } from '../../workload/kubernetes-cluster';
import type { NodeSurroundings } from './bring-up';

/** A node as far as the model knows it. */
export interface KnownNode {
  /** Unset: not known. */
  readonly labels?: Readonly<Record<string, string>>;
  /** What keeps pods away. */
  readonly taints: readonly ResolvedTaint[];
  /** What it has for pods. Unset: not known. */
  readonly room?: Amounts;
}

/** All that tells one kind of cluster from another. Every question has to be answered: a new kind cannot forget one. */
export interface KindOfCluster<F> {
  /** What users may give to it. */
  readonly shape: Shape;
  /** Checks what no other cluster has. */
  readonly check: (cluster: KubernetesCluster, facts: F, report: Report) => void;
  /** The subnet that its nodes stand in as machines of the system. */
  readonly nodesSubnet: (facts: F) => Subnet | undefined;
  /** Addresses of nodes that are no machines of the system. */
  readonly foreignNodes: (facts: F) => readonly string[];
  /** Labels that a node of the system is given by it. */
  readonly nodeLabels: (node: ClusterNode, facts: F) => Readonly<Record<string, string>>;
  /** Taints that a node of the system is given by it. */
  readonly nodeTaints: (node: ClusterNode, facts: F) => readonly ResolvedTaint[];
  /** Who makes a cluster of its nodes. Undefined: it is there. */
  readonly bringUp: (facts: F) => BringUpName | undefined;
  /** Whose programs its nodes run. Undefined: whatever they have. */
  readonly distribution: (facts: F) => ResolvedDistribution | undefined;
  /** How a node of the system becomes part of it by itself. Undefined: somebody sees to it. */
  readonly broughtUp: (node: ClusterNode, facts: F, surroundings: NodeSurroundings) => ResolvedBringUp | undefined;
  /** Where images of Kubernetes' own programs come from. Undefined: where the distribution has them from. */
  readonly imageRepository: (facts: F) => string | undefined;
  /** All its nodes: those of the system in the order in which they are made. */
  readonly knownNodes: (facts: F) => readonly KnownNode[];
  /** How many of them may fail while the others hold all pods. Undefined: nobody asks for it. */
  readonly spareNodes: (facts: F) => number | undefined;
  /** Blocks that such nodes stand in, now and later. Empty: no more than their addresses is known. */
  readonly nodeNetworks: (facts: F) => readonly string[];
  /** The block that LoadBalancer Services get addresses from, where it is not the one that its nodes' subnet keeps. */
  readonly services: (facts: F) => string | undefined;
  /** What must be there before the outputs are applied, as sentences. */
  readonly prerequisites: (cluster: ResolvedCluster) => readonly Prerequisite[];
}
