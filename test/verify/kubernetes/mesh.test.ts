import { type ReadContents, readCluster } from '../../../src/verify/kubernetes/cluster';
import { readDocuments } from '../../../src/verify/kubernetes/documents';
import type { Pods } from '../../../src/verify/kubernetes/pods';
import { addresses } from '../../../src/verify/sets/addresses';
import type { IntervalSet } from '../../../src/verify/sets/intervals';
import { printPorts } from '../../../src/verify/sets/transport';

const SETTINGS = { rootNamespace: 'istio-system', trustDomain: 'shop.internal' };

const load = (yaml: string) => readCluster(readDocuments(yaml, 'test.yaml'), SETTINGS, []);

const read = (...objects: string[]): ReadContents => {
  const contents = load(objects.join(''));
  expect(contents.problems.map(({ message }) => message)).toEqual([]);
  return contents;
};

const object = (kind: string, name: string, namespace: string, spec: string) => `---
apiVersion: security.istio.io/v1
kind: ${kind}
metadata: { name: ${name}, namespace: ${namespace} }
spec: ${spec}
`;
const authorization = (spec: string, name = 'a', namespace = 'shop') => object('AuthorizationPolicy', name, namespace, spec);
const authentication = (spec: string, name = 'p', namespace = 'shop') => object('PeerAuthentication', name, namespace, spec);

const ORDER: Pods = {
  name: 'shop/order',
  namespace: 'shop',
  labels: { app: 'order' },
  identity: { app: 'order' },
  serviceAccount: 'order',
  hasToken: false,
  hostAccess: [],
  probes: [],
  ports: [],
  addresses: [],
  mesh: 'sidecar',
};
const ADDRESS: IntervalSet = [addresses('10.10.20.5')];
const identity = (serviceAccount: string, namespace = 'shop') => ({
  addresses: ADDRESS,
  identity: { trustDomain: SETTINGS.trustDomain, namespace, serviceAccount },
});
const plaintext = { addresses: ADDRESS };

const ports = ({ mesh }: ReadContents, sender: Parameters<typeof mesh.allowed>[1], pods = ORDER) =>
  printPorts(mesh.allowed(pods, sender).ports);
const EVERY = '0–65535';
const STRICT = authentication('{ mtls: { mode: STRICT } }');

describe('PeerAuthentication', () => {
  test('without one, plaintext is accepted', () => {
    expect(ports(read(), plaintext)).toBe(EVERY);
  });

  test('STRICT refuses plaintext, for the namespace or the whole mesh', () => {
    expect(ports(read(STRICT), plaintext)).toBe('');
    expect(ports(read(STRICT), identity('payment'))).toBe(EVERY);
    expect(ports(read(authentication('{ mtls: { mode: STRICT } }', 'p', 'istio-system')), plaintext)).toBe('');
    expect(ports(read(authentication('{ mtls: { mode: STRICT } }', 'p', 'other')), plaintext)).toBe(EVERY);
  });

  test('the narrower one decides, UNSET asks the wider one', () => {
    const mesh = authentication('{ mtls: { mode: STRICT } }', 'm', 'istio-system');
    const namespace = authentication('{ mtls: { mode: PERMISSIVE } }');
    expect(ports(read(mesh, namespace), plaintext)).toBe(EVERY);
    expect(ports(read(mesh, authentication('{ mtls: { mode: UNSET } }')), plaintext)).toBe('');
    const workload = authentication('{ selector: { matchLabels: { app: order } }, mtls: { mode: STRICT } }', 'w');
    expect(ports(read(mesh, namespace, workload), plaintext)).toBe('');
    expect(ports(read(mesh, namespace, workload), plaintext, { ...ORDER, labels: { app: 'payment' } })).toBe(EVERY);
  });

  test('a port of its own mode', () => {
    const workload = authentication(
      '{ selector: { matchLabels: { app: order } }, portLevelMtls: { 8080: { mode: PERMISSIVE }, 9090: { mode: UNSET } } }',
      'w',
    );
    expect(ports(read(STRICT, workload), plaintext)).toBe('8080');
    const strictPort = authentication(
      '{ selector: { matchLabels: { app: order } }, mtls: { mode: PERMISSIVE }, portLevelMtls: { 8080: { mode: STRICT } } }',
      'w',
    );
    expect(ports(read(STRICT, strictPort), plaintext)).toBe('0–8079, 8081–65535');
  });

  test('DISABLE makes everyone anonymous', () => {
    const disabled = authentication('{ mtls: { mode: DISABLE } }');
    const policy = authorization('{ rules: [{ from: [{ source: { principals: ["*"] } }] }] }');
    expect(ports(read(disabled, policy), identity('payment'))).toBe('');
    expect(ports(read(policy), identity('payment'))).toBe(EVERY);
  });

  test('what is refused or ambiguous is named', () => {
    expect(load(authentication('{ portLevelMtls: { 8080: { mode: PERMISSIVE } } }')).problems.map(String)).toEqual([
      expect.stringMatching(/PeerAuthentication shop\/p: portLevelMtls without a selector/),
    ]);
    expect(load(authentication('{ mtls: { mode: LOOSE } }')).problems.map(String)).toEqual([expect.stringMatching(/mTLS mode "LOOSE"/)]);
    expect(() => ports(read(STRICT, authentication('{}', 'q')), plaintext)).toThrow(/several PeerAuthentications/);
  });
});

describe('AuthorizationPolicy', () => {
  test('an empty spec lets nobody in; a rule without fields everybody', () => {
    expect(ports(read(authorization('{}')), identity('payment'))).toBe('');
    expect(ports(read(authorization('{ rules: [{}] }')), plaintext)).toBe(EVERY);
  });

  test('one that allows closes the workload for all others', () => {
    const world = read(
      authorization(
        '{ selector: { matchLabels: { app: order } }, rules: [{ from: [{ source: { principals: [shop.internal/ns/shop/sa/payment] } }], to: [{ operation: { ports: ["8080", "9090"] } }] }] }',
      ),
    );
    expect(ports(world, identity('payment'))).toBe('8080, 9090');
    expect(ports(world, identity('payment', 'elsewhere'))).toBe('');
    expect(ports(world, identity('user'))).toBe('');
    expect(ports(world, plaintext)).toBe('');
    expect(ports(world, identity('user'), { ...ORDER, labels: { app: 'user' } })).toBe(EVERY);
  });

  test('several that allow add up, DENY wins over all', () => {
    const world = read(
      authorization('{ rules: [{ from: [{ source: { namespaces: [shop] } }], to: [{ operation: { notPorts: ["22"] } }] }] }', 'a'),
      authorization('{ rules: [{ from: [{ source: { principals: ["*/sa/admin"] } }], to: [{ operation: { ports: ["22"] } }] }] }', 'b'),
      authorization('{ action: DENY, rules: [{ to: [{ operation: { ports: ["15000"] } }] }] }', 'c', 'istio-system'),
    );
    expect(ports(world, identity('payment'))).toBe('0–21, 23–14999, 15001–65535');
    expect(ports(world, identity('admin', 'ops'))).toBe('22');
    expect(ports(world, plaintext)).toBe('');
  });

  test('a DENY alone leaves the rest open', () => {
    const world = read(authorization('{ action: DENY, rules: [{ from: [{ source: { notPrincipals: ["shop.internal/ns/shop/*"] } }] }] }'));
    expect(ports(world, identity('payment'))).toBe(EVERY);
    expect(ports(world, plaintext)).toBe('');
  });

  test('"cluster.local" is the own trust domain', () => {
    const world = read(authorization('{ rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/payment] } }] }] }'));
    expect(ports(world, identity('payment'))).toBe(EVERY);
  });

  test('senders without an identity by address', () => {
    const world = read(
      authorization(
        '{ rules: [{ from: [{ source: { ipBlocks: [10.10.20.0/24], notIpBlocks: [10.10.20.6/32] } }], to: [{ operation: { ports: ["8080"] } }] }] }',
      ),
    );
    expect(ports(world, plaintext)).toBe('8080');
    expect(ports(world, { addresses: [addresses('10.10.20.6')] })).toBe('');
    expect(ports(world, { addresses: [addresses('10.10.21.5')] })).toBe('');
  });

  test('fields of one source hold together, sources are alternatives', () => {
    const world = read(
      authorization(
        '{ rules: [{ from: [{ source: { namespaces: [shop], ipBlocks: [10.9.0.0/16] } }, { source: { principals: ["*/sa/admin"] } }] }] }',
      ),
    );
    expect(ports(world, identity('payment'))).toBe('');
    expect(ports(world, { ...identity('payment'), addresses: [addresses('10.9.1.1')] })).toBe(EVERY);
    expect(ports(world, identity('admin'))).toBe(EVERY);
  });

  test('pods outside the mesh have no proxy', () => {
    const { mesh: _, ...unmeshed } = ORDER;
    expect(ports(read(STRICT, authorization('{}')), plaintext, unmeshed)).toBe(EVERY);
  });

  test.each([
    ['{ action: CUSTOM }', /action "CUSTOM"/],
    ['{ rules: [{ when: [{ key: a }] }] }', /unknown field "when"/],
    ['{ rules: [{ to: [{ operation: { methods: [GET] } }] }] }', /unknown field "methods"/],
    ['{ rules: [{ from: [{ source: { requestPrincipals: ["*"] } }] }] }', /unknown field "requestPrincipals"/],
    ['{ rules: [{ to: [{ operation: { ports: ["http"] } }] }] }', /port "http"/],
    ['{ targetRefs: [{ kind: Gateway }] }', /unknown field "targetRefs"/],
  ])('%s is not known', (spec, message) => {
    expect(load(authorization(spec)).problems.map(String)).toEqual([expect.stringMatching(message)]);
  });
});

describe('membership', () => {
  const deployment = (labels: string, namespaceLabels: string) => `---
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: ${namespaceLabels} }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: order, namespace: shop }
spec: { template: { metadata: { labels: ${labels} }, spec: { serviceAccountName: order, containers: [{ name: c, ports: [{ name: http, containerPort: 8080 }] }] } } }
`;
  test.each([
    ['{}', '{ istio-injection: enabled }', 'sidecar'],
    ['{ sidecar.istio.io/inject: "false" }', '{ istio-injection: enabled }', undefined],
    ['{ sidecar.istio.io/inject: "true" }', '{}', 'sidecar'],
    ['{}', '{ istio.io/rev: stable }', 'sidecar'],
    ['{}', '{ istio.io/dataplane-mode: ambient }', 'ambient'],
    ['{ istio.io/dataplane-mode: none }', '{ istio.io/dataplane-mode: ambient }', undefined],
    ['{}', '{}', undefined],
  ])('pod %s in namespace %s', (labels, namespaceLabels, expected) => {
    const [pods] = read(deployment(labels, namespaceLabels)).pods;
    expect(pods).toMatchObject({ name: 'shop/order', serviceAccount: 'order', ports: [{ name: 'http', protocol: 6, port: 8080 }] });
    expect(pods?.mesh).toBe(expected);
  });
});
