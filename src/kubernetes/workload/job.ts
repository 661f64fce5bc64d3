import type { ResolvedJob } from '../../model/resolved';
import { jobName } from '../../model/resolved/object-names';
import { Job } from '../imports/kubernetes';
import { shortHash } from '../names';
import { fixedSpec, runSpec } from './job-spec';
import { keeperMetadata } from './metadata';
import type { WorkloadPlace } from './workload';

/** The native objects of a job, besides those of every workload. */
export interface JobObjects {
  readonly job: Job;
}

/** What a Job runs is never changed: under a name that goes with it, another one is made for what has changed. */
export function addJob({ chart, index, cluster }: WorkloadPlace, workload: ResolvedJob): JobObjects {
  const { name, pods, run, keepSeconds } = workload;
  const fixed = fixedSpec(index.system, cluster, workload);
  return {
    job: new Job(chart, 'job', {
      metadata: { name: jobName(name, shortHash(JSON.stringify(fixed))), ...keeperMetadata(pods) },
      spec: { ...fixed, ...runSpec(run), ttlSecondsAfterFinished: keepSeconds },
    }),
  };
}
