import type { AccessDanger } from '../resolved';
import { reasonIn } from '../shape/wrong';
import { Value } from '../values/value';

/** A reasoned exception for one rule of access. */
export class AccessWaiver extends Value {
  protected declare readonly brand: 'AccessWaiver';

  private constructor(
    /** What is accepted. */
    readonly danger: AccessDanger,
    /** Why it is accepted. */
    readonly because: string,
  ) {
    super();
  }

  /** `*` as a verb, a resource or a group: also what Kubernetes will have in later versions. */
  static wildcard(props: { readonly because: string }): AccessWaiver {
    return new AccessWaiver('wildcard', reasonIn(props));
  }

  /** What gives more than the rule says: other roles, other accounts and their tokens, a shell in pods, the kubelets. */
  static escalation(props: { readonly because: string }): AccessWaiver {
    return new AccessWaiver('escalation', reasonIn(props));
  }

  /** The content of every Secret of the namespace, or of the cluster. */
  static allSecrets(props: { readonly because: string }): AccessWaiver {
    return new AccessWaiver('all-secrets', reasonIn(props));
  }
}

/** Something that the process of a workload may do with objects of the Kubernetes API (kubernetes.io, "Using RBAC Authorization"). */
export interface AccessRule {
  /** Such as `get`, `list`, `watch`. */
  readonly verbs: readonly string[];
  /** In the plural, with a subresource behind a slash: `pods`, `pods/log`. */
  readonly resources: readonly string[];
  /**
   * API groups, without versions, such as `apps`.
   * @default - the core group, which has Pods, Services, ConfigMaps and Secrets
   */
  readonly apiGroups?: readonly string[];
  /** @default - all objects of the resources */
  readonly resourceNames?: readonly string[];
  /**
   * In all namespaces, and what is in none: a ClusterRole.
   * @default false - in the workload's own namespace
   */
  readonly clusterWide?: boolean;
  /** Why: shown in annotations and reports. */
  readonly because: string;
  /** @default - none */
  readonly waive?: readonly AccessWaiver[];
}
