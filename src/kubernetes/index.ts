/**
 * Workloads of a system as charts of cdk8s: the program in `charts/main.ts` uses it. Objects have the fields that go to the server.
 *
 * @module isthmus/kubernetes
 */

export { App, type AppProps } from './app/app';
export { KubernetesObject, type KubernetesObjectProps } from './app/kubernetes-object';
export { ManifestChart, type ManifestChartProps } from './app/manifest-chart';
export type { GatewayObjects } from './gateway';
export * from './imports/external-secrets';
export * from './imports/gateway-api';
export * from './imports/istio';
export {
  ClusterRole,
  ClusterRoleBinding,
  ConfigMap,
  CronJob,
  DaemonSet,
  Deployment,
  EndpointSlice,
  HorizontalPodAutoscaler,
  Job,
  LimitRange,
  Namespace,
  NetworkPolicy,
  PersistentVolume,
  PersistentVolumeClaim,
  PodDisruptionBudget,
  ResourceQuota,
  Role,
  RoleBinding,
  Service,
  ServiceAccount,
  StatefulSet,
} from './imports/kubernetes';
export * from './imports/metallb';
export { type CustomizeKubernetes, kubernetesMain } from './main';
export type { UnsaidFlow } from './policy/network-policy';
export { Manifests, type Named, renderKubernetes } from './render';
export type { ObjectsOf } from './workload';
