import type { ResolvedCluster, ResolvedGateway } from '../../src/model/resolved';
import { namespaceOf } from '../namespace-fixture';
import { cluster, KONG, microservice, system, tcp } from './fixture';
import { named, names, objects } from './manifests';

const rendered = (more: Partial<ResolvedGateway>) => objects(system({ gateways: [{ ...KONG, ...more }], flows: [] }));
const route = (path: string, service = 'order-service', port = 8080, namespace = 'shop') => ({ path, service, namespace, port });

test('listeners: HTTP, and HTTPS with its certificate', () => {
  const listeners = [
    { port: tcp(80, 'http'), proxyPort: 8000 },
    { port: tcp(443, 'https'), proxyPort: 8443, tlsSecret: 'api-tls' },
  ];
  const all = rendered({ listeners });
  expect(named(all, 'Gateway', 'api', 'shop').spec).toEqual({
    gatewayClassName: 'kong',
    listeners: [
      { name: 'http', port: 80, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'Same' } } },
      {
        name: 'https',
        port: 443,
        protocol: 'HTTPS',
        tls: { mode: 'Terminate', certificateRefs: [{ group: '', kind: 'Secret', name: 'api-tls' }] },
        allowedRoutes: { namespaces: { from: 'Same' } },
      },
    ],
  });
  expect(named(all, 'Service', 'shop-api', 'kong').spec.ports).toEqual([
    { name: 'http', port: 80, protocol: 'TCP', targetPort: 8000 },
    { name: 'https', port: 443, protocol: 'TCP', targetPort: 8443 },
  ]);
});

test("the planned address leads to the provider's proxy pods", () => {
  const { metadata, spec } = named(rendered({}), 'Service', 'shop-api', 'kong');
  expect(metadata.annotations).toMatchObject({ 'metallb.io/loadBalancerIPs': '10.10.30.192' });
  expect(spec).toMatchObject({ type: 'LoadBalancer', externalTrafficPolicy: 'Local', selector: KONG.proxy.labels });
  expect(names(rendered({ virtualAddress: undefined }), 'Service')).not.toContain('shop-api');
});

test('one route object per service, its paths as prefixes, for the given hosts', () => {
  const all = rendered({
    routes: [route('/orders'), route('/carts'), route('/admin', 'order-service', 9090)],
    hosts: ['api.shop.example'],
  });
  expect(names(all, 'HTTPRoute')).toEqual(['api-order-service']);
  const { spec } = named(all, 'HTTPRoute', 'api-order-service', 'shop');
  expect(spec.parentRefs).toEqual([{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'api' }]);
  expect(spec.hostnames).toEqual(['api.shop.example']);
  expect(spec.rules).toEqual([
    {
      matches: ['/orders', '/carts'].map((value) => ({ path: { type: 'PathPrefix', value } })),
      backendRefs: [{ group: '', kind: 'Service', name: 'order-service', port: 8080, weight: 1 }],
    },
    {
      matches: [{ path: { type: 'PathPrefix', value: '/admin' } }],
      backendRefs: [{ group: '', kind: 'Service', name: 'order-service', port: 9090, weight: 1 }],
    },
  ]);
});

test("the API's limits make several route objects", () => {
  const routes = Array.from({ length: 65 }, (_, index) => route(`/path-${index}`));
  const hosts = Array.from({ length: 17 }, (_, index) => `host-${index}.example`);
  const all = rendered({ routes, hosts });
  expect(names(all, 'HTTPRoute')).toEqual(['api-order-service', 'api-order-service-2', 'api-order-service-3', 'api-order-service-4']);
  for (const { kind, spec } of all) {
    if (kind !== 'HTTPRoute') continue;
    expect(spec.hostnames.length).toBeLessThanOrEqual(16);
    expect(spec.rules[0].matches.length).toBeLessThanOrEqual(64);
  }
});

test('a service of another namespace grants the reference; one of the same need not', () => {
  const all = objects(
    system({
      clusters: [cluster({ namespaces: [namespaceOf('billing'), namespaceOf('shop')] })],
      workloads: [microservice('invoice', { namespace: 'billing' }), microservice('order-service')],
      gateways: [{ ...KONG, routes: [route('/invoices', 'invoice', 8080, 'billing'), route('/orders')] }],
      flows: [],
    }),
  );
  expect(named(all, 'HTTPRoute', 'api-invoice', 'shop').spec.rules[0].backendRefs[0]).toMatchObject({
    name: 'invoice',
    namespace: 'billing',
  });
  expect(names(all, 'ReferenceGrant')).toEqual(['api-invoice']);
  expect(named(all, 'ReferenceGrant', 'api-invoice', 'billing').spec).toEqual({
    from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'shop' }],
    to: [{ group: '', kind: 'Service', name: 'invoice' }],
  });
});

test("the gateway class and the provider's namespace are prerequisites, never written", () => {
  const all = objects(system());
  expect(names(all, 'GatewayClass')).toEqual([]);
  expect(names(all, 'Namespace')).toEqual(['shop']);
});

describe('a gateway in the mesh', () => {
  const inMesh = (mode: NonNullable<ResolvedCluster['mesh']>['mode'], meshed = true) => {
    const mesh = { ...(cluster().mesh as NonNullable<ResolvedCluster['mesh']>), mode };
    const all = objects(
      system({ clusters: [cluster({ mesh })], gateways: [{ ...KONG, inMesh: meshed, routes: [route('/orders')] }], flows: [] }),
    );
    return [
      named(all, 'HTTPRoute', 'api-order-service', 'shop').metadata.annotations,
      named(all, 'Service', 'order-service').metadata.annotations,
      named(all, 'Service', 'payment-service').metadata.annotations,
    ];
  };

  // Its sidecar knows a connection by the Service that is dialled, and by its Host.
  test('beside a sidecar it dials the Services that it routes to, under their own names, and no others', () => {
    expect(inMesh('sidecar-with-cni')).toEqual([
      { 'konghq.com/preserve-host': 'false' },
      { 'ingress.kubernetes.io/service-upstream': 'true' },
      undefined,
    ]);
  });

  test.each([
    ['in ambient mode the node knows pods by their addresses', 'ambient', true],
    ['outside of the mesh nobody asks', 'sidecar-with-cni', false],
  ] as const)('%s: clients keep their Host', (_, mode, meshed) => {
    expect(inMesh(mode, meshed)).toEqual([undefined, undefined, undefined]);
  });
});
