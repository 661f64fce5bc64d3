export { type Advice, type AdviceChange, type AdviceReason, advise } from './advice/advise';
export type { AdvisedSide } from './advice/rules';
export { Connection, DatabaseConnection } from './configuration/connection';
export type {
  ConnectionParts,
  ConnectionProps,
  DatabaseConnectionParts,
  DatabaseConnectionProps,
  UrlProps,
} from './configuration/connection-props';
export type { DatabaseProps, RoleProps } from './configuration/database-logins';
export { type EnvFromProps, EnvGroup, EnvSource, type OptionalProps } from './configuration/env-source';
export { type FileProps, FileSource, type TokenProps } from './configuration/file-source';
export { type ExistingSecretProps, type RemoteKey, Secret, SecretKey, type SecretProps, SecretStore } from './configuration/secret';
export type { Administration, Provisioning, Retirement, RetireProps, SystemProps } from './declarations';
export { ApiGateway, type ApiGatewayProps, GatewayProvider, type ProxyProps } from './edge/api-gateway';
export type { RouteBackend, RouteTarget } from './edge/backend';
export type { Backend, HealthCheckProps } from './edge/balancer-backend';
export type { BalancerHttpProps, BalancerRouteProps, BalancerTlsProps } from './edge/balancer-http';
export type { BalancerTlsRoutesProps, TlsRouteProps } from './edge/balancer-tls';
export {
  Certificate,
  CertificateIssuer,
  type IssuedCertificateProps,
  type StoredCertificateProps,
} from './edge/certificate';
export { type HttpListenerProps, type HttpsListenerProps, Listener, type ListenerProps, type PlainHttpProps } from './edge/listener';
export {
  type BalancerLimitsProps,
  type BalancerTimeoutsProps,
  LoadBalancer,
  type LoadBalancerProps,
  type PairProps,
} from './edge/load-balancer';
export { type GrpcMatch, type HttpMatch, type HttpMethod, PathMatch, TextMatch } from './edge/match';
export { Migration, type MigrationProps } from './edge/migration';
export {
  GrpcRoute,
  type GrpcRouteProps,
  type HeaderChanges,
  HttpRoute,
  type HttpRouteProps,
  PathRewrite,
  type RedirectProps,
  type RewriteProps,
  type TimeoutProps,
  type TrafficProps,
} from './edge/route';
export { type ApiKeyProps, Authentication, type CorsProps, RateLimit, type RateLimitProps } from './edge/traffic';
export {
  type ConnectionPoolProps,
  type OutlierDetectionProps,
  Retries,
  type RetryProps,
  ServerTls,
  type ServerTlsProps,
  TrafficPolicy,
  type TrafficPolicyProps,
  type TrafficTarget,
} from './edge/traffic-policy';
export { Environments } from './environments';
export { Command, type CommandProps } from './guest/command';
export { DatabaseEngine } from './guest/database-engine';
export { DatabaseTls, type SelfSignedTlsProps, type TlsFilesProps, type TlsVariablesProps } from './guest/database-tls';
export type { DiskMountProps, FirstBootProps, GuestProxyProps, GuestUserProps } from './guest/first-boot';
export type { FirstBootWaitProps } from './guest/first-boot-wait';
export { GuestFile, type GuestFileProps } from './guest/guest-file';
export { type CustomOsProps, GuestOs } from './guest/guest-os';
export { Image, type ImageProps } from './guest/image';
export { type AptRepositoryProps, Repository, type RepositoryProps } from './guest/repository';
export { SecurityUpdates, type SecurityUpdatesProps } from './guest/security-updates';
export {
  type WindowsAdministratorProps,
  type WindowsCertificateProps,
  type WindowsDiskProps,
  type WindowsDomainProps,
  WindowsSetup,
  type WindowsSetupProps,
} from './guest/windows-setup';
export { type Lock, serializeLock } from './lock/lock';
export { Anyone, External, type ExternalAddressProps, type ExternalProps } from './network/external';
export {
  FailureDomain,
  Host,
  type HostProps,
  type HugePagesProps,
  type MachineTypes,
  type NumaNodeProps,
  type SshConnection,
  type UefiFirmware,
  Virtualization,
} from './network/host';
export { HostDevice } from './network/host-device';
export { Forward, Isolation, type KvmHosts, Network, type NetworkProps, Subnet, type SubnetProps } from './network/network';
export { type CephProps, type PoolSpaceProps, StoragePool } from './network/storage-pool';
export { type Allowance, type AllowProps, Policy, type Receiver, type Sender } from './policy/policy';
export { type FlowRule, FlowWaiver } from './policy/waiver';
export { InvalidSystemError, type Problem, problemText } from './problem';
export type { Resolution, ResolveOptions } from './resolve';
export type {
  AddressBlock,
  ClientPorts,
  ClusterKind,
  DnsRecord,
  End,
  Enforcement,
  EnforcementPoint,
  EngineName,
  FlowOrigin,
  MachineEnd,
  MachineKind,
  NodesEnd,
  OutsideEnd,
  PodSelector,
  PodsEnd,
  PortRange,
  ResolvedCluster,
  ResolvedCronJob,
  ResolvedDaemonService,
  ResolvedExternal,
  ResolvedFlow,
  ResolvedGateway,
  ResolvedHost,
  ResolvedJob,
  ResolvedMachine,
  ResolvedMicroservice,
  ResolvedNamespace,
  ResolvedNic,
  ResolvedOtherNic,
  ResolvedPods,
  ResolvedPodTemplate,
  ResolvedPort,
  ResolvedReplicas,
  ResolvedRetiredClaim,
  ResolvedRetirement,
  ResolvedRoute,
  ResolvedSecret,
  ResolvedStatefulService,
  ResolvedSubnet,
  ResolvedSystem,
  ResolvedVirtualAddress,
  ResolvedVolume,
  ResolvedWorkload,
  ResolverEnd,
  SeenAddresses,
  SubnetEnd,
  SubnetMode,
  Warning,
  Way,
  WorkloadKind,
} from './resolved';
export type {
  Criterion,
  DevOpsNeed,
  EfficiencyNeed,
  IsolationNeed,
  LegacyNeed,
  MicroservicesNeed,
  OperatingSystemNeed,
  OperationsNeed,
  Requirements,
  SecurityNeed,
  StartUpNeed,
  StatedRequirements,
} from './resolved/requirements';
export { System } from './system';
export { Cpu, Duration, Port, type PortProps, type Protocol, Size } from './values';
export { type AccessRule, AccessWaiver } from './workload/access';
export {
  AddOn,
  type AddOnProps,
  type AddOnValues,
  type ExistingAddOnProps,
  type IstioAddOnProps,
  type IstioChart,
  type ManifestAddOnProps,
  type PlacedAddOnProps,
} from './workload/add-on';
export type { AdoptProps } from './workload/adoption';
export {
  BackupTarget,
  type BackupTargetProps,
  type NfsTargetProps,
  type S3TargetProps,
  type SftpTargetProps,
} from './workload/backup-target';
export type { Argument, ContainerProps, ContainerResourcesProps, HelperContainerProps, SidecarProps } from './workload/container';
export { Concurrency, CronJob, type CronJobProps, type HistoryProps } from './workload/cron-job';
export { DaemonService, type DaemonServiceProps } from './workload/daemon-service';
export {
  type BackupProps,
  type DatabaseReplica,
  type DatabaseRoleProps,
  DatabaseVm,
  type DatabaseVmProps,
  type LoginSource,
  type PointInTimeProps,
  type ReplicaProps,
} from './workload/database-vm';
export {
  type DataDiskOptions,
  type DataDiskProps,
  DiskBus,
  DiskCache,
  DiskIo,
  type DiskLimits,
  type DiskOptions,
  type ExistingVolume,
  type RootDiskOptions,
  type SharedFolderProps,
} from './workload/disk';
export { Distribution, FlannelBackend, type K3sBinaryProps, type K3sProps } from './workload/distribution';
export { Hardening, Rule } from './workload/hardening';
export {
  CpuFeaturePolicy,
  CpuMode,
  type CpuPinning,
  type CpuProps,
  type CpuTopology,
  Graphics,
  type HardwareProps,
  MemoryAllocation,
  type MemoryBackingProps,
  type MemoryBalloonProps,
  type NumaCell,
  NumaMode,
  type NumaProps,
  type RngProps,
  type RngRate,
  VideoModel,
  type VideoProps,
  type VsockProps,
  WatchdogAction,
  WatchdogModel,
  type WatchdogProps,
} from './workload/hardware';
export { Hook, type HooksProps, type HttpHookProps } from './workload/hook';
export { Job, type JobProps, type RunProps } from './workload/job';
export {
  type ClusterDnsProps,
  ClusterNode,
  type ExistingClusterProps,
  KubernetesCluster,
  type KubernetesClusterProps,
  PodEgress,
} from './workload/kubernetes-cluster';
export { LegacyVm, type LegacyVmProps } from './workload/legacy-vm';
export { Machine, type MachineProps, NetworkInterface } from './workload/machine';
export { Microservice, type MicroserviceProps } from './workload/microservice';
export type { MonitoringProps, Scraper } from './workload/monitoring';
export { type ExistingNamespaceProps, Namespace, type NamespaceProps, type QuotaProps } from './workload/namespace';
export { AddressedBy, type NetworkInterfaceProps, type RouteProps } from './workload/network-interface';
export { BringUp, type NodePoolProps, type NodesProps } from './workload/nodes';
export { type PlacementProps, Spread, Taint, TaintEffect, Toleration, Topology } from './workload/placement';
export { PodSecurity } from './workload/pod-security';
export { Pods, type PodsProps } from './workload/pods';
export { type GrpcProbeProps, type HealthProps, type HttpProbeProps, type PortProbeProps, Probe, type ProbeTiming } from './workload/probe';
export type { ResourcesProps } from './workload/resources';
export { type RollingProps, Rollout, type RolloutOf } from './workload/rollout';
export { type DisruptionProps, Metric, type ReplicasProps, type ScalingProps } from './workload/scaling';
export { MeshMode, MeshProvider, Mtls, ServiceMesh, type ServiceMeshProps } from './workload/service-mesh';
export { type ServingProps, ServingWorkload } from './workload/serving';
export { PodManagement, StatefulService, type StatefulServiceProps } from './workload/stateful-service';
export { VirtualMachine, type VirtualMachineProps } from './workload/virtual-machine';
export {
  AccessMode,
  type ClaimProps,
  type ExistingClaimProps,
  type HostPathProps,
  HostPathType,
  type KeysProps,
  type NfsProps,
  type ScratchProps,
  Volume,
} from './workload/volume';
export { type ShutdownProps, Workload, type WorkloadProps } from './workload/workload';
