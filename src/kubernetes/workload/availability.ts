import type { Chart } from 'cdk8s';
import type { ResolvedMicroservice, ResolvedSystem } from '../../model/resolved';
import { selectorLabels } from '../../model/resolved/selector';
import { HorizontalPodAutoscaler, PodDisruptionBudget } from '../imports/kubernetes';

/** Lets a node be drained one pod at a time. A pod that never became ready does not hold the drain up. */
export function addDisruptionBudget(chart: Chart, system: ResolvedSystem, { name }: ResolvedMicroservice): PodDisruptionBudget {
  return new PodDisruptionBudget(chart, 'disruption-budget', {
    metadata: { name },
    spec: {
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
      selector: { matchLabels: selectorLabels(system, name) },
    },
  });
}

/**
 * Moves the number of pods in the given range. A Deployment that had a fixed number and gets a range falls back to one pod, the server's
 * default, until the autoscaler has set its minimum (15 s): a number in the manifest would undo the autoscaler's at every apply.
 */
export function addAutoscaler(
  chart: Chart,
  name: string,
  { min, max }: ResolvedMicroservice['replicas'],
  averageUtilization: number,
): HorizontalPodAutoscaler {
  return new HorizontalPodAutoscaler(chart, 'autoscaler', {
    metadata: { name },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas: min,
      maxReplicas: max,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } }],
    },
  });
}
