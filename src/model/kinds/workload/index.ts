import type {
  ResolvedCronJob,
  ResolvedDaemonService,
  ResolvedJob,
  ResolvedMicroservice,
  ResolvedStatefulService,
  ResolvedWorkload,
  WorkloadKind,
} from '../../resolved';
import type { CronJob } from '../../workload/cron-job';
import type { DaemonService } from '../../workload/daemon-service';
import type { Job } from '../../workload/job';
import type { Microservice } from '../../workload/microservice';
import type { StatefulService } from '../../workload/stateful-service';
import type { Workload } from '../../workload/workload';
import { CRON_JOB } from './cron-job';
import { DAEMON_SERVICE } from './daemon-service';
import { JOB } from './job';
import type { KindOfWorkload } from './kind';
import { MICROSERVICE } from './microservice';
import { STATEFUL_SERVICE } from './stateful-service';

/** The construct of each kind, and what it is resolved to. */
interface Members {
  readonly microservice: KindOfWorkload<Microservice, ResolvedMicroservice>;
  readonly 'stateful-service': KindOfWorkload<StatefulService, ResolvedStatefulService>;
  readonly 'daemon-service': KindOfWorkload<DaemonService, ResolvedDaemonService>;
  readonly job: KindOfWorkload<Job, ResolvedJob>;
  readonly 'cron-job': KindOfWorkload<CronJob, ResolvedCronJob>;
}

/** All kinds of workloads. What one of them is stands in the file of its name. */
export const WORKLOADS: { readonly [K in WorkloadKind]: Members[K] } = {
  microservice: MICROSERVICE,
  'stateful-service': STATEFUL_SERVICE,
  'daemon-service': DAEMON_SERVICE,
  job: JOB,
  'cron-job': CRON_JOB,
};

/** The kind of a workload, to be asked about it. */
export const kindOfWorkload = (workload: Pick<Workload, 'kind'>): KindOfWorkload<Workload, ResolvedWorkload> =>
  WORKLOADS[workload.kind] as KindOfWorkload<Workload, ResolvedWorkload>;
