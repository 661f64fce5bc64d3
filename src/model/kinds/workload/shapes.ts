import { REQUIREMENTS } from '../../advice/shape';
import { data, list, map, number, optional, propsOf, reference, type Shape, text } from '../../shape';
import { KubernetesCluster } from '../../workload/kubernetes-cluster';
import { Namespace } from '../../workload/namespace';
import { ServiceMesh } from '../../workload/service-mesh';
import type { ShutdownProps, WorkloadProps } from '../../workload/workload';
import { ACCESS } from '../pod/access';
import { CONTAINER, HELPERS, SIDECARS } from '../pod/containers';
import { PLACEMENT } from '../pod/placement';
import { SECRET_REFERENCE } from '../secret';
import { DURATION, HARDENING } from '../values';
import { REFUSED } from './refused';

/** What users may give to workloads of every kind. */

export const CLUSTER = reference('a KubernetesCluster', KubernetesCluster);
export const NAMESPACE = reference('a Namespace', Namespace);
export const MESH = reference('a ServiceMesh', ServiceMesh);

export const WORKLOAD: { readonly [K in keyof Required<WorkloadProps>]: Shape } = {
  ...CONTAINER,
  name: optional(text),
  namespace: optional(NAMESPACE),
  mesh: optional(MESH),
  initContainers: optional(HELPERS),
  sidecars: optional(SIDECARS),
  runAs: optional(number),
  imagePullSecrets: optional(list(SECRET_REFERENCE)),
  serviceAccount: optional(text),
  access: optional(ACCESS),
  shutdown: optional(propsOf<ShutdownProps>({ drain: optional(DURATION), grace: optional(DURATION) })),
  hardening: optional(HARDENING),
  placement: optional(PLACEMENT),
  requirements: REQUIREMENTS,
  labels: optional(map(text)),
  annotations: optional(map(data)),
  serviceAccountAnnotations: optional(map(data)),
};

/** How Kubernetes calls what stands in props of other names. */
export const SYNONYMS = {
  nodeSelector: 'placement',
  affinity: 'placement',
  tolerations: 'placement',
  topologySpreadConstraints: 'placement',
  priorityClassName: 'placement',
  runtimeClassName: 'placement',
  securityContext: 'hardening',
  terminationGracePeriodSeconds: 'shutdown',
  volumeMounts: 'volumes',
  volumeClaimTemplates: 'volumes',
  secrets: 'env',
  ...REFUSED,
} as const;
