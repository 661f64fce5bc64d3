import { type AccessRule, AccessWaiver } from '../../../src/model';
import { cluster, existingCluster, service } from '../fixture';
import type { ProblemCase } from './case';

const because = 'test';
const READ: AccessRule = { verbs: ['get'], resources: ['pods'], because };

/** One rule that is wrong. */
const rule = (when: string, code: string, more: Partial<AccessRule>, says: readonly string[], fix: string): ProblemCase => ({
  when,
  code,
  path: 'yard/k8s/api',
  says,
  fix: [fix],
  build: (y) => service(cluster(y), 'api', { access: [{ ...READ, ...more }] }),
});

export const ACCESS: readonly ProblemCase[] = [
  rule('access has no reason', 'INVALID_ACCESS', { because: ' ' }, ['access[0]', '`because`'], 'why it is needed'),
  rule('access has no verb', 'INVALID_ACCESS', { verbs: [] }, ['access[0].verbs is empty'], 'at least one'),
  rule('access has no resource', 'INVALID_ACCESS', { resources: [] }, ['access[0].resources is empty'], 'at least one'),
  rule('access has no group', 'INVALID_ACCESS', { apiGroups: [] }, ['access[0].apiGroups is empty'], 'at least one'),
  rule('a resource is a kind', 'INVALID_ACCESS', { resources: ['Pod'] }, ['access[0].resources', '"Pod"'], 'in the plural'),
  rule('a group has a version', 'INVALID_ACCESS', { apiGroups: ['apps/v1'] }, ['"apps/v1"'], 'without a version'),
  rule(
    'what has no name yet is made by name',
    'INVALID_ACCESS',
    { verbs: ['create'], resourceNames: ['a'] },
    ['"create"', 'without a name'],
    'a rule of its own',
  ),
  rule('a verb is misspelt', 'UNKNOWN_VERB', { verbs: ['wach'] }, ['access[0].verbs', '"wach"'], 'Write "watch"'),
  rule('a verb is none', 'UNKNOWN_VERB', { verbs: ['frobnicate'] }, ['"frobnicate"'], 'get, list, watch'),
  rule('all verbs are meant', 'DANGEROUS_ACCESS', { verbs: ['*'] }, ['a wildcard'], 'AccessWaiver.wildcard('),
  rule(
    'all resources of apps are meant',
    'DANGEROUS_ACCESS',
    { resources: ['*'], apiGroups: ['apps'] },
    ['a wildcard'],
    'AccessWaiver.wildcard(',
  ),
  rule('all Secrets are read', 'DANGEROUS_ACCESS', { resources: ['secrets'] }, ['all Secrets'], 'AccessWaiver.allSecrets('),
  ...['escalate', 'bind', 'impersonate'].map((verb) =>
    rule(`the verb is ${verb}`, 'DANGEROUS_ACCESS', { verbs: [verb], resources: ['users'] }, [`"${verb}"`], 'AccessWaiver.escalation('),
  ),
  rule(
    'tokens of others are made',
    'DANGEROUS_ACCESS',
    { verbs: ['create'], resources: ['serviceaccounts/token'] },
    ['act as others'],
    'AccessWaiver.escalation(',
  ),
  rule(
    'a danger is accepted without a reason',
    'WAIVER_WITHOUT_REASON',
    { verbs: ['*'], waive: [AccessWaiver.wildcard({ because: '' })] },
    ['wildcard'],
    'because',
  ),
  rule(
    'a danger is accepted that is not there',
    'NEEDLESS_WAIVER',
    { waive: [AccessWaiver.escalation({ because })] },
    ['AccessWaiver.escalation'],
    'Leave it out',
  ),
  {
    when: 'the API server of a cluster that exists is not known',
    code: 'NO_API_SERVER',
    path: 'yard/k8s/api',
    says: ['`access`', 'k8s'],
    fix: ['apiServer: External.address'],
    build: (y) => service(existingCluster(y), 'api', { access: [READ] }),
  },
  {
    when: 'no node of a cluster has an API server',
    code: 'NO_API_SERVER',
    path: 'yard/k8s/api',
    says: ['`access`'],
    fix: ['apiServer'],
    build: (y) => service(cluster(y, 'k8s', { nodes: { controlPlanes: 0 } }), 'api', { access: [READ] }),
  },
  {
    when: 'the name of a service account is none',
    code: 'INVALID_OBJECT_NAME',
    path: 'yard/k8s/api',
    says: ['serviceAccount', '"A"'],
    fix: ['lower-case'],
    build: (y) => service(cluster(y), 'api', { serviceAccount: 'A' }),
  },
  {
    when: 'the service account is that of another workload',
    code: 'BORROWED_ACCOUNT',
    path: 'yard/k8s/api',
    says: ['"web"', 'yard/k8s/web'],
    fix: ['Leave it out'],
    build: (y) => {
      const k8s = cluster(y);
      service(k8s, 'web');
      service(k8s, 'api', { serviceAccount: 'web' });
    },
  },
];
