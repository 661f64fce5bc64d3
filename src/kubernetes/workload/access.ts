import type { Chart } from 'cdk8s';
import type { ResolvedAccess, ResolvedSystem, ResolvedWorkload } from '../../model/resolved';
import { clusterRoleName } from '../../model/resolved/object-names';
import { ClusterRole, ClusterRoleBinding, type PolicyRule, Role, RoleBinding, ServiceAccount } from '../imports/kubernetes';
import { Annotation, filled } from '../names';
import { mountsToken } from './hardening';

const GROUP = 'rbac.authorization.k8s.io';

/** The account of a workload's pods, unless it is there already, and what it may do with the Kubernetes API. */
export function addIdentity(chart: Chart, system: ResolvedSystem, workload: ResolvedWorkload): ServiceAccount | undefined {
  const { name, namespace, pods } = workload;
  const { serviceAccount, ownAccount, accountAnnotations = {}, access } = pods;
  const [wide, narrow] = [access.filter(({ clusterWide }) => clusterWide), access.filter(({ clusterWide }) => !clusterWide)];
  const subjects = [{ kind: 'ServiceAccount', name: serviceAccount, namespace }];
  if (narrow.length > 0) {
    const metadata = { name, annotations: reasons(narrow) };
    new Role(chart, 'role', { metadata, rules: narrow.map(ruleSpec) });
    new RoleBinding(chart, 'role-binding', { metadata: { name }, roleRef: { apiGroup: GROUP, kind: 'Role', name }, subjects });
  }
  if (wide.length > 0) {
    const role = clusterRoleName(system.name, name);
    // In no namespace, also where the chart is in one.
    const metadata = { name: role, namespace: '', annotations: reasons(wide) };
    new ClusterRole(chart, 'cluster-role', { metadata, rules: wide.map(ruleSpec) });
    new ClusterRoleBinding(chart, 'cluster-role-binding', {
      metadata: { name: role, namespace: '' },
      roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name: role },
      subjects,
    });
  }
  if (!ownAccount) return undefined;
  return new ServiceAccount(chart, 'service-account', {
    metadata: { name: serviceAccount, annotations: filled({ ...accountAnnotations }) },
    automountServiceAccountToken: mountsToken(pods),
  });
}

const ruleSpec = ({ apiGroups, resources, resourceNames, verbs }: ResolvedAccess): PolicyRule => ({
  apiGroups: [...apiGroups],
  resources: [...resources],
  ...(resourceNames.length > 0 && { resourceNames: [...resourceNames] }),
  verbs: [...verbs],
});

/** Why, and why what is dangerous in it is accepted. */
const reasons = (access: readonly ResolvedAccess[]): Record<string, string> => {
  const texts = access.flatMap(({ because, waivers }) => [because, ...waivers.map((waiver) => `${waiver.danger}: ${waiver.because}`)]);
  return { [Annotation.BECAUSE]: [...new Set(texts)].join('; ') };
};
