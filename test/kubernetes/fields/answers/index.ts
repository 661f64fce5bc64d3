import type { Answers } from '../answer';
import * as container from './container';
import * as controllers from './controllers';
import * as pod from './pod';
import * as service from './service';

/** All fields of the types that workloads are made of, in the order of a reader's interest. */
export const ANSWERS: Readonly<Record<string, Answers>> = {
  PodSpec: pod.POD,
  PodSecurityContext: pod.POD_SECURITY_CONTEXT,
  Container: container.CONTAINER,
  SecurityContext: container.SECURITY_CONTEXT,
  ContainerPort: container.CONTAINER_PORT,
  EnvVarSource: container.ENV_VAR_SOURCE,
  Probe: container.PROBE,
  Lifecycle: container.LIFECYCLE,
  VolumeSource: pod.VOLUME_SOURCE,
  VolumeMount: pod.VOLUME_MOUNT,
  PersistentVolumeClaimSpec: pod.CLAIM,
  DeploymentSpec: controllers.DEPLOYMENT,
  StatefulSetSpec: controllers.STATEFUL_SET,
  DaemonSetSpec: controllers.DAEMON_SET,
  JobSpec: controllers.JOB,
  CronJobSpec: controllers.CRON_JOB,
  HorizontalPodAutoscalerSpec: controllers.AUTOSCALER,
  PodDisruptionBudgetSpec: controllers.DISRUPTION_BUDGET,
  ServiceSpec: service.SERVICE,
  ServicePort: service.SERVICE_PORT,
};
