import { ServiceMesh } from '../../edge/service-mesh';
import { data, list, map, number, optional, propsOf, reference, type Shape, text } from '../../shape';
import { CPU, DURATION, HARDENING, SIZE } from '../../shape/values';
import { KubernetesCluster } from '../../workload/kubernetes-cluster';
import type { ResourcesProps, SecretKey, ShutdownProps, WorkloadProps } from '../../workload/workload';

/** What users may give to workloads of every kind. */

export const CLUSTER = reference('a KubernetesCluster', KubernetesCluster);
export const MESH = reference('a ServiceMesh', ServiceMesh);

export const WORKLOAD: { readonly [K in keyof Required<WorkloadProps>]: Shape } = {
  name: optional(text),
  image: text,
  namespace: optional(text),
  mesh: optional(MESH),
  env: optional(map(data)),
  secrets: optional(map(propsOf<SecretKey>({ secret: text, key: text }))),
  scratch: optional(list(text)),
  resources: optional(
    propsOf<ResourcesProps>({
      cpu: optional(CPU),
      cpuLimit: optional(CPU),
      memory: optional(SIZE),
      ephemeralStorage: optional(SIZE),
    }),
  ),
  runAs: optional(number),
  shutdown: optional(propsOf<ShutdownProps>({ drain: optional(DURATION), grace: optional(DURATION) })),
  hardening: optional(HARDENING),
};
