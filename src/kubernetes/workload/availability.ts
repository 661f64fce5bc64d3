import type { Chart } from 'cdk8s';
import type { ResolvedReplicas, ResolvedSystem } from '../../model/resolved';
import { selectorLabels } from '../../model/resolved/selector';
import { HorizontalPodAutoscaler, PodDisruptionBudget } from '../imports/kubernetes';

/** Lets a node be drained one pod at a time. A pod that never became ready does not hold the drain up. */
export function addDisruptionBudget(chart: Chart, system: ResolvedSystem, { name }: { readonly name: string }): PodDisruptionBudget {
  return new PodDisruptionBudget(chart, 'disruption-budget', {
    metadata: { name },
    spec: {
      maxUnavailable: 1,
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
  { name, replicas: { min, max, targetCpuPercent } }: Scaled,
): HorizontalPodAutoscaler | undefined {
  if (targetCpuPercent === undefined) return undefined;
  return new HorizontalPodAutoscaler(chart, 'autoscaler', {
    metadata: { name },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind, name },
      minReplicas: min,
      maxReplicas: max,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: targetCpuPercent } } }],
    },
  });
}
