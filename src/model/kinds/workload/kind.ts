import type { FixedFacts } from '../../lock/lock';
import type { Report } from '../../problem';
import type { ResolvedContainer, ResolvedPlacement, ResolvedWorkload, ResolvedWorkloadFacts, Share } from '../../resolved';
import type { Shape } from '../../shape';
import type { Workload } from '../../workload/workload';
import type { ClusterNeed } from '../pod/placement-needs';

/**
 * All that tells one kind of workload from another, as far as the model is concerned. Every question has to be answered, also
 * where the answer is "nothing": a new kind cannot forget one.
 */
export interface KindOfWorkload<W extends Workload, R extends ResolvedWorkload> {
  /** What users may give to it. */
  readonly shape: Shape;
  /** Checks what no other workload has. */
  readonly check: (workload: W, report: Report) => void;
  /** What the kubelet asks its container. Undefined: nothing. */
  readonly probes: (workload: W) => ResolvedContainer['probes'];
  /** What its pods are kept apart by when users do not say it. */
  readonly spread: ResolvedPlacement['spread'];
  /** How many of its pods may be wanted at a time. Undefined: as many as there are nodes. */
  readonly mostPods: (workload: W) => number | undefined;
  /** Its pods run on each node, and may have something of it. */
  readonly onEachNode: boolean;
  /** Pods that are there in addition while others are replaced. */
  readonly surge: (resolved: R) => Share;
  /** Each of its pods has claims of its own, which its controller makes. */
  readonly ownClaims: boolean;
  /** What Kubernetes never changes of the object that keeps its pods, and users may. Undefined: nothing. */
  readonly fixed: (workload: W) => FixedFacts | undefined;
  /** What its cluster must have beside what all workloads may need, as ends of a sentence. */
  readonly needs: (resolved: R) => readonly ClusterNeed[];
  /** Its pods end by themselves. */
  readonly ends: boolean;
  /** Why Kubernetes could not make objects of its name, in words. Undefined: it could. */
  readonly nameDefect: (name: string) => string | undefined;
  /** Names of the Services that it has besides the one of its own name. */
  readonly moreServices: (name: string) => readonly string[];
  /** Names of the claims that its controller makes for its pods, for one that each of them has. */
  readonly podClaims: (resolved: R, id: string) => readonly string[];
  /** What helps where somebody is to reach one without a port. */
  readonly wayToPort: string;
  /** What is outside of the cluster can be given an address to reach it at. */
  readonly entrance: boolean;
  /** The whole of it, with what it has in common with other workloads. */
  readonly resolve: (workload: W, facts: ResolvedWorkloadFacts) => R;
}
