/** A key of a Secret or ConfigMap that is in the namespace already. */
export interface ResolvedKey {
  /** Of the object. */
  readonly name: string;
  readonly key: string;
  /** The container starts without it, too. */
  readonly optional: boolean;
}

/** Fields of a pod that Kubernetes tells its containers (kubernetes.io, "Downward API"). */
export type PodField =
  | 'metadata.name'
  | 'metadata.namespace'
  | 'metadata.uid'
  | 'spec.nodeName'
  | 'spec.serviceAccountName'
  | 'status.hostIP'
  | 'status.podIP';

/** Resources of a container that Kubernetes tells it, and the units that they may be told in. */
export interface ResourceUnits {
  readonly 'limits.cpu': CpuUnit;
  readonly 'limits.ephemeral-storage': StorageUnit;
  readonly 'limits.memory': StorageUnit;
  readonly 'requests.cpu': CpuUnit;
  readonly 'requests.ephemeral-storage': StorageUnit;
  readonly 'requests.memory': StorageUnit;
}
export type CpuUnit = '1' | '1m';
export type StorageUnit = '1' | '1k' | '1Ki' | '1M' | '1Mi' | '1G' | '1Gi';
export type ResourceField = keyof ResourceUnits;

/** Where the text of a variable comes from. */
export type ResolvedEnvSource =
  /** Text as it is. */
  | { readonly from: 'value'; readonly value: string }
  /** Text in which `$(NAME)` stands for another variable of the container. */
  | { readonly from: 'expansion'; readonly template: string }
  | { readonly from: 'secret'; readonly key: ResolvedKey }
  | { readonly from: 'config-map'; readonly key: ResolvedKey }
  /** `path` is a {@link PodField}, or one label or annotation: `metadata.labels['team']`. */
  | { readonly from: 'field'; readonly path: string }
  | { readonly from: 'resource'; readonly resource: ResourceField; readonly unit: CpuUnit | StorageUnit };

/** One of a kind. */
export type EnvSourceFrom<From extends ResolvedEnvSource['from']> = Extract<ResolvedEnvSource, { readonly from: From }>;

/** A variable of a container's environment. */
export type ResolvedVariable = { readonly name: string } & ResolvedEnvSource;

/** Objects that hold keys. */
export type KeyHolder = 'secret' | 'config-map';

/** Whole Secrets and ConfigMaps as variables: each key is one. */
export interface ResolvedEnvFrom {
  readonly from: KeyHolder;
  readonly name: string;
  /** What stands before the name of each. */
  readonly prefix: string;
  readonly optional: boolean;
}
