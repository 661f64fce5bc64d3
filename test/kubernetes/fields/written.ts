/** Fields that were written, by type. */
export type Written = ReadonlyMap<string, ReadonlySet<string>>;

type Json = Readonly<Record<string, unknown>>;

/** Which types stand in which fields of which others. */
const INSIDE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Deployment: { spec: 'DeploymentSpec' },
  StatefulSet: { spec: 'StatefulSetSpec' },
  DaemonSet: { spec: 'DaemonSetSpec' },
  Job: { spec: 'JobSpec' },
  CronJob: { spec: 'CronJobSpec' },
  HorizontalPodAutoscaler: { spec: 'HorizontalPodAutoscalerSpec' },
  PodDisruptionBudget: { spec: 'PodDisruptionBudgetSpec' },
  PersistentVolumeClaim: { spec: 'PersistentVolumeClaimSpec' },
  Service: { spec: 'ServiceSpec' },
  ServiceSpec: { ports: 'ServicePort' },
  DeploymentSpec: { template: 'PodTemplate' },
  StatefulSetSpec: { template: 'PodTemplate', volumeClaimTemplates: 'PersistentVolumeClaim' },
  DaemonSetSpec: { template: 'PodTemplate' },
  CronJobSpec: { jobTemplate: 'Job' },
  JobSpec: { template: 'PodTemplate' },
  PodTemplate: { spec: 'PodSpec' },
  PodSpec: { securityContext: 'PodSecurityContext', containers: 'Container', initContainers: 'Container', volumes: 'VolumeSource' },
  Container: {
    securityContext: 'SecurityContext',
    ports: 'ContainerPort',
    env: 'EnvVar',
    startupProbe: 'Probe',
    readinessProbe: 'Probe',
    livenessProbe: 'Probe',
    lifecycle: 'Lifecycle',
    volumeMounts: 'VolumeMount',
  },
  EnvVar: { valueFrom: 'EnvVarSource' },
};

/** Reads manifests field by field. */
export function writtenFields(manifests: readonly Json[]): Written {
  const written = new Map<string, Set<string>>();
  const visit = (type: string, value: unknown): void => {
    if (Array.isArray(value)) {
      for (const each of value) visit(type, each);
    } else if (typeof value === 'object' && value !== null) {
      const seen = written.get(type) ?? new Set();
      written.set(type, seen);
      for (const [field, inner] of Object.entries(value as Json)) {
        if (inner === undefined) continue;
        seen.add(field);
        const next = INSIDE[type]?.[field];
        if (next !== undefined) visit(next, inner);
      }
    }
  };
  for (const manifest of manifests) if (typeof manifest.kind === 'string') visit(manifest.kind, manifest);
  return written;
}
