import type { ResolvedCronJob } from '../../model/resolved';
import { podLabels } from '../../model/resolved/selector';
import { CronJob } from '../imports/kubernetes';
import { fixedSpec, runSpec } from './job-spec';
import { keeperMetadata } from './metadata';
import type { WorkloadPlace } from './workload';

/** The native objects of a scheduled job, besides those of every workload. */
export interface CronJobObjects {
  readonly cronJob: CronJob;
}

const CONCURRENCY: { readonly [C in ResolvedCronJob['concurrency']]: string } = { forbid: 'Forbid', replace: 'Replace', allow: 'Allow' };

export function addCronJob({ chart, index, cluster }: WorkloadPlace, workload: ResolvedCronJob): CronJobObjects {
  const { name, pods, run, schedule, timeZone, concurrency, startingDeadlineSeconds, history, suspend } = workload;
  return {
    cronJob: new CronJob(chart, 'cron-job', {
      metadata: { name, ...keeperMetadata(pods) },
      spec: {
        schedule,
        timeZone,
        concurrencyPolicy: CONCURRENCY[concurrency],
        startingDeadlineSeconds,
        successfulJobsHistoryLimit: history.succeeded,
        failedJobsHistoryLimit: history.failed,
        suspend,
        jobTemplate: {
          metadata: { labels: podLabels(index.system, name) },
          spec: { ...fixedSpec(index.system, cluster, workload), ...runSpec(run) },
        },
      },
    }),
  };
}
