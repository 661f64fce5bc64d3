import { ServiceMesh } from '../../edge/service-mesh';
import { list, number, optional, propsOf, reference, type Shape, text } from '../../shape';
import { CPU, DURATION, HARDENING, SIZE } from '../../shape/values';
import { KubernetesCluster } from '../../workload/kubernetes-cluster';
import { Namespace } from '../../workload/namespace';
import type { ResourcesProps } from '../../workload/resources';
import type { ShutdownProps, WorkloadProps } from '../../workload/workload';
import { ENV, ENV_FROM } from '../pod/environment';

/** What users may give to workloads of every kind. */

export const CLUSTER = reference('a KubernetesCluster', KubernetesCluster);
export const NAMESPACE = reference('a Namespace', Namespace);
export const RESOURCES = propsOf<ResourcesProps>({
  cpu: optional(CPU),
  cpuLimit: optional(CPU),
  memory: optional(SIZE),
  ephemeralStorage: optional(SIZE),
});
export const MESH = reference('a ServiceMesh', ServiceMesh);

export const WORKLOAD: { readonly [K in keyof Required<WorkloadProps>]: Shape } = {
  name: optional(text),
  image: text,
  namespace: optional(NAMESPACE),
  mesh: optional(MESH),
  env: optional(ENV),
  envFrom: optional(ENV_FROM),
  scratch: optional(list(text)),
  resources: optional(RESOURCES),
  runAs: optional(number),
  shutdown: optional(propsOf<ShutdownProps>({ drain: optional(DURATION), grace: optional(DURATION) })),
  hardening: optional(HARDENING),
};
