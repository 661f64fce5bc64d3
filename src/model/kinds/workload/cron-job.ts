import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedCronJob } from '../../resolved';
import { flag, number, object, optional, propsOf, text } from '../../shape';
import { scheduleDefect, timeZoneDefect } from '../../values';
import { Concurrency, type CronJob, type CronJobProps, type HistoryProps } from '../../workload/cron-job';
import { checkSpan } from '../checks';
import { anyOf, DURATION } from '../values';
import type { KindOfWorkload } from './kind';
import { roomDefect } from './names';
import { checkRun, RUN, RUN_SYNONYMS, RUNNING, runOf, SPAN } from './run';
import { CLUSTER } from './shapes';

/** Clusters' own zone is whatever their control plane runs in. */
const TIME_ZONE = 'Etc/UTC';
/** Kubernetes' own. */
const HISTORY = { succeeded: 3, failed: 1 };
/** The controller looks at schedules every ten seconds (kubernetes.io, "CronJob": what is shorter may never run). */
const SHORTEST_DEADLINE = 10;

const SYNONYMS = {
  ...RUN_SYNONYMS,
  keep: 'history',
  concurrencyPolicy: 'concurrency',
  startingDeadlineSeconds: 'startingDeadline',
  successfulJobsHistoryLimit: 'history',
  failedJobsHistoryLimit: 'history',
} as const;

/** Pods that run to their end on a schedule. */
export const CRON_JOB: KindOfWorkload<CronJob, ResolvedCronJob> = {
  ...RUNNING,
  shape: object({
    cluster: CLUSTER,
    props: propsOf<CronJobProps>(
      {
        ...RUN,
        schedule: text,
        timeZone: optional(text),
        concurrency: optional(anyOf(Concurrency)),
        startingDeadline: optional(DURATION),
        history: optional(propsOf<HistoryProps>({ succeeded: optional(number), failed: optional(number) })),
        suspend: optional(flag),
      },
      SYNONYMS,
    ),
  }),
  check: (job, report) => {
    checkRun(job, report);
    checkTimes(job, report);
    for (const [what, amount] of Object.entries(historyOf(job.props))) {
      const defect = `history.${what}: ${amount} is not a whole number from 0.`;
      if (!Number.isInteger(amount) || amount < 0)
        report(problems.invalidWorkload(job.node.path, defect, 'Write how many ended runs are kept.'));
    }
  },
  // Runs are called by it, a hyphen and the minute.
  nameDefect: roomDefect('a CronJob'),
  resolve: ({ props }, facts) => ({
    ...facts,
    kind: 'cron-job',
    run: runOf(props),
    schedule: props.schedule,
    timeZone: props.timeZone ?? TIME_ZONE,
    concurrency: props.concurrency ?? Concurrency.FORBID,
    ...(props.startingDeadline && { startingDeadlineSeconds: props.startingDeadline.toSeconds }),
    history: historyOf(props),
    suspend: props.suspend ?? false,
  }),
};

const historyOf = ({ history: { succeeded = HISTORY.succeeded, failed = HISTORY.failed } = {} }: CronJobProps) => ({ succeeded, failed });

function checkTimes({ node: { path }, props }: CronJob, report: Report): void {
  const { schedule, timeZone, startingDeadline } = props;
  const defect = scheduleDefect(schedule);
  if (defect) report(problems.invalidSchedule(path, schedule, defect));
  const unknown = timeZone === undefined ? undefined : timeZoneDefect(timeZone);
  if (timeZone !== undefined && unknown) report(problems.unknownTimeZone(path, timeZone, unknown));
  checkSpan(path, 'startingDeadline', startingDeadline, SHORTEST_DEADLINE, SPAN, report);
}
