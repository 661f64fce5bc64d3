import type { Proof, ResolvedMetric, ResolvedReplicas, ResolvedWorkload } from '../../resolved';

/** Something that a cluster must have, and where it is looked for there. */
export interface ClusterNeed {
  /** The end of a sentence. */
  readonly words: string;
  readonly proof: (cluster: string) => Proof;
}

/** What a cluster must have for workloads to be placed and scaled as they are meant to. */

const object = (kind: string, resource: string, name: string): ClusterNeed => ({
  words: `the ${kind} ${name} exists`,
  proof: (cluster) => ({ is: 'object', cluster, resource, name }),
});

/** Every cluster has these two. */
const BUILT_IN: ReadonlySet<string> = new Set(['system-cluster-critical', 'system-node-critical']);

/** Who answers for a metric. */
const SOURCES: {
  readonly [K in ResolvedMetric['kind']]: (metric: Extract<ResolvedMetric, { readonly kind: K }>) => {
    readonly words: string;
    readonly groupVersion: string;
  };
} = {
  cpu: () => ({ words: 'metrics-server runs (metrics.k8s.io)', groupVersion: 'metrics.k8s.io/v1beta1' }),
  memory: () => ({ words: 'metrics-server runs (metrics.k8s.io)', groupVersion: 'metrics.k8s.io/v1beta1' }),
  pods: ({ name }) => ({
    words: `an adapter answers for the metric ${name} of pods (custom.metrics.k8s.io)`,
    groupVersion: 'custom.metrics.k8s.io/v1beta2',
  }),
  external: ({ name }) => ({
    words: `an adapter answers for the metric ${name} (external.metrics.k8s.io)`,
    groupVersion: 'external.metrics.k8s.io/v1beta1',
  }),
};

export function placementNeeds({ pods: { placement } }: Pick<ResolvedWorkload, 'pods'>): readonly ClusterNeed[] {
  const { priorityClass, runtimeClass } = placement;
  return [
    ...(priorityClass !== undefined && !BUILT_IN.has(priorityClass) ? [object('PriorityClass', 'priorityclasses', priorityClass)] : []),
    ...(runtimeClass !== undefined ? [object('RuntimeClass', 'runtimeclasses', runtimeClass)] : []),
  ];
}

/** Who makes the volumes of claims (kubernetes.io, "Storage Classes"). */
export const claimNeeds = ({ pods: { claims = [] } }: Pick<ResolvedWorkload, 'pods'>): readonly ClusterNeed[] =>
  claims.map(({ storageClass }) =>
    storageClass === undefined
      ? {
          words: 'one of its StorageClasses is the default, and makes volumes',
          proof: (cluster) => ({ is: 'default-storage-class', cluster }),
        }
      : object('StorageClass', 'storageclasses', storageClass),
  );

export const scalingNeeds = ({ metrics = [] }: ResolvedReplicas): readonly ClusterNeed[] =>
  metrics.map((metric) => {
    const { words, groupVersion } = (
      SOURCES[metric.kind] as (metric: ResolvedMetric) => { readonly words: string; readonly groupVersion: string }
    )(metric);
    return { words, proof: (cluster) => ({ is: 'api', cluster, groupVersion }) };
  });
