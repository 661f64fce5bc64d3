import type { Report } from '../../problem';
import type { ResolvedContainer, ResolvedPodTemplate, ResolvedWorkload, ResolvedWorkloadFacts } from '../../resolved';
import type { Shape } from '../../shape';
import type { Workload } from '../../workload/workload';

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
  /** What its pods are kept apart by. */
  readonly spread: ResolvedPodTemplate['spread'];
  /** What is outside of the cluster can be given an address to reach it at. */
  readonly entrance: boolean;
  /** The whole of it, with what it has in common with other workloads. */
  readonly resolve: (workload: W, facts: ResolvedWorkloadFacts) => R;
}
