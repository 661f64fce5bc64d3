import type {
  ResolvedClaim,
  ResolvedCronJob,
  ResolvedJob,
  ResolvedPodTemplate,
  ResolvedReplicas,
  ResolvedRollout,
  ResolvedStatefulService,
  ResolvedWorkload,
  ResolvedWorkloads,
  WorkloadKind,
} from '../../../model/resolved';
import type { Labels } from '../../kubernetes/selector';
import type { Wanted } from './wanted';

/** What keeps the pods of a kind: its object, what it has to say but for the pods, and what the server takes where nothing is said. */
interface Keeper<K extends WorkloadKind> {
  readonly kind: string;
  readonly wanted: (workload: ResolvedWorkloads[K], alike: Labels) => Wanted;
  /** Fields that are the server's, or that are read elsewhere. */
  readonly others?: (workload: ResolvedWorkloads[K]) => readonly string[];
  /** At which pace pods are replaced. */
  readonly pace?: { readonly field: string; readonly usual: Wanted };
}

const KEPT_REVISIONS = 3;

const replicas = ({ min, max }: ResolvedReplicas): number | undefined => (min === max ? min : undefined);
/** The number belongs to the autoscaler. */
const ofAutoscaler = ({ replicas: { min, max } }: { readonly replicas: ResolvedReplicas }): readonly string[] =>
  min === max ? [] : ['replicas'];

type Rollouts = { readonly [K in ResolvedRollout['kind']]: (rollout: Extract<ResolvedRollout, { readonly kind: K }>) => Wanted };

const ROLLOUTS: Rollouts = {
  rolling: ({ maxUnavailable, maxSurge }) => ({ type: 'RollingUpdate', rollingUpdate: { maxUnavailable, maxSurge } }),
  recreate: () => ({ type: 'Recreate' }),
  'from-ordinal': ({ ordinal }) => ({ type: 'RollingUpdate', rollingUpdate: { partition: ordinal } }),
  'on-delete': () => ({ type: 'OnDelete' }),
};

const rolledOut = (rollout: ResolvedRollout): Wanted => (ROLLOUTS[rollout.kind] as (rollout: ResolvedRollout) => Wanted)(rollout);

const ORDER: { readonly [M in ResolvedStatefulService['podManagement']]: string } = { ordered: 'OrderedReady', parallel: 'Parallel' };
const OVERLAP: { readonly [C in ResolvedCronJob['concurrency']]: string } = { forbid: 'Forbid', replace: 'Replace', allow: 'Allow' };

const run = ({ run: { completions, parallelism, indexed, retries, deadlineSeconds } }: ResolvedJob | ResolvedCronJob): Wanted => ({
  completions,
  parallelism,
  completionMode: indexed ? 'Indexed' : undefined,
  backoffLimit: retries,
  activeDeadlineSeconds: deadlineSeconds,
});

/** What a claim asks for. */
export const wantedClaim = ({ accessMode, sizeMiB, storageClass }: ResolvedClaim): Wanted => ({
  accessModes: [accessMode],
  resources: { requests: { storage: `${sizeMiB}Mi` } },
  storageClassName: storageClass,
});

function claims({ claims: all = [] }: ResolvedPodTemplate): Wanted {
  const own = all.filter(({ ofEachPod }) => ofEachPod);
  const after = own.some(({ keep }) => keep) ? 'Retain' : 'Delete';
  return {
    volumeClaimTemplates: own.map((claim) => ({ metadata: { name: claim.id }, spec: wantedClaim(claim) })),
    persistentVolumeClaimRetentionPolicy: own.length === 0 ? undefined : { whenDeleted: after, whenScaled: after },
  };
}

const KEEPERS: { readonly [K in WorkloadKind]: Keeper<K> } = {
  microservice: {
    kind: 'Deployment',
    wanted: (workload, alike) => ({
      replicas: replicas(workload.replicas),
      revisionHistoryLimit: KEPT_REVISIONS,
      selector: { matchLabels: alike },
      strategy: rolledOut(workload.rollout),
    }),
    others: ofAutoscaler,
    pace: { field: 'strategy', usual: { maxUnavailable: '25%', maxSurge: '25%' } },
  },
  'stateful-service': {
    kind: 'StatefulSet',
    wanted: (workload, alike) => ({
      replicas: replicas(workload.replicas),
      revisionHistoryLimit: KEPT_REVISIONS,
      selector: { matchLabels: alike },
      podManagementPolicy: ORDER[workload.podManagement],
      updateStrategy: rolledOut(workload.rollout),
      ...claims(workload.pods),
    }),
    // By this name its pods are found: names are compared.
    others: (workload) => ['serviceName', ...ofAutoscaler(workload)],
    pace: { field: 'updateStrategy', usual: { partition: 0 } },
  },
  'daemon-service': {
    kind: 'DaemonSet',
    wanted: (workload, alike) => ({
      revisionHistoryLimit: KEPT_REVISIONS,
      selector: { matchLabels: alike },
      updateStrategy: rolledOut(workload.rollout),
    }),
    pace: { field: 'updateStrategy', usual: { maxUnavailable: 1, maxSurge: 0 } },
  },
  job: {
    kind: 'Job',
    wanted: (workload) => ({ ...run(workload), ttlSecondsAfterFinished: workload.keepSeconds }),
    // The server writes one of its own.
    others: () => ['selector'],
  },
  'cron-job': {
    kind: 'CronJob',
    wanted: (workload) => ({
      schedule: workload.schedule,
      timeZone: workload.timeZone,
      concurrencyPolicy: OVERLAP[workload.concurrency],
      startingDeadlineSeconds: workload.startingDeadlineSeconds,
      successfulJobsHistoryLimit: workload.history.succeeded,
      failedJobsHistoryLimit: workload.history.failed,
      suspend: workload.suspend,
      jobTemplate: { spec: run(workload) },
    }),
  },
};

type Raw = Readonly<Record<string, unknown>>;

/** What keeps the pods of a workload: the kind of the object, what it has to say of how it does so, and how what it says is read. */
export function keeperOf<K extends WorkloadKind>(
  workload: ResolvedWorkload & { readonly kind: K },
  alike: Labels,
): { readonly kind: string; readonly wanted: Wanted; readonly said: (spec: Raw) => Raw } {
  const { kind, wanted, others, pace } = KEEPERS[workload.kind] as Keeper<K>;
  const own = workload as unknown as ResolvedWorkloads[K];
  const left = new Set(['template', ...(others?.(own) ?? [])]);
  const said = (spec: Raw): Raw => {
    const fields = Object.fromEntries(Object.entries(spec).filter(([name]) => !left.has(name)));
    return { ...fields, ...(pace && paced(fields, pace)), ...ofRuns(fields) };
  };
  return { kind, wanted: said(wanted(own, alike)), said };
}

/** With what holds where nothing is said of the pace. */
function paced(spec: Raw, { field, usual }: NonNullable<Keeper<WorkloadKind>['pace']>): Raw {
  const { type = 'RollingUpdate', rollingUpdate = {} } = (spec[field] ?? {}) as { readonly type?: string; readonly rollingUpdate?: Raw };
  const said = Object.fromEntries(Object.entries(rollingUpdate).filter(([, value]) => value !== undefined));
  return { [field]: { type, ...(type === 'RollingUpdate' && { rollingUpdate: { ...usual, ...said } }) } };
}

/** Of a CronJob, what its runs say but for their pods. */
function ofRuns({ jobTemplate }: Raw): Raw {
  if (jobTemplate === undefined) return {};
  const { template: _, ...spec } = (jobTemplate as { readonly spec: Raw }).spec;
  return { jobTemplate: { spec } };
}
