import { type Answers, library, patch, prop, refused } from '../answer';

const SELECTOR = library('labels that identify the workload');
const REVISIONS = library('3: enough to go back, few enough to read');
const READY = patch('readiness says when a pod counts');
const TEMPLATE = prop('what is said of pods');

export const DEPLOYMENT: Answers = {
  minReadySeconds: READY,
  paused: patch('a way to work, not a description'),
  progressDeadlineSeconds: patch('the default of the server is meant'),
  replicas: prop('`replicas`'),
  revisionHistoryLimit: REVISIONS,
  selector: SELECTOR,
  strategy: prop('`rollout`'),
  template: TEMPLATE,
};

export const STATEFUL_SET: Answers = {
  minReadySeconds: READY,
  ordinals: patch('numbers count from 0'),
  persistentVolumeClaimRetentionPolicy: prop('`keep` of a claim'),
  podManagementPolicy: prop('`podManagement`'),
  replicas: prop('`replicas`'),
  revisionHistoryLimit: REVISIONS,
  selector: SELECTOR,
  serviceName: library('its headless Service'),
  template: TEMPLATE,
  updateStrategy: prop('`rollout`'),
  volumeClaimTemplates: prop('`volumes` with a claim for each pod'),
};

export const DAEMON_SET: Answers = {
  minReadySeconds: READY,
  revisionHistoryLimit: REVISIONS,
  selector: SELECTOR,
  template: TEMPLATE,
  updateStrategy: prop('`rollout`'),
};

export const JOB: Answers = {
  activeDeadlineSeconds: prop('`deadline`'),
  backoffLimit: prop('`retries`'),
  backoffLimitPerIndex: patch('retries count for the whole job'),
  completionMode: prop('`indexed`'),
  completions: prop('`completions`'),
  managedBy: patch('for controllers that know them'),
  manualSelector: refused("two jobs might take each other's pods"),
  maxFailedIndexes: patch('retries count for the whole job'),
  parallelism: prop('`parallelism`'),
  podFailurePolicy: patch('every failure counts alike'),
  podReplacementPolicy: patch('the default of the server is meant'),
  selector: refused("two jobs might take each other's pods"),
  successPolicy: patch('all completions count'),
  suspend: patch('a way to work; `CronJob` has it'),
  template: TEMPLATE,
  ttlSecondsAfterFinished: prop('`keep`'),
};

export const CRON_JOB: Answers = {
  concurrencyPolicy: prop('`concurrency`'),
  failedJobsHistoryLimit: prop('`history.failed`'),
  jobTemplate: TEMPLATE,
  schedule: prop('`schedule`'),
  startingDeadlineSeconds: prop('`startingDeadline`'),
  successfulJobsHistoryLimit: prop('`history.succeeded`'),
  suspend: prop('`suspend`'),
  timeZone: prop('`timeZone`'),
};

export const AUTOSCALER: Answers = {
  behavior: patch('the default of the server is meant'),
  maxReplicas: prop('`scaling.max`'),
  metrics: prop('`scaling.metrics`'),
  minReplicas: prop('`scaling.min`'),
  scaleTargetRef: library('the workload'),
};

export const DISRUPTION_BUDGET: Answers = {
  maxUnavailable: prop('`disruption.maxUnavailable`'),
  minAvailable: prop('`disruption.minAvailable`'),
  selector: SELECTOR,
  unhealthyPodEvictionPolicy: library('a pod that never became ready does not hold up a drain'),
};
