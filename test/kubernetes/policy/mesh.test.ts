import type { ResolvedFlow, ResolvedMesh, ResolvedSystem } from '../../../src/model/resolved';
import { block, cluster, end, flow, KONG, machineToPod, microservice, PROMETHEUS, system, tcp, udp } from '../fixture';
import { named, names, objects } from '../manifests';

const order = end('microservice', 'order-service');
const payment = end('microservice', 'payment-service');
const HTTP = [tcp(8080, 'http')];
const selector = { matchLabels: { 'app.kubernetes.io/name': 'order-service', 'app.kubernetes.io/part-of': 'shop' } };

const withFlows = (flows: readonly ResolvedFlow[], more: Partial<ResolvedSystem> = {}): ResolvedSystem =>
  system({ workloads: [microservice('order-service'), microservice('payment-service')], gateways: [], pods: [], flows, ...more });
const rules = (flows: readonly ResolvedFlow[], more: Partial<ResolvedSystem> = {}) =>
  named(objects(withFlows(flows, more)), 'AuthorizationPolicy', 'order-service').spec.rules;
const mesh = (more: Partial<ResolvedMesh>) => ({ clusters: [cluster({ mesh: { ...(cluster().mesh as ResolvedMesh), ...more } })] });

test('a namespace in the mesh asks for mutual TLS and lets nobody call anybody', () => {
  const all = objects(withFlows([]));
  expect(named(all, 'PeerAuthentication', 'default').spec).toEqual({ mtls: { mode: 'STRICT' } });
  expect(named(all, 'AuthorizationPolicy', 'allow-nothing').spec).toEqual({});
  expect(names(all, 'AuthorizationPolicy')).toEqual(['allow-nothing']);
  expect(named(all, 'Namespace', 'shop').metadata.labels).toMatchObject({ 'istio-injection': 'enabled' });
});

test('ambient mode is told by its own label', () => {
  const labels = named(objects(withFlows([], mesh({ mode: 'ambient' }))), 'Namespace', 'shop').metadata.labels;
  expect(labels).toMatchObject({ 'istio.io/dataplane-mode': 'ambient' });
  expect(labels).not.toHaveProperty('istio-injection');
});

test('a sender in the mesh is known by its service account, on the port that the receiver listens on', () => {
  const spec = named(
    objects(withFlows([flow(payment, order, HTTP)], mesh({ trustDomain: 'shop.internal' }))),
    'AuthorizationPolicy',
    'order-service',
  ).spec;
  expect(spec).toEqual({
    selector,
    action: 'ALLOW',
    rules: [{ from: [{ source: { principals: ['shop.internal/ns/shop/sa/payment-service'] } }], to: [{ operation: { ports: ['8080'] } }] }],
  });
});

test('a machine is known by its address and speaks plaintext to that port only', () => {
  const two = [tcp(8080, 'http'), tcp(9090, 'admin')];
  const flows = [machineToPod('erp', '10.10.20.10', 'order-service', HTTP), flow(payment, order, two)];
  expect(rules(flows)[0]).toEqual({ from: [{ source: { ipBlocks: ['10.10.20.10/32'] } }], to: [{ operation: { ports: ['8080'] } }] });
  expect(named(objects(withFlows(flows)), 'PeerAuthentication', 'order-service').spec).toEqual({
    selector,
    mtls: { mode: 'STRICT' },
    portLevelMtls: { '8080': { mode: 'PERMISSIVE' } },
  });
});

describe('a port whose server speaks first', () => {
  const SMTP = [{ ...tcp(2525, 'smtp'), serverFirst: true as const }];
  const flows = [
    machineToPod('erp', '10.10.20.10', 'order-service', SMTP),
    flow(payment, order, [...HTTP, ...SMTP], { plaintextPorts: SMTP }),
  ];
  const modes = (more: Partial<ResolvedMesh>) =>
    named(objects(withFlows(withMode(flows, more), mesh(more))), 'PeerAuthentication', 'order-service').spec.portLevelMtls;
  const withMode = (list: readonly ResolvedFlow[], { mode }: Partial<ResolvedMesh>) =>
    mode === 'ambient' ? list.map((each) => (each.from.name === 'erp' ? each : { ...each, plaintextPorts: [] })) : list;

  test('takes either plaintext or TLS beside a sidecar, and those who call it in plaintext show no identity', () => {
    expect(modes({})).toEqual({ '2525': { mode: 'DISABLE' } });
    expect(modes({ mtls: 'permissive' })).toEqual({ '2525': { mode: 'DISABLE' } });
    const ports = (...list: string[]) => [{ operation: { ports: list } }];
    expect(rules(flows)).toEqual([
      { from: [{ source: { ipBlocks: ['10.10.20.10/32'] } }], to: ports('2525') },
      { from: [{ source: { principals: ['cluster.local/ns/shop/sa/payment-service'] } }], to: ports('8080') },
      { from: [{ source: { ipBlocks: ['10.244.0.0/16'], notPrincipals: ['*'] } }], to: ports('2525') },
    ]);
  });

  test('takes both where a proxy need not wait for the first bytes', () => {
    expect(modes({ mode: 'ambient' })).toEqual({ '2525': { mode: 'PERMISSIVE' } });
  });
});

test('without plaintext senders no port is opened for plaintext', () => {
  expect(names(objects(withFlows([flow(payment, order, HTTP)])), 'PeerAuthentication')).toEqual(['default']);
});

test('pods outside of the mesh are pods without an identity: those that have one are held to their own ports', () => {
  const flows = [
    flow(payment, order, [tcp(9090, 'admin')]),
    flow(end('gateway', 'api'), order, HTTP, { plaintextPorts: HTTP }),
    flow(end('pods', 'prometheus'), order, HTTP, { plaintextPorts: HTTP }),
  ];
  expect(rules(flows, { gateways: [KONG], pods: [PROMETHEUS] })).toEqual([
    { from: [{ source: { principals: ['cluster.local/ns/shop/sa/payment-service'] } }], to: [{ operation: { ports: ['9090'] } }] },
    { from: [{ source: { ipBlocks: ['10.244.0.0/16'], notPrincipals: ['*'] } }], to: [{ operation: { ports: ['8080'] } }] },
  ]);
});

test('a gateway in the mesh is known by its service account, foreign pods without one by their namespace', () => {
  const flows = [flow(end('gateway', 'api'), order, HTTP), flow(end('pods', 'prometheus'), order, HTTP)];
  const sources = rules(flows, { gateways: [{ ...KONG, inMesh: true }], pods: [{ ...PROMETHEUS, inMesh: true }] }).map(
    (rule: { from: unknown }) => rule.from,
  );
  expect(sources).toEqual([
    [{ source: { principals: ['cluster.local/ns/kong/sa/kong-gateway'] } }],
    [{ source: { namespaces: ['monitoring'] } }],
  ]);
});

test("another cluster's mesh proves nothing: its pods are known by the address they arrive from", () => {
  const west = microservice('stock-service', { cluster: 'west' });
  const clusters = [cluster(), cluster({ name: 'west', machineServices: [] })];
  const addresses = { source: ['10.10.50.2'], destination: ['10.10.30.193'], plaintextPorts: HTTP };
  const flows = [flow(end('microservice', 'stock-service'), order, HTTP, addresses)];
  const all = objects(withFlows(flows, { clusters, workloads: [...withFlows([]).workloads, west] }));
  expect(named(all, 'AuthorizationPolicy', 'order-service').spec.rules[0].from).toEqual([{ source: { ipBlocks: ['10.10.50.2/32'] } }]);
});

test('anyone keeps its exceptions, and only its own', () => {
  const blocks = [block('0.0.0.0/0', '10.10.0.0/16'), block('192.0.2.1/32')];
  const flows = [flow(end('anyone', 'anyone'), order, HTTP, { source: blocks, plaintextPorts: HTTP })];
  expect(rules(flows)[0].from).toEqual([
    { source: { ipBlocks: ['192.0.2.1/32'] } },
    { source: { ipBlocks: ['0.0.0.0/0'], notIpBlocks: ['10.10.0.0/16'] } },
  ]);
});

test('ranges are written out; UDP does not pass the mesh', () => {
  const flows = [flow(payment, order, [tcp(7000, 'range', 7002), udp(53, 'dns')])];
  expect(rules(flows)[0].to).toEqual([{ operation: { ports: ['7000', '7001', '7002'] } }]);
  expect(names(objects(withFlows([flow(payment, order, [udp(53, 'dns')])])), 'AuthorizationPolicy')).toEqual(['allow-nothing']);
});

test('probes neither need a rule nor make one', () => {
  const probe = flow(end('nodes', 'k8s'), order, HTTP, {
    origin: 'kubelet-probe',
  });
  const all = objects(withFlows([probe]));
  expect([names(all, 'AuthorizationPolicy'), names(all, 'PeerAuthentication')]).toEqual([['allow-nothing'], ['default']]);
  expect(named(all, 'Deployment', 'order-service').spec.template.metadata.annotations).toMatchObject({
    'sidecar.istio.io/rewriteAppHTTPProbers': 'true',
  });
});

test('permissive mutual TLS is permissive everywhere', () => {
  const all = objects(withFlows([machineToPod('erp', '10.10.20.10', 'order-service', HTTP)], mesh({ mtls: 'permissive' })));
  expect(named(all, 'PeerAuthentication', 'default').spec).toEqual({ mtls: { mode: 'PERMISSIVE' } });
  expect(names(all, 'PeerAuthentication')).toEqual(['default']);
});

test.each([
  ['sidecar-with-cni', { 'sidecar.istio.io/inject': 'false' }],
  ['ambient', { 'istio.io/dataplane-mode': 'none' }],
] as const)('a workload outside of the mesh stays outside (%s), and nothing is asked of it', (mode, label) => {
  const workloads = [microservice('order-service', { inMesh: false }), microservice('payment-service')];
  const all = objects(withFlows([flow(payment, order, HTTP)], { ...mesh({ mode }), workloads }));
  expect(named(all, 'Deployment', 'order-service').spec.template.metadata.labels).toMatchObject(label);
  expect(names(all, 'AuthorizationPolicy')).toEqual(['allow-nothing']);
});

test('without a mesh there is no object, label or annotation of one', () => {
  const workloads = [microservice('order-service', { inMesh: false }), microservice('payment-service', { inMesh: false })];
  const all = objects(withFlows([flow(payment, order, HTTP)], { clusters: [cluster({ mesh: undefined })], workloads }));
  expect(JSON.stringify(all)).not.toContain('istio');
});
