import type { ResolvedCluster, ResolvedCronJob, ResolvedJob, ResolvedRun, ResolvedSystem } from '../../model/resolved';
import type { JobSpec } from '../imports/kubernetes';
import { podTemplate } from './pod-template';

/** What Kubernetes never changes of a Job that is there (its API's validation of updates). */
type Fixed = Pick<JobSpec, 'template' | 'completions' | 'completionMode'>;

/** What a Job runs. */
export const fixedSpec = (system: ResolvedSystem, cluster: ResolvedCluster, job: ResolvedJob | ResolvedCronJob): Fixed => ({
  template: podTemplate(system, cluster, job),
  completions: job.run.completions,
  completionMode: job.run.indexed ? 'Indexed' : undefined,
});

/** How it is run. */
export const runSpec = ({ parallelism, retries, deadlineSeconds }: ResolvedRun): Omit<JobSpec, keyof Fixed> => ({
  parallelism,
  backoffLimit: retries,
  activeDeadlineSeconds: deadlineSeconds,
});
