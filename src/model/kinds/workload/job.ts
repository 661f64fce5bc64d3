import type { ResolvedJob } from '../../resolved';
import { object, optional, propsOf } from '../../shape';
import type { Job, JobProps } from '../../workload/job';
import { checkSpan } from '../checks';
import { DURATION } from '../values';
import type { KindOfWorkload } from './kind';
import { checkRun, RUN, RUN_SYNONYMS, RUNNING, runOf, SPAN } from './run';
import { CLUSTER } from './shapes';

/** Pods that run once, to their end. */
export const JOB: KindOfWorkload<Job, ResolvedJob> = {
  ...RUNNING,
  shape: object({
    cluster: CLUSTER,
    props: propsOf<JobProps>({ ...RUN, keep: optional(DURATION) }, { ...RUN_SYNONYMS, ttlSecondsAfterFinished: 'keep' }),
  }),
  check: (job, report) => {
    checkRun(job, report);
    checkSpan(job.node.path, 'keep', job.props.keep, 0, SPAN, report);
  },
  nameDefect: () => undefined,
  resolve: ({ props }, facts) => ({
    ...facts,
    kind: 'job',
    run: runOf(props),
    ...(props.keep && { keepSeconds: props.keep.toSeconds }),
  }),
};
