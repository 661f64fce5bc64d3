import type { OwnWays } from '../../../guest/not-set-up';
import type { Report } from '../../../problem';
import type {
  Amounts,
  NodePart,
  Prerequisite,
  ResolvedBringUp,
  ResolvedCluster,
  ResolvedDistribution,
  ResolvedTaint,
} from '../../../resolved';
import type { KubernetesClusterProps } from '../../../workload/kubernetes-cluster';

/** A machine that becomes a node, as far as a distribution has a say in it. */
export interface NodeSize {
  readonly controlPlane: boolean;
  /** Whether it becomes one by itself. */
  readonly byItself: boolean;
  readonly cpus: number;
  readonly memoryMiB: number;
}

/** All that tells one distribution of Kubernetes from another. Every question has to be answered: a new one cannot forget one. */
export interface KindOfDistribution<D extends ResolvedDistribution> {
  /** What is installed on nodes whose image does not bring it, in words. */
  readonly software: string;
  /** What distributions of Linux have ways of their own with. Undefined: nothing. */
  readonly ownWays: OwnWays | undefined;
  /** Packages that nobody updates unasked, as patterns. */
  readonly heldBack: readonly string[];
  /** Checks what no other distribution has. */
  readonly check: (path: string, facts: KubernetesClusterProps, distribution: D, report: Report) => void;
  /** Why a node is too small for it. Undefined: it is not. */
  readonly tooSmall: (node: NodeSize) => string | undefined;
  /** What its own programs take of a node, beside what add-ons take of any. */
  readonly keeps: (controlPlane: boolean) => Pick<Amounts, 'cpuMillis' | 'memoryMiB'>;
  /** What control planes give themselves when they join, beside what users say. @param runPods where there are no workers */
  readonly planeMarks: (runPods: boolean) => {
    readonly labels: Readonly<Record<string, string>>;
    readonly taints: readonly ResolvedTaint[];
  };
  /** What a node is told that others do not know. @param planes how many run the control plane */
  readonly secrets: (cluster: string, part: NodePart, planes: number) => ResolvedBringUp['secrets'];
  /** The network plug-in that it brings along, in words, and how it is left out. Undefined: none. */
  readonly ownPlugIn: (distribution: D) => { readonly title: string; readonly without: string } | undefined;
  /** What must be there before a cluster makes itself, as sentences. */
  readonly prerequisites: (cluster: ResolvedCluster, distribution: D) => readonly Prerequisite[];
  /** What somebody has run before, where a cluster does not make itself. */
  readonly byHand: (cluster: ResolvedCluster) => string;
}
