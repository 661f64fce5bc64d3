import { type ReadContents, readCluster } from '../../../src/verify/kubernetes/cluster';
import { readDocuments } from '../../../src/verify/kubernetes/documents';
import type { Pods } from '../../../src/verify/kubernetes/pods';
import type { Remote } from '../../../src/verify/kubernetes/policies';
import { addresses } from '../../../src/verify/sets/addresses';
import { intersection } from '../../../src/verify/sets/intervals';
import { printTransport } from '../../../src/verify/sets/transport';

const POD_CIDR = [addresses('10.244.0.0/16')];

const read = (yaml: string): ReadContents => {
  const contents = readCluster(readDocuments(yaml, 'test.yaml'), undefined, POD_CIDR);
  expect(contents.problems.map(({ message }) => message)).toEqual([]);
  return contents;
};

const problemsOf = (yaml: string) =>
  readCluster(readDocuments(yaml, 'test.yaml'), undefined, POD_CIDR).problems.map(({ message }) => message);

const policy = (spec: string, name = 'p', namespace = 'shop') => `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: ${namespace} }
spec:
${spec.replaceAll(/^/gm, '  ')}
`;

const pods = (name: string, labels: Record<string, string> = { app: name }, namespace = 'shop'): Pods => ({
  name: `${namespace}/${name}`,
  namespace,
  labels,
  identity: labels,
  serviceAccount: name,
  hasToken: false,
  hostAccess: [],
  probes: [],
  ports: [
    { name: 'http', protocol: 6, port: 8080 },
    { name: 'dns', protocol: 17, port: 53 },
  ],
  addresses: POD_CIDR,
});

const [order, payment, database] = [pods('order'), pods('payment'), pods('database')] as const;
const outside = (text: string): Remote => ({ addresses: [addresses(text)] });

const ingress = (contents: ReadContents, to: Pods, remote: Remote) => printTransport(contents.policies.allowed('ingress', to, remote));
const egress = (contents: ReadContents, from: Pods, remote: Remote) => printTransport(contents.policies.allowed('egress', from, remote));

describe('default deny', () => {
  test('pods that no policy selects are open both ways', () => {
    const world = read(policy('podSelector: { matchLabels: { app: other } }\npolicyTypes: [Ingress, Egress]'));
    expect(ingress(world, order, { pods: payment })).toBe('everything');
    expect(egress(world, order, outside('8.8.8.8'))).toBe('everything');
  });

  test('a policy closes the direction that it speaks of and no other', () => {
    const world = read(policy('podSelector: { matchLabels: { app: order } }\npolicyTypes: [Egress]'));
    expect(ingress(world, order, { pods: payment })).toBe('everything');
    expect(egress(world, order, { pods: payment })).toBe('');
    expect(egress(world, payment, { pods: order })).toBe('everything');
  });

  test('an empty podSelector selects the pods of its namespace only', () => {
    const world = read(policy('podSelector: {}\npolicyTypes: [Ingress]'));
    expect(ingress(world, order, { pods: payment })).toBe('');
    expect(ingress(world, pods('x', {}, 'elsewhere'), { pods: payment })).toBe('everything');
  });

  test('without policyTypes ingress is meant, and egress when there are egress rules', () => {
    const one = read(policy('podSelector: {}'));
    expect([ingress(one, order, { pods: payment }), egress(one, order, { pods: payment })]).toEqual(['', 'everything']);
    const both = read(policy('podSelector: {}\negress: [{ to: [{ podSelector: {} }], ports: [{ port: 1 }] }]'));
    expect([ingress(both, order, { pods: payment }), egress(both, order, { pods: payment })]).toEqual(['', 'tcp 1']);
    const empty = read(policy('podSelector: {}\negress: []'));
    expect(egress(empty, order, { pods: payment })).toBe('everything');
  });

  test('rules for a direction that policyTypes leaves out mean nothing', () => {
    const world = read(policy('podSelector: {}\npolicyTypes: [Ingress]\negress: [{}]\ningress: []'));
    expect([ingress(world, order, { pods: payment }), egress(world, order, { pods: payment })]).toEqual(['', 'everything']);
  });
});

describe('peers', () => {
  test('what one of several policies allows is allowed', () => {
    const world = read(
      policy('podSelector: {}\ningress: [{ from: [{ podSelector: { matchLabels: { app: order } } }], ports: [{ port: 80 }] }]', 'a') +
        policy(
          'podSelector: { matchLabels: { app: database } }\ningress: [{ from: [{ podSelector: {} }], ports: [{ port: 5432 }] }]',
          'b',
        ) +
        policy('podSelector: {}', 'deny'),
    );
    expect(ingress(world, database, { pods: order })).toBe('tcp 80, 5432');
    expect(ingress(world, database, { pods: payment })).toBe('tcp 5432');
    expect(ingress(world, payment, { pods: database })).toBe('');
    expect(world.policies.grants('ingress', database, { pods: order }).map(({ by }) => by)).toEqual([
      'NetworkPolicy shop/a (ingress)',
      'NetworkPolicy shop/b (ingress)',
    ]);
  });

  test.each([
    'ingress: [{}]',
    'ingress: [{ from: [] }]',
    'ingress: [{ from: [], ports: [] }]',
  ])('%s lets everyone in to everything', (rules) => {
    const world = read(policy(`podSelector: {}\n${rules}`));
    expect(ingress(world, order, { pods: pods('stranger', {}, 'elsewhere') })).toBe('everything');
    expect(ingress(world, order, outside('203.0.113.9'))).toBe('everything');
  });

  test('a podSelector alone means the own namespace; with a namespaceSelector both must hold', () => {
    const world = read(
      `apiVersion: v1\nkind: Namespace\nmetadata: { name: ops, labels: { team: ops } }\n${policy(`podSelector: { matchLabels: { app: database } }
ingress:
  - from: [{ podSelector: { matchLabels: { app: order } } }]
    ports: [{ port: 1 }]
  - from: [{ namespaceSelector: { matchLabels: { team: ops } } }]
    ports: [{ port: 2 }]
  - from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ops } }, podSelector: { matchLabels: { app: order } } }]
    ports: [{ port: 3 }]
  - from: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: order } } }]
    ports: [{ port: 4 }]
  - from: [{ namespaceSelector: {} }]
    ports: [{ port: 5 }]
  - from: [{ namespaceSelector: {} }, { podSelector: { matchLabels: { app: order } } }]
    ports: [{ port: 6 }]`)}`,
    );
    expect(ingress(world, database, { pods: order })).toBe('tcp 1, 4–6');
    expect(ingress(world, database, { pods: pods('order', { app: 'order' }, 'ops') })).toBe('tcp 2–6');
    expect(ingress(world, database, { pods: pods('payment', { app: 'payment' }, 'ops') })).toBe('tcp 2, 5–6');
    expect(ingress(world, database, outside('10.9.0.1'))).toBe('');
  });

  test.each([
    ['{ key: tier, operator: In, values: [a, b] }', [true, true, false, false]],
    ['{ key: tier, operator: NotIn, values: [a] }', [false, true, true, true]],
    ['{ key: tier, operator: Exists }', [true, true, true, false]],
    ['{ key: tier, operator: DoesNotExist }', [false, false, false, true]],
  ])('matchExpressions %s', (expression, expected) => {
    const world = read(policy(`podSelector: {}\ningress: [{ from: [{ podSelector: { matchExpressions: [${expression}] } }] }]`));
    const all: readonly Record<string, string>[] = [{ tier: 'a' }, { tier: 'b' }, { tier: 'c' }, { app: 'x' }];
    const senders = all.map((labels, i) => pods(`s${i}`, labels));
    expect(senders.map((sender) => ingress(world, order, { pods: sender }) === 'everything')).toEqual(expected);
  });

  test('ipBlock with overlapping exceptions', () => {
    const world = read(
      policy(
        'podSelector: {}\ningress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/8, except: [10.1.0.0/16, 10.1.2.0/24, 10.244.0.0/16] } }], ports: [{ port: 80 }] }]',
      ),
    );
    expect(ingress(world, order, outside('10.0.0.1'))).toBe('tcp 80');
    expect(ingress(world, order, outside('10.1.2.3'))).toBe('');
    expect(ingress(world, order, outside('10.1.9.3'))).toBe('');
    expect(ingress(world, order, outside('11.0.0.0'))).toBe('');
    expect(ingress(world, order, { pods: payment })).toBe('');
  });

  test('an exception in one peer does not hold for another', () => {
    const world = read(
      policy(
        'podSelector: {}\ningress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/8, except: [10.1.0.0/16] } }, { ipBlock: { cidr: 10.1.1.0/24 } }] }]',
      ),
    );
    expect(ingress(world, order, outside('10.1.1.1'))).toBe('everything');
    expect(ingress(world, order, outside('10.1.2.1'))).toBe('');
  });

  test('a block over the pod network counts as open to pods', () => {
    const world = read(policy('podSelector: {}\ningress: [{ from: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }]'));
    expect(ingress(world, order, { pods: pods('stranger', {}, 'elsewhere') })).toBe('everything');
    expect(world.policies.grants('ingress', order, { pods: payment }).map(({ certain }) => certain)).toEqual([false]);
  });
});

describe('ports', () => {
  test('numbers, ranges, protocols and names of the receiver', () => {
    const world = read(
      policy(`podSelector: {}
policyTypes: [Ingress, Egress]
ingress: [{ ports: [{ port: http }, { port: dns, protocol: UDP }, { port: dns }, { port: 9000, endPort: 9010 }, { protocol: SCTP }] }]
egress: [{ ports: [{ port: http }] }]`),
    );
    const every = 'tcp 8080, 9000–9010; udp 53; sctp, every port';
    expect(ingress(world, order, { pods: payment })).toBe(every);
    expect(egress(world, order, { pods: payment })).toBe('tcp 8080');
    expect(egress(world, order, { pods: { ...payment, ports: [] } })).toBe('');
    expect(egress(world, order, outside('10.0.0.1'))).toBe('');
  });

  test('what has no ports is allowed only by a rule without ports', () => {
    const icmp = [[65536, 65536]] as const;
    const named = read(policy('podSelector: {}\ningress: [{ ports: [{ protocol: TCP }, { protocol: UDP }, { protocol: SCTP }] }]'));
    const all = read(policy('podSelector: {}\ningress: [{}]'));
    const passes = (world: ReadContents) => intersection(world.policies.allowed('ingress', order, { pods: payment }), icmp).length > 0;
    expect([passes(named), passes(all)]).toEqual([false, true]);
  });
});

describe('what is not known is named', () => {
  test.each([
    ['podSelectr: {}', /NetworkPolicy shop\/p: unknown field "podSelectr"/],
    ['podSelector: { matchLabel: { a: b } }', /podSelector: unknown field "matchLabel"/],
    ['podSelector: {}\ningress: [{ from: [{}] }]', /a peer without ipBlock and selector/],
    ['podSelector: {}\ningress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/8 }, podSelector: {} }] }]', /ipBlock together with a selector/],
    ['podSelector: {}\ningress: [{ to: [] }]', /unknown field "to"/],
    ['podSelector: {}\ningress: [{ ports: [{ port: 10, endPort: 9 }] }]', /ports from 10 to 9/],
    ['podSelector: {}\ningress: [{ ports: [{ port: http, endPort: 9 }] }]', /endPort without a numeric port/],
    ['podSelector: {}\ningress: [{ ports: [{ port: 80, protocol: tcp }] }]', /unknown protocol "tcp"/],
    ['podSelector: {}\npolicyTypes: [ingress]', /unknown policy type "ingress"/],
    ['podSelector: { matchExpressions: [{ key: a, operator: Like, values: [b] }] }', /operator "Like"/],
    ['podSelector: {}\ningress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/33 } }] }]', /"10.0.0.0\/33" is not an IPv4 address/],
    ['podSelector: []', /podSelector: \[\] is not an object/],
  ])('%s', (spec, message) => {
    expect(problemsOf(policy(spec))).toEqual([expect.stringMatching(message)]);
  });

  test.each([
    ['behind the line that begins it', '--- { apiVersion: example.org/v1, kind: Router, metadata: { name: x } }'],
    [
      'beside what looks like another kind',
      '{ apiVersion: example.org/v1, kind: Router, metadata: { name: x }, spec: {\nkind: ConfigMap\n} }',
    ],
  ])('an object %s is read', (_, text) => {
    expect(problemsOf(text)).toEqual(['test.yaml: what a Router (example.org) does to traffic is not known here']);
  });

  test('kinds that decide about traffic and pods on the network of their node', () => {
    expect(problemsOf('apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: { name: x }')).toEqual([
      'test.yaml: what a CiliumNetworkPolicy (cilium.io) does to traffic is not known here',
    ]);
    expect(
      problemsOf(
        'apiVersion: v1\nkind: Pod\nmetadata: { name: x, namespace: shop }\nspec: { hostNetwork: true, containers: [{ name: c }] }',
      ),
    ).toEqual(["test.yaml: shop/x uses its node's network, where no NetworkPolicy holds"]);
    expect(() => problemsOf('apiVersion: v1\nkind: Service\nmetadata: {')).toThrow(/^test.yaml: not YAML: .* in line 3$/);
  });
});
