import type { ResolvedMicroservice, ResolvedWorkload, WorkloadKind } from '../../resolved';
import type { Microservice } from '../../workload/microservice';
import type { Workload } from '../../workload/workload';
import type { KindOfWorkload } from './kind';
import { MICROSERVICE } from './microservice';

/** The construct of each kind, and what it is resolved to. */
interface Members {
  readonly microservice: KindOfWorkload<Microservice, ResolvedMicroservice>;
}

/** All kinds of workloads. What one of them is stands in the file of its name. */
export const WORKLOADS: { readonly [K in WorkloadKind]: Members[K] } = {
  microservice: MICROSERVICE,
};

/** The kind of a workload, to be asked about it. */
export const kindOfWorkload = (workload: Pick<Workload, 'kind'>): KindOfWorkload<Workload, ResolvedWorkload> =>
  WORKLOADS[workload.kind] as KindOfWorkload<Workload, ResolvedWorkload>;
