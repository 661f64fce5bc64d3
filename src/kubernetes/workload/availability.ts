import type { Chart } from 'cdk8s';
import type { ResolvedDisruption, ResolvedMetric, ResolvedReplicas, ResolvedSystem } from '../../model/resolved';
import { selectorLabels } from '../../model/resolved/selector';
import { HorizontalPodAutoscaler, type MetricSpec, PodDisruptionBudget } from '../imports/kubernetes';
import { filled } from '../names';

/** What nodes may be drained of. A pod that never became ready does not hold the drain up. */
export function addDisruptionBudget(
  chart: Chart,
  system: ResolvedSystem,
  { name, disruption }: { readonly name: string; readonly disruption: ResolvedDisruption },
): PodDisruptionBudget {
  return new PodDisruptionBudget(chart, 'disruption-budget', {
    metadata: { name },
    spec: {
      ...disruption,
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
      selector: { matchLabels: selectorLabels(system, name) },
    },
  });
}

/** What an autoscaler moves the number of pods of. */
interface Scaled {
  readonly name: string;
  readonly replicas: ResolvedReplicas;
}

/** An autoscaler owns the number: every apply would set it back. */
export const fixedReplicas = ({ min, max }: ResolvedReplicas): { readonly replicas?: number } => (min === max ? { replicas: min } : {});

/**
 * Moves the number of pods in the given range. What had a fixed number and gets a range falls back to one pod, the server's
 * default, until the autoscaler has set its minimum (15 s): a number in the manifest would undo the autoscaler's at every apply.
 */
export function addAutoscaler(
  chart: Chart,
  kind: 'Deployment' | 'StatefulSet',
  { name, replicas: { min, max, metrics } }: Scaled,
): HorizontalPodAutoscaler | undefined {
  if (metrics === undefined) return undefined;
  return new HorizontalPodAutoscaler(chart, 'autoscaler', {
    metadata: { name },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind, name },
      minReplicas: min,
      maxReplicas: max,
      metrics: metrics.map(metricSpec),
    },
  });
}

type Metrics = { readonly [K in ResolvedMetric['kind']]: (metric: Extract<ResolvedMetric, { readonly kind: K }>) => MetricSpec };

const METRICS: Metrics = {
  cpu: ({ percent }) => used('cpu', percent),
  memory: ({ percent }) => used('memory', percent),
  pods: ({ name, average }) => ({
    type: 'Pods',
    pods: { metric: { name }, target: { type: 'AverageValue', averageValue: quantity(average) } },
  }),
  external: ({ name, labels, average }) => ({
    type: 'External',
    external: {
      metric: { name, ...(filled(labels) && { selector: { matchLabels: labels } }) },
      target: { type: 'AverageValue', averageValue: quantity(average) },
    },
  }),
};

const metricSpec = (metric: ResolvedMetric): MetricSpec => (METRICS[metric.kind] as (metric: ResolvedMetric) => MetricSpec)(metric);

const used = (name: 'cpu' | 'memory', averageUtilization: number): MetricSpec => ({
  type: 'Resource',
  resource: { name, target: { type: 'Utilization', averageUtilization } },
});

/** In the form the server stores. */
const quantity = (amount: number): string => (Number.isInteger(amount) ? String(amount) : `${Math.round(amount * 1000)}m`);
