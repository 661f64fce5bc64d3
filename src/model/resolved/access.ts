/** What access can give that is more than meets the eye. */
export type AccessDanger = 'wildcard' | 'escalation' | 'all-secrets';

/** What pods may do with objects of the Kubernetes API. All lists are sorted. */
export interface ResolvedAccess {
  /** In all namespaces, and what is in none; else in the workload's own. */
  readonly clusterWide: boolean;
  /** `''` is the core group. */
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  /** Empty: all objects. */
  readonly resourceNames: readonly string[];
  readonly verbs: readonly string[];
  readonly because: string;
  readonly waivers: readonly { readonly danger: AccessDanger; readonly because: string }[];
}
