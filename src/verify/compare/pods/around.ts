import {
  type ResolvedDisruption,
  type ResolvedMetric,
  type ResolvedReplicas,
  type ResolvedWorkload,
  type ResolvedWorkloads,
  SHARE_MIB,
  type WorkloadKind,
} from '../../../model/resolved';
import type { Labels } from '../../kubernetes/selector';
import { wantedClaim } from './keepers';
import type { Wanted } from './wanted';

/** An object beside what keeps pods, and what it has to say. */
export interface Around {
  readonly kind: string;
  readonly name: string;
  readonly wanted: Wanted;
}

/** Kinds of which a workload may have some, and those of others are no business of its own. */
type Parts = { readonly [K in WorkloadKind]: (workload: ResolvedWorkloads[K], alike: Labels) => readonly Around[] };

type Served = { readonly name: string; readonly disruption: ResolvedDisruption; readonly replicas: ResolvedReplicas };

const served =
  (keeper: string) =>
  ({ name, disruption, replicas }: Served, alike: Labels): readonly Around[] => [
    {
      kind: 'PodDisruptionBudget',
      name,
      wanted: { ...disruption, unhealthyPodEvictionPolicy: 'AlwaysAllow', selector: { matchLabels: alike } },
    },
    ...(replicas.metrics
      ? [
          {
            kind: 'HorizontalPodAutoscaler',
            name,
            wanted: {
              scaleTargetRef: { apiVersion: 'apps/v1', kind: keeper, name },
              minReplicas: replicas.min,
              maxReplicas: replicas.max,
              metrics: replicas.metrics.map((metric) => (METRICS[metric.kind] as (metric: ResolvedMetric) => Wanted)(metric)),
            },
          },
        ]
      : []),
  ];

const PARTS: Parts = {
  microservice: served('Deployment'),
  'stateful-service': served('StatefulSet'),
  'daemon-service': () => [],
  job: () => [],
  'cron-job': () => [],
};

const average = (value: number): Wanted => ({ type: 'AverageValue', averageValue: `${Math.round(value * 1000)}m` });
const used = ({ kind, percent }: Extract<ResolvedMetric, { readonly percent: number }>): Wanted => ({
  type: 'Resource',
  resource: { name: kind, target: { type: 'Utilization', averageUtilization: percent } },
});

const METRICS: { readonly [K in ResolvedMetric['kind']]: (metric: Extract<ResolvedMetric, { readonly kind: K }>) => Wanted } = {
  cpu: used,
  memory: used,
  pods: (metric) => ({ type: 'Pods', pods: { metric: { name: metric.name }, target: average(metric.average) } }),
  external: (metric) => ({
    type: 'External',
    external: { metric: { name: metric.name, selector: selectorOf(metric.labels) }, target: average(metric.average) },
  }),
};

const selectorOf = (labels: Labels): Wanted | undefined => (Object.keys(labels).length === 0 ? undefined : { matchLabels: labels });

/** A share has as much room as its server: something has to be said, and no class makes a volume for it. */
const SHARE = { storageClassName: '', resources: { requests: { storage: `${SHARE_MIB}Mi` } } };

/** What is written for a workload beside what keeps its pods. */
export function wantedAround(workload: ResolvedWorkload, alike: Labels): readonly Around[] {
  const { claims = [], shares = [], volumes } = workload.pods;
  const named = new Map(volumes.flatMap((volume) => (volume.kind === 'claim' ? [[volume.name, volume.claim] as const] : [])));
  return [
    ...(PARTS[workload.kind] as (workload: ResolvedWorkload, alike: Labels) => readonly Around[])(workload, alike),
    ...claims
      .filter(({ ofEachPod }) => !ofEachPod)
      .map((claim) => ({ kind: 'PersistentVolumeClaim', name: named.get(claim.volume) ?? '', wanted: wantedClaim(claim) })),
    ...shares.map(({ claim, name, readOnly }) => ({
      kind: 'PersistentVolumeClaim',
      name: claim,
      wanted: { accessModes: [readOnly ? 'ReadOnlyMany' : 'ReadWriteMany'], ...SHARE, volumeName: name },
    })),
  ];
}
