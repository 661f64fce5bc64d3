import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedRun } from '../../resolved';
import { flag, number, optional, type Shape } from '../../shape';
import type { RunProps } from '../../workload/job';
import type { Workload } from '../../workload/workload';
import { checkSpan } from '../checks';
import { DURATION } from '../values';
import { SYNONYMS, WORKLOAD } from './shapes';

/** What kinds have in common that end by themselves. */

export const RUN: { readonly [K in keyof Required<RunProps>]: Shape } = {
  ...WORKLOAD,
  completions: optional(number),
  parallelism: optional(number),
  indexed: optional(flag),
  retries: optional(number),
  deadline: optional(DURATION),
};

/** What is true of all of them. */
export const RUNNING = {
  probes: () => undefined,
  surge: () => 0,
  onEachNode: false,
  ownClaims: false,
  fixed: () => undefined,
  spread: [],
  mostPods: ({ props }: Workload<RunProps>) => props.parallelism ?? 1,
  needs: () => [],
  ends: true,
  moreServices: () => [],
  podClaims: () => [],
  wayToPort: 'Let it call the others, or remove the flow: what ends is there for nobody.',
  entrance: false,
} as const;

/** What others call the same. */
export const RUN_SYNONYMS = {
  ...SYNONYMS,
  replicas: 'completions',
  scaling: 'parallelism',
  backoffLimit: 'retries',
  activeDeadlineSeconds: 'deadline',
} as const;

/** What a span of time may look like. */
export const SPAN = 'Duration.minutes(10)';

/** Kubernetes' own. */
const RETRIES = 6;

export const runOf = ({ completions = 1, parallelism = 1, indexed = false, retries = RETRIES, deadline }: RunProps): ResolvedRun => ({
  completions,
  parallelism,
  indexed,
  retries,
  ...(deadline && { deadlineSeconds: deadline.toSeconds }),
});

export function checkRun({ node: { path }, props }: Workload<RunProps>, report: Report): void {
  const { completions, parallelism, retries, deadline } = props;
  for (const [prop, amount, least] of [
    ['completions', completions, 1],
    ['parallelism', parallelism, 1],
    ['retries', retries, 0],
  ] as const) {
    if (amount === undefined || (Number.isInteger(amount) && amount >= least)) continue;
    report(problems.invalidWorkload(path, `${prop}: ${amount} is not a whole number from ${least}.`, 'Write how many pods are meant.'));
  }
  if (Number.isInteger(parallelism) && Number(parallelism) > (completions ?? 1)) {
    const text = `parallelism: ${parallelism} pods at a time are more than the ${completions ?? 1} that have to end well.`;
    report(problems.invalidWorkload(path, text, `Give \`completions\` of ${parallelism} or more, or a lower parallelism.`));
  }
  checkSpan(path, 'deadline', deadline, 1, SPAN, report);
}
