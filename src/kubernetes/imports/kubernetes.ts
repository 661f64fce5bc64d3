import type { ApiObjectMetadata } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { KubernetesObject } from '../app/kubernetes-object';

/**
 * The kinds of Kubernetes' own API that this library writes. Fields are those of cdk8s-plus' generated bindings, whose types alone are
 * used: loading them takes longer than rendering a system, and they leave out what is newer than they are.
 */

/** How the server spells what the bindings put in camel case. */
interface Spelling {
  readonly clientIp: 'clientIP';
  readonly clusterIp: 'clusterIP';
  readonly datasetUuid: 'datasetUUID';
  readonly diskUri: 'diskURI';
  readonly downwardApi: 'downwardAPI';
  readonly externalId: 'externalID';
  readonly hostIp: 'hostIP';
  readonly hostIpc: 'hostIPC';
  readonly hostPid: 'hostPID';
  readonly insecureSkipTlsVerify: 'insecureSkipTLSVerify';
  readonly loadBalancerIp: 'loadBalancerIP';
  readonly nodeId: 'nodeID';
  readonly nonResourceUrLs: 'nonResourceURLs';
  readonly pdId: 'pdID';
  readonly podCidRs: 'podCIDRs';
  readonly podCidr: 'podCIDR';
  readonly providerId: 'providerID';
  readonly scaleIo: 'scaleIO';
  readonly setHostnameAsFqdn: 'setHostnameAsFQDN';
  readonly storagePolicyId: 'storagePolicyID';
  readonly targetCpuUtilizationPercentage: 'targetCPUUtilizationPercentage';
  readonly targetWwNs: 'targetWWNs';
  readonly volumeId: 'volumeID';
}

/** What is newer than the bindings, by the field that holds it. */
interface Newer {
  /** Since Kubernetes 1.30 (KEP-3960). */
  readonly preStop: { readonly sleep: { readonly seconds: number } };
}

/** A type of the bindings as it goes to the server. `IntOrString` and `Quantity` hold a value; others may have one beside other things. */
export type Wire<T> = T extends k8s.IntOrString ? (k8s.IntOrString extends T ? number | string : Plain<T>) : Plain<T>;

type Plain<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Wire<Item>[]
    : T extends object
      ? {
          readonly [Key in keyof T as Key extends keyof Spelling ? Spelling[Key] : Key]:
            | Wire<T[Key]>
            | (Key extends keyof Newer ? Newer[Key] : never);
        }
      : T;

/** Props of an object: its metadata as cdk8s takes them, its other fields as they go to the server. */
type Props<T> = { readonly metadata: ApiObjectMetadata } & Omit<Wire<T>, 'metadata'>;

export type Affinity = Wire<k8s.Affinity>;
export type Container = Wire<k8s.Container>;
export type EnvFromSource = Wire<k8s.EnvFromSource>;
export type EnvVar = Wire<k8s.EnvVar>;
export type JobSpec = Wire<k8s.JobSpec>;
export type MetricSpec = Wire<k8s.MetricSpecV2>;
export type LabelSelector = Wire<k8s.LabelSelector>;
export type Lifecycle = Wire<k8s.Lifecycle>;
export type LifecycleHandler = Wire<k8s.LifecycleHandler>;
export type NetworkPolicyPeer = Wire<k8s.NetworkPolicyPeer>;
export type NetworkPolicyPort = Wire<k8s.NetworkPolicyPort>;
export type PersistentVolumeClaimSpec = Wire<k8s.PersistentVolumeClaimSpec>;
export type PersistentVolumeSpec = Wire<k8s.PersistentVolumeSpec>;
export type PolicyRule = Wire<k8s.PolicyRule>;
export type PodSecurityContext = Wire<k8s.PodSecurityContext>;
export type PodSpec = Wire<k8s.PodSpec>;
export type PodTemplateSpec = Wire<k8s.PodTemplateSpec>;
export type Probe = Wire<k8s.Probe>;
export type Quantity = Wire<k8s.Quantity>;
export type ResourceRequirements = Wire<k8s.ResourceRequirements>;
export type SecurityContext = Wire<k8s.SecurityContext>;
export type ServicePort = Wire<k8s.ServicePort>;
export type ServiceSpec = Wire<k8s.ServiceSpec>;
export type StatefulSetSpec = Wire<k8s.StatefulSetSpec>;
export type Toleration = Wire<k8s.Toleration>;
export type Volume = Wire<k8s.Volume>;
export type VolumeProjection = Wire<k8s.VolumeProjection>;

/** A `ClusterRole` (`rbac.authorization.k8s.io/v1`). */
export class ClusterRole extends KubernetesObject {
  constructor(scope: Construct, id: string, props: Props<k8s.KubeClusterRoleProps>) {
    super(scope, id, 'rbac.authorization.k8s.io/v1', 'ClusterRole', props);
  }
}

/** A `ClusterRoleBinding` (`rbac.authorization.k8s.io/v1`). */
export class ClusterRoleBinding extends KubernetesObject {
  constructor(scope: Construct, id: string, props: Props<k8s.KubeClusterRoleBindingProps>) {
    super(scope, id, 'rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', props);
  }
}

/** A `ConfigMap` (`v1`). */
export class ConfigMap extends KubernetesObject {
  constructor(scope: Construct, id: string, props: Props<k8s.KubeConfigMapProps>) {
    super(scope, id, 'v1', 'ConfigMap', props);
  }
}

/** A `CronJob` (`batch/v1`). */
export class CronJob extends KubernetesObject {
  constructor(scope: Construct, id: string, props: Props<k8s.KubeCronJobProps>) {
    super(scope, id, 'batch/v1', 'CronJob', props);
  }
}

/** A `DaemonSet` (`apps/v1`). */
export class DaemonSet extends KubernetesObject {
  constructor(scope: Construct, id: string, props: Props<k8s.KubeDaemonSetProps>) {
    super(scope, id, 'apps/v1', 'DaemonSet', props);
  }
}

/** A `Deployment` (`apps/v1`). */
export class Deployment extends KubernetesObject {
  constructor(scope: Construct, id: string, props: Props<k8s.KubeDeploymentProps>) {
    super(scope, id, 'apps/v1', 'Deployment', props);
  }
}

/** An `EndpointSlice` (`discovery.k8s.io/v1`). */
export class EndpointSlice extends KubernetesObject {
  constructor(scope: Construct, id: string, props: Props<k8s.KubeEndpointSliceProps>) {
    super(scope, id, 'discovery.k8s.io/v1', 'EndpointSlice', props);
  }
}

/** A `HorizontalPodAutoscaler` (`autoscaling/v2`). */
export class HorizontalPodAutoscaler extends KubernetesObject {
  constructor(scope: Construct, id: string, props: Props<k8s.KubeHorizontalPodAutoscalerV2Props>) {
    super(scope, id, 'autoscaling/v2', 'HorizontalPodAutoscaler', props);
  }
}

/** A `Job` (`batch/v1`). */
export class Job extends KubernetesObject {
  constructor(scope: Construct, id: string, props: Props<k8s.KubeJobProps>) {
    super(scope, id, 'batch/v1', 'Job', props);
  }
}

/** A `LimitRange` (`v1`). */
export class LimitRange extends KubernetesObject {
  constructor(scope: Construct, id: string, props: Props<k8s.KubeLimitRangeProps>) {
    super(scope, id, 'v1', 'LimitRange', props);
  }
}

/** A `Namespace` (`v1`). */
export class Namespace extends KubernetesObject {
  constructor(scope: Construct, id: string, props: Props<k8s.KubeNamespaceProps>) {
    super(scope, id, 'v1', 'Namespace', props);
  }
}

/** A `NetworkPolicy` (`networking.k8s.io/v1`). */
export class NetworkPolicy extends KubernetesObject {
  constructor(scope: Construct, id: string, props: Props<k8s.KubeNetworkPolicyProps>) {
    super(scope, id, 'networking.k8s.io/v1', 'NetworkPolicy', props);
  }
}

/** A `PersistentVolumeClaim` (`v1`). */
export class PersistentVolumeClaim extends KubernetesObject {
  constructor(scope: Construct, id: string, props: Props<k8s.KubePersistentVolumeClaimProps>) {
    super(scope, id, 'v1', 'PersistentVolumeClaim', props);
  }
}

/** A `PersistentVolume` (`v1`). */
export class PersistentVolume extends KubernetesObject {
  constructor(scope: Construct, id: string, props: Props<k8s.KubePersistentVolumeProps>) {
    super(scope, id, 'v1', 'PersistentVolume', props);
  }
}

/** A `PodDisruptionBudget` (`policy/v1`). */
export class PodDisruptionBudget extends KubernetesObject {
  constructor(scope: Construct, id: string, props: Props<k8s.KubePodDisruptionBudgetProps>) {
    super(scope, id, 'policy/v1', 'PodDisruptionBudget', props);
  }
}

/** A `ResourceQuota` (`v1`). */
export class ResourceQuota extends KubernetesObject {
  constructor(scope: Construct, id: string, props: Props<k8s.KubeResourceQuotaProps>) {
    super(scope, id, 'v1', 'ResourceQuota', props);
  }
}

/** A `Role` (`rbac.authorization.k8s.io/v1`). */
export class Role extends KubernetesObject {
  constructor(scope: Construct, id: string, props: Props<k8s.KubeRoleProps>) {
    super(scope, id, 'rbac.authorization.k8s.io/v1', 'Role', props);
  }
}

/** A `RoleBinding` (`rbac.authorization.k8s.io/v1`). */
export class RoleBinding extends KubernetesObject {
  constructor(scope: Construct, id: string, props: Props<k8s.KubeRoleBindingProps>) {
    super(scope, id, 'rbac.authorization.k8s.io/v1', 'RoleBinding', props);
  }
}

/** A `Secret` (`v1`). */
export class Secret extends KubernetesObject {
  constructor(scope: Construct, id: string, props: Props<k8s.KubeSecretProps>) {
    super(scope, id, 'v1', 'Secret', props);
  }
}

/** A `Service` (`v1`). */
export class Service extends KubernetesObject {
  constructor(scope: Construct, id: string, props: Props<k8s.KubeServiceProps>) {
    super(scope, id, 'v1', 'Service', props);
  }
}

/** A `ServiceAccount` (`v1`). */
export class ServiceAccount extends KubernetesObject {
  constructor(scope: Construct, id: string, props: Props<k8s.KubeServiceAccountProps>) {
    super(scope, id, 'v1', 'ServiceAccount', props);
  }
}

/** A `StatefulSet` (`apps/v1`). */
export class StatefulSet extends KubernetesObject {
  constructor(scope: Construct, id: string, props: Props<k8s.KubeStatefulSetProps>) {
    super(scope, id, 'apps/v1', 'StatefulSet', props);
  }
}
