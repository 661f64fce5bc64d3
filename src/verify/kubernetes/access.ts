import { NotUnderstoodError } from '../errors';
import type { Fields } from '../fields';

/** One rule of a role: every verb on every resource of every group. */
export interface RoleRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  /** Empty: all objects. */
  readonly resourceNames: readonly string[];
  readonly verbs: readonly string[];
  /** Paths of the API server that are no objects. */
  readonly paths: readonly string[];
}

/** A Role or ClusterRole. */
export interface Role {
  readonly kind: string;
  readonly name: string;
  /** Unset for one of the whole cluster. */
  readonly namespace?: string;
  readonly rules: readonly RoleRule[];
}

/** A RoleBinding or ClusterRoleBinding. */
export interface RoleBinding {
  readonly name: string;
  /** Where it holds; unset: everywhere. */
  readonly namespace?: string;
  readonly role: { readonly kind: string; readonly name: string };
  readonly subjects: readonly Subject[];
}

/** Whom a binding names: an account, or a user or group by the name that the API server knows it by. */
export interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

/** Names by which a service account is bound, too (kubernetes.io, "Referring to subjects"). */
const alsoKnown = (namespace: string, account: string): ReadonlySet<string> =>
  new Set([
    `User system:serviceaccount:${namespace}:${account}`,
    ...['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'].map((group) => `Group ${group}`),
  ]);

/** Whoever shows the API server no name. */
const NAMELESS: ReadonlySet<string> = new Set(['User system:anonymous', 'Group system:unauthenticated']);

/**
 * What every cluster gives everybody: who they are and what there is (kubernetes.io, "Default roles and role bindings"), and how nodes that join
 * know the cluster (kubeadm).
 */
const GIVEN_TO_ALL: ReadonlySet<string> = new Set([
  'ClusterRole system:basic-user',
  'ClusterRole system:discovery',
  'ClusterRole system:public-info-viewer',
  'ClusterRole system:service-account-issuer-discovery',
  'Role kubeadm:bootstrap-signer-clusterinfo',
]);

/** What a service account may do, by one rule. */
export interface AccessGrant extends RoleRule {
  /** Unset: everywhere. */
  readonly namespace?: string;
  /** For people. */
  readonly by: string;
}

/** A binding that holds in one namespace, with what it gives; `rules` are unset where its role is not there. */
export interface Binding extends RoleBinding {
  readonly namespace: string;
  readonly rules?: readonly RoleRule[];
}

/** Everything that manifests say about who may do what with the Kubernetes API. */
export class AccessSet {
  constructor(
    private readonly roles: readonly Role[],
    private readonly bindings: readonly RoleBinding[],
  ) {}

  /**
   * What bindings that name an account give it.
   * @throws NotUnderstoodError where one gives it a role whose rules are not there
   */
  of(namespace: string, account: string): readonly AccessGrant[] {
    const known = alsoKnown(namespace, account);
    const own = this.bindings.filter(
      (binding) =>
        binding.subjects.some((each) => each.kind === 'ServiceAccount' && each.name === account && each.namespace === namespace) ||
        (!isGivenToAll(binding) && binding.subjects.some((each) => known.has(textOf(each)))),
    );
    return own.flatMap((binding) => {
      const by = `${binding.namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding'} ${binding.name}`;
      const role = this.roleOf(binding);
      if (!role)
        throw new NotUnderstoodError(
          `${by} gives ${namespace}/${account} the ${binding.role.kind} ${binding.role.name}, which is not there`,
        );
      return role.rules.map(
        (rule): AccessGrant => ({ ...rule, by, ...(binding.namespace !== undefined && { namespace: binding.namespace }) }),
      );
    });
  }

  /** Bindings that hold in one of these namespaces alone. */
  within(namespaces: ReadonlySet<string>): readonly Binding[] {
    return this.bindings.flatMap((binding) => {
      const { namespace } = binding;
      if (namespace === undefined || !namespaces.has(namespace) || isGivenToAll(binding)) return [];
      const rules = this.roleOf(binding)?.rules;
      return [{ ...binding, namespace, ...(rules && { rules }) }];
    });
  }

  /** Bindings by which somebody without a name may do something. */
  get nameless(): readonly RoleBinding[] {
    return this.bindings.filter((binding) => !isGivenToAll(binding) && binding.subjects.some((each) => NAMELESS.has(textOf(each))));
  }

  private roleOf({ namespace, role }: RoleBinding): Role | undefined {
    return this.roles.find(
      ({ kind, name, namespace: home }) => kind === role.kind && name === role.name && (kind === 'ClusterRole' || home === namespace),
    );
  }
}

const textOf = ({ kind, name }: Pick<Subject, 'kind' | 'name'>): string => `${kind} ${name}`;
const isGivenToAll = ({ role }: RoleBinding): boolean => GIVEN_TO_ALL.has(textOf(role));

export function readRole(kind: string, name: string, namespace: string | undefined, object: Fields): Role {
  if (object.has('aggregationRule')) throw new NotUnderstoodError('its rules are those of others (aggregationRule)');
  return { kind, name, ...(namespace !== undefined && { namespace }), rules: object.list('rules', readRule) ?? [] };
}

const readRule = (rule: Fields): RoleRule => ({
  apiGroups: rule.texts('apiGroups') ?? [],
  resources: rule.texts('resources') ?? [],
  resourceNames: rule.texts('resourceNames') ?? [],
  verbs: rule.texts('verbs') ?? [],
  paths: rule.texts('nonResourceURLs') ?? [],
});

export function readRoleBinding(name: string, namespace: string | undefined, object: Fields): RoleBinding {
  const role = object.object('roleRef', (reference) => ({ kind: reference.text('kind'), name: reference.text('name') }));
  const subjects = object.list('subjects', (subject) => ({
    kind: subject.text('kind'),
    name: subject.text('name'),
    namespace: subject.optionalText('namespace') ?? namespace ?? '',
  }));
  return {
    name,
    ...(namespace !== undefined && { namespace }),
    role: object.required('roleRef', role),
    subjects: subjects ?? [],
  };
}
