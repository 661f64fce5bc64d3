import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedMetric } from '../../resolved';
import { instance, list, map, number, object, optional, text } from '../../shape';
import { compareText, inKeyOrder, labelDefect } from '../../values';
import { Metric, type ScalingProps } from '../../workload/scaling';

/** What autoscalers go by. */

/** Use of the guaranteed processor time that they aim at, per cent. */
const TARGET_CPU = 70;

export const METRICS = optional(
  list(
    instance('a Metric', Metric, {
      resolved: object({
        kind: text,
        percent: optional(number),
        name: optional(text),
        average: optional(number),
        labels: optional(map(text)),
      }),
    }),
  ),
);

/** What is wrong, and what to write. */
type Defect = readonly [what: string, fix: string];

/** All that tells one kind of metric from another. */
interface KindOfMetric<M extends ResolvedMetric> {
  /** How it is told from others of one autoscaler. */
  readonly key: (metric: M) => string;
  readonly defects: (metric: M) => readonly Defect[];
  /** The same without traces of how it was written. */
  readonly plain: (metric: M) => M;
}

type Kinds = { readonly [K in ResolvedMetric['kind']]: KindOfMetric<Extract<ResolvedMetric, { readonly kind: K }>> };

const KINDS: Kinds = {
  cpu: { key: () => 'cpu', defects: percentDefects, plain: (metric) => metric },
  memory: { key: () => 'memory', defects: percentDefects, plain: (metric) => metric },
  pods: { key: ({ name }) => `pods ${name}`, defects: namedDefects, plain: (metric) => metric },
  external: {
    key: ({ name }) => `external ${name}`,
    defects: (metric) => [...namedDefects(metric), ...Object.entries(metric.labels).flatMap(labelDefects)],
    plain: (metric) => ({ ...metric, labels: inKeyOrder(metric.labels) }),
  },
};

const kindOf = ({ kind }: ResolvedMetric): KindOfMetric<ResolvedMetric> => KINDS[kind] as KindOfMetric<ResolvedMetric>;
const keyOf = (metric: ResolvedMetric): string => kindOf(metric).key(metric);

export const metricsOf = ({ metrics = [Metric.cpu(TARGET_CPU)] }: ScalingProps): readonly ResolvedMetric[] =>
  metrics.map(({ resolved }) => kindOf(resolved).plain(resolved)).sort((a, b) => compareText(keyOf(a), keyOf(b)));

export function checkMetrics(path: string, { metrics }: ScalingProps, report: Report): void {
  if (!metrics) return;
  const say = (text: string, fix: string): void => report(problems.invalidReplicas(path, text, fix));
  if (metrics.length === 0) say('`scaling.metrics` is empty: nothing says how many pods there should be', 'Leave it out, or name one.');
  for (const [index, { resolved }] of metrics.entries()) {
    const key = keyOf(resolved);
    if (metrics.slice(0, index).some((other) => keyOf(other.resolved) === key))
      say(`The metric ${key} is named twice`, 'Keep one of them.');
    for (const [what, fix] of kindOf(resolved).defects(resolved)) say(`Metric ${key}: ${what}`, fix);
  }
}

function percentDefects({ percent }: { readonly percent: number }): readonly Defect[] {
  if (Number.isInteger(percent) && percent >= 1 && percent <= 100) return [];
  return [[`${percent} is no whole number from 1 to 100`, 'Write per cent of what is guaranteed.']];
}

function namedDefects({ name, average }: { readonly name: string; readonly average: number }): readonly Defect[] {
  // The name is part of a path of the metrics API.
  const isName = /^[A-Za-z_:][A-Za-z0-9_:./-]*$/.test(name);
  const isAmount = Number.isFinite(average) && average >= 0.001;
  return [
    ...(isName ? [] : [[`"${name}" is no name of a metric`, 'Write letters, digits and _:./-.'] as const]),
    ...(isAmount ? [] : [[`its average of ${average} is below a thousandth, or no number`, 'Write what each pod is good for.'] as const]),
  ];
}

function labelDefects([label, value]: readonly [string, string]): readonly Defect[] {
  const defect = labelDefect(label, value);
  return defect === undefined ? [] : [[`the label "${label}" is none: ${defect}`, 'Copy it from the metric.']];
}
