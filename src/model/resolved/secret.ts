export type SecretStoreKind = 'ClusterSecretStore' | 'SecretStore';

/** Types of Secrets that Kubernetes knows keys of (kubernetes.io, "Types of Secret"). */
export type SecretType = 'Opaque' | 'kubernetes.io/dockerconfigjson' | 'kubernetes.io/tls' | 'kubernetes.io/basic-auth';

/** A Secret that pods of the system refer to. Values are nowhere. */
export interface ResolvedSecret {
  /** Its name in each of its namespaces. */
  readonly name: string;
  /** The type that Kubernetes knows it by. */
  readonly type: SecretType;
  /** Sorted. */
  readonly keys: readonly string[];
  /** Set when an ExternalSecret makes it; else it is there already. */
  readonly external?: {
    readonly store: { readonly kind: SecretStoreKind; readonly name: string };
    readonly refreshSeconds: number;
    /** In the order of keys. */
    readonly data: readonly { readonly key: string; readonly path: string; readonly property?: string; readonly version?: string }[];
  };
  /** Namespaces in which pods need it, sorted. */
  readonly places: readonly { readonly cluster: string; readonly namespace: string }[];
}
