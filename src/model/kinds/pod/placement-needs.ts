import type { ResolvedMetric, ResolvedReplicas, ResolvedWorkload } from '../../resolved';

/** What a cluster must have for workloads to be placed and scaled as they are meant to, as ends of a sentence. */

/** Every cluster has these two. */
const BUILT_IN: ReadonlySet<string> = new Set(['system-cluster-critical', 'system-node-critical']);

/** Who answers for a metric. */
const SOURCES: { readonly [K in ResolvedMetric['kind']]: (metric: Extract<ResolvedMetric, { readonly kind: K }>) => string } = {
  cpu: () => 'metrics-server runs (metrics.k8s.io)',
  memory: () => 'metrics-server runs (metrics.k8s.io)',
  pods: ({ name }) => `an adapter answers for the metric ${name} of pods (custom.metrics.k8s.io)`,
  external: ({ name }) => `an adapter answers for the metric ${name} (external.metrics.k8s.io)`,
};

export function placementNeeds({ pods: { placement } }: Pick<ResolvedWorkload, 'pods'>): readonly string[] {
  const { priorityClass, runtimeClass } = placement;
  return [
    ...(priorityClass !== undefined && !BUILT_IN.has(priorityClass) ? [`the PriorityClass ${priorityClass} exists`] : []),
    ...(runtimeClass !== undefined ? [`the RuntimeClass ${runtimeClass} exists`] : []),
  ];
}

/** Who makes the volumes of claims (kubernetes.io, "Storage Classes"). */
export const claimNeeds = ({ pods: { claims = [] } }: Pick<ResolvedWorkload, 'pods'>): readonly string[] =>
  claims.map(({ storageClass }) =>
    storageClass === undefined ? 'one of its StorageClasses is the default, and makes volumes' : `the StorageClass ${storageClass} exists`,
  );

export const scalingNeeds = ({ metrics = [] }: ResolvedReplicas): readonly string[] =>
  metrics.map((metric) => (SOURCES[metric.kind] as (metric: ResolvedMetric) => string)(metric));
