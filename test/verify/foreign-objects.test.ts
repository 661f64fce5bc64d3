import { synthKubernetes, synthTerraform } from '../../src/testing';
import { verify } from '../../src/verify';
import { Shop } from '../../system';

/** What somebody adds beside the system's own objects, to become one of its own, to take its place, or to keep it from working. */

// biome-ignore lint/suspicious/noExplicitAny: manifests are taken apart freely here
type Json = any;

const { system } = new Shop().resolve();
const terraform = synthTerraform(new Shop());
const kubernetes = synthKubernetes(new Shop());
const written: readonly Json[] = Object.values(kubernetes).flat();

const object = (apiVersion: string, kind: string, name: string, more: object, namespace: string | undefined = 'shop'): Json => ({
  ...{ apiVersion, kind, metadata: { name, namespace } },
  ...more,
});
const like = (kind: string, name: string, edit: (copy: Json) => unknown): Json => {
  const copy = structuredClone(written.find((each) => each.kind === kind && each.metadata.name === name));
  edit(copy);
  return copy;
};
const RBAC = 'rbac.authorization.k8s.io/v1';
const binding = (name: string, kind: string, subject: Json, namespace?: string): Json =>
  object(
    RBAC,
    namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding',
    name,
    { roleRef: { kind, name: 'reads-secrets' }, subjects: [subject] },
    namespace,
  );
const rules = { rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list'] }] };
const pods = (name: string, spec: object, labels: object = { app: name }, namespace = 'shop'): Json =>
  object(
    'apps/v1',
    'Deployment',
    name,
    {
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: 'a', image: 'a:1' }], ...spec } },
      },
    },
    namespace,
  );
const labelsOf = (name: string): Json =>
  written.find((each) => each.kind === 'Deployment' && each.metadata.name === name).spec.selector.matchLabels;

const SECRET = system.secrets.find(({ places }) => places.some(({ namespace }) => namespace === 'shop'))?.name;

const ATTACKS: readonly (readonly [what: string, objects: readonly Json[], difference: RegExp])[] = [
  [
    'an account of others may read the Secrets of a namespace',
    [
      object(RBAC, 'Role', 'reads-secrets', rules),
      binding('b', 'Role', { kind: 'ServiceAccount', name: 'ci', namespace: 'other' }, 'shop'),
    ],
    /^too-wide: .*RoleBinding shop\/b .*ServiceAccount other\/ci.* get, list secrets/,
  ],
  [
    'somebody by name may do so',
    [object(RBAC, 'Role', 'reads-secrets', rules), binding('b', 'Role', { kind: 'User', name: 'mallory' }, 'shop')],
    /^too-wide: .*RoleBinding shop\/b .*User mallory/,
  ],
  [
    'somebody has a role that is not there',
    [binding('b', 'ClusterRole', { kind: 'Group', name: 'people' }, 'shop')],
    /^too-wide: .*RoleBinding shop\/b .*Group people.*ClusterRole reads-secrets/,
  ],
  ['pods are labelled as those of a workload', [pods('twin', {}, labelsOf('order-service'))], /^too-wide: shop\/twin: .*order-service/],
  [
    'pods have the account of a workload',
    [pods('twin', { serviceAccountName: 'order-service' })],
    /^too-wide: shop\/twin: .*account order-service/,
  ],
  [
    'pods of others have a Secret of the system',
    [pods('thief', { containers: [{ name: 'a', image: 'a:1', envFrom: [{ secretRef: { name: SECRET } }] }] })],
    new RegExp(`^too-wide: shop/thief: .*Secret ${SECRET}`),
  ],
  [
    'an object is there twice',
    [like('Service', 'order-service', (copy) => Object.assign(copy.spec, { selector: { app: 'twin' } }))],
    /^unreadable: .*Service shop\/order-service .*twice/,
  ],
  [
    'a namespace has another quota',
    [object('v1', 'ResourceQuota', 'none', { spec: { hard: { pods: '0' } } })],
    /^missing: .*the namespace shop has further quota "none": pods 0/,
  ],
  [
    'a namespace has further limits',
    [object('v1', 'LimitRange', 'small', { spec: { limits: [{ type: 'Container', default: { memory: '1Mi' } }] } })],
    /^missing: .*the namespace shop has further limits of containers "small": limit of memory 1048576/,
  ],
  [
    'pods are scaled by somebody',
    [
      object('autoscaling/v2', 'HorizontalPodAutoscaler', 'more', {
        spec: { scaleTargetRef: { kind: 'Deployment', name: 'order-service', apiVersion: 'apps/v1' }, maxReplicas: 900 },
      }),
    ],
    /HorizontalPodAutoscaler shop\/more/,
  ],
  [
    'Secrets are sent away',
    [object('external-secrets.io/v1alpha1', 'PushSecret', 'away', { spec: { selector: { secret: { name: SECRET } } } })],
    /^unreadable: .*PushSecret/,
  ],
  [
    'an operator makes pods',
    [object('monitoring.coreos.com/v1', 'Prometheus', 'p', { spec: { containers: [{ name: 'a', image: 'a:1' }] } })],
    /^unreadable: .*Prometheus/,
  ],
  [
    'a Service takes the address of a machine',
    [object('v1', 'Service', 'taken', { spec: { externalIPs: ['10.10.2.2'], selector: { app: 'x' }, ports: [{ port: 5432 }] } }, 'other')],
    /taken.*externalIPs/,
  ],
];

const found = (objects: readonly Json[]): readonly string[] =>
  verify({ system, terraform, kubernetes: { ...kubernetes, 'zz.k8s.yaml': objects } }).map((each) => `${each.kind}: ${each.text}`);

test.each(ATTACKS)('%s', (_what, objects, difference) => {
  expect(found(objects)).toContainEqual(expect.stringMatching(difference));
});

test('the account of a workload is annotated, by which clouds give rights', () => {
  const role = { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/admin' };
  const changed = Object.entries(kubernetes).map(([file, objects]) => [
    file,
    objects.map((each: Json) =>
      each.kind === 'ServiceAccount' && each.metadata.name === 'order-service'
        ? { ...each, metadata: { ...each.metadata, annotations: role } }
        : each,
    ),
  ]);
  const [difference, ...others] = verify({ system, terraform, kubernetes: Object.fromEntries(changed) });
  expect(difference?.text).toBe(
    'the ServiceAccount shop/order-service has annotations.eks.amazonaws.com/role-arn "arn:aws:iam::1:role/admin"',
  );
  expect(others).toEqual([]);
});

test('what others have for themselves is fine', () => {
  const others = [
    object(RBAC, 'Role', 'reads-secrets', rules, 'other'),
    binding('b', 'Role', { kind: 'User', name: 'mallory' }, 'other'),
    pods('own', { serviceAccountName: 'order-service' }, labelsOf('order-service'), 'other'),
    pods('helper', {}),
    object('policy/v1', 'PodDisruptionBudget', 'helper', { spec: { minAvailable: 1, selector: { matchLabels: { app: 'helper' } } } }),
    object('monitoring.coreos.com/v1', 'ServiceMonitor', 'helper', { spec: {} }),
  ];
  expect(found(others)).toEqual([]);
});
