import type { ResolvedPort } from '../values/resolved-port';
import type { ResolvedAccess } from './access';
import type { ResolvedContainer } from './container';
import type { ResolvedDisruption, ResolvedMetric, ResolvedPlacement, ResolvedRollout } from './placement';
import type { StatedRequirements } from './requirements';
import type { ResolvedClaim, ResolvedPodVolume, ResolvedShare, ResolvedTexts } from './volume';

export type HardeningRule =
  | 'read-only-root'
  | 'run-as-non-root'
  | 'drop-capabilities'
  | 'seccomp'
  | 'no-privilege-escalation'
  | 'no-service-account-token'
  | 'no-host-paths'
  | 'no-host-processes';

/** A rule that a workload is excused from. */
export interface ResolvedWaiver {
  readonly rule: HardeningRule;
  readonly because: string;
}

/** Where traffic from outside the cluster enters: a LoadBalancer Service with a planned address. */
export interface ResolvedVirtualAddress {
  /** IPv4, planned once and kept by the lock. */
  readonly address: string;
  /** Name in DNS for machines: `<name>.<domain>`. */
  readonly fqdn: string;
}

/** Pods as this system renders them, whatever kind of workload keeps them running. */
export interface ResolvedPodTemplate {
  /** By which the Kubernetes API and a mesh know them. */
  readonly serviceAccount: string;
  /** This system makes the account, and for these pods alone; else it is there already. */
  readonly ownAccount: boolean;
  /** Of users' own, on the account. Unset: none. */
  readonly accountAnnotations?: Readonly<Record<string, string>>;
  /** Secrets that images are pulled with, sorted. Unset: none. */
  readonly pullSecrets?: readonly string[];
  /** What they may do with the Kubernetes API. Empty: they need no token. In an order of their own. */
  readonly access: readonly ResolvedAccess[];
  /** Run together. */
  readonly containers: readonly ResolvedContainer[];
  /** Run one after the other before `containers` start, and end. */
  readonly initContainers: readonly ResolvedContainer[];
  /** Start before all others, and run until `containers` have ended. */
  readonly sidecars: readonly ResolvedContainer[];
  /** What its containers can mount. */
  readonly volumes: readonly ResolvedPodVolume[];
  /** Claims that are rendered with them, in order of ids. Unset: none. */
  readonly claims?: readonly ResolvedClaim[];
  /** Exports of servers that are rendered with them, in order of ids. Unset: none. */
  readonly shares?: readonly ResolvedShare[];
  /** Text that its files hold. Unset: none. */
  readonly texts?: ResolvedTexts;
  /** Numeric user and group id of the containers. */
  readonly runAs: number;
  /** Rules of the hardening that they are excused from. */
  readonly waivers: readonly ResolvedWaiver[];
  /** Seconds that a pod goes on serving once it is to end, and seconds that its processes have after that. */
  readonly shutdown: { readonly drainSeconds: number; readonly graceSeconds: number };
  /** On which nodes they run. */
  readonly placement: ResolvedPlacement;
  /** Of users' own, on the pods and on what keeps them. */
  readonly labels: Readonly<Record<string, string>>;
  /** Of users' own, likewise. */
  readonly annotations: Readonly<Record<string, string>>;
  /** They have a proxy of the cluster's mesh. */
  readonly inMesh: boolean;
  /** They end by themselves, and are not started again where they ended well. */
  readonly ends: boolean;
}

/** The kinds of workloads. */
export type WorkloadKind = 'microservice' | 'stateful-service' | 'daemon-service' | 'job' | 'cron-job';

/** What every workload has. */
export interface ResolvedWorkloadFacts {
  readonly name: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly pods: ResolvedPodTemplate;
  /** Of its Service. Empty: it has none, and nobody reaches it. */
  readonly ports: readonly ResolvedPort[];
  /** Set when something outside the cluster may reach it. */
  readonly virtualAddress?: ResolvedVirtualAddress;
  /** What is stated of its needs. Unset: nothing. */
  readonly requirements?: StatedRequirements;
}

/** A fixed number of pods, or a range that an HPA moves in. */
export interface ResolvedReplicas {
  /** Pods that there are at least. */
  readonly min: number;
  /** Pods that there are at most; equal to `min` where the number is fixed. */
  readonly max: number;
  /** What it goes by. Unset where the number is fixed. */
  readonly metrics?: readonly ResolvedMetric[];
}

/** What there is of pods that are always there. */
export interface ResolvedServingFacts extends ResolvedWorkloadFacts {
  /** For how long one client keeps to one pod. Unset: it does not. */
  readonly affinitySeconds?: number;
  /** Of users' own, on the Service that carries its name. Unset: none. */
  readonly serviceAnnotations?: Readonly<Record<string, string>>;
}

/** Pods that are always there, and all alike. */
export interface ResolvedMicroservice extends ResolvedServingFacts {
  /** Tells it from other workloads. */
  readonly kind: 'microservice';
  /** How many pods there are. */
  readonly replicas: ResolvedReplicas;
  /** How many may be missing while nodes are drained. */
  readonly disruption: ResolvedDisruption;
  /** How pods are replaced when their description changes. */
  readonly rollout: Extract<ResolvedRollout, { readonly kind: 'rolling' | 'recreate' }>;
}

/** Pods that are always there, each with a name of its own. */
export interface ResolvedStatefulService extends ResolvedServingFacts {
  /** Tells it from other workloads. */
  readonly kind: 'stateful-service';
  /** How many pods there are. */
  readonly replicas: ResolvedReplicas;
  /** How many may be missing while nodes are drained. */
  readonly disruption: ResolvedDisruption;
  /** How pods are replaced when their description changes. */
  readonly rollout: Extract<ResolvedRollout, { readonly kind: 'from-ordinal' | 'on-delete' }>;
  /** `ordered`: one after the other is started and ended. */
  readonly podManagement: 'ordered' | 'parallel';
}

/** A pod on each node. */
export interface ResolvedDaemonService extends ResolvedServingFacts {
  /** Tells it from other workloads. */
  readonly kind: 'daemon-service';
  /** How pods are replaced when their description changes. */
  readonly rollout: Extract<ResolvedRollout, { readonly kind: 'rolling' | 'on-delete' }>;
}

/** Work that ends. */
export interface ResolvedRun {
  readonly completions: number;
  readonly parallelism: number;
  readonly indexed: boolean;
  readonly retries: number;
  readonly deadlineSeconds?: number;
}

/** Pods that run once, to their end. */
export interface ResolvedJob extends ResolvedWorkloadFacts {
  /** Tells it from other workloads. */
  readonly kind: 'job';
  /** How many pods run, and how often it is tried. */
  readonly run: ResolvedRun;
  /** How long it is kept when it has ended. Unset: for good. */
  readonly keepSeconds?: number;
}

/** Pods that run to their end on a schedule. */
export interface ResolvedCronJob extends ResolvedWorkloadFacts {
  /** Tells it from other workloads. */
  readonly kind: 'cron-job';
  /** How many pods each run has, and how often it is tried. */
  readonly run: ResolvedRun;
  /** Five fields, as cron has them. */
  readonly schedule: string;
  /** The zone that the schedule is meant in, such as `Europe/Berlin`. */
  readonly timeZone: string;
  /** What happens when a run is due while the one before still runs. */
  readonly concurrency: 'forbid' | 'replace' | 'allow';
  /** How late a run may begin. Unset: however late. */
  readonly startingDeadlineSeconds?: number;
  /** How many ended runs are kept. */
  readonly history: { readonly succeeded: number; readonly failed: number };
  /** No run begins. */
  readonly suspend: boolean;
}

/** Every kind of workload by its name. */
export interface ResolvedWorkloads {
  readonly microservice: ResolvedMicroservice;
  readonly 'stateful-service': ResolvedStatefulService;
  readonly 'daemon-service': ResolvedDaemonService;
  readonly job: ResolvedJob;
  readonly 'cron-job': ResolvedCronJob;
}

/** A workload of any kind; `kind` tells which. */
export type ResolvedWorkload = { readonly [K in WorkloadKind]: ResolvedWorkloads[K] }[WorkloadKind];

/** All containers of a pod, in the order that they start in. */
export const containersOf = ({
  sidecars,
  initContainers,
  containers,
}: Pick<ResolvedPodTemplate, 'sidecars' | 'initContainers' | 'containers'>): readonly ResolvedContainer[] => [
  ...sidecars,
  ...initContainers,
  ...containers,
];
