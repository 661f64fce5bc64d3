import type { ResolvedCluster, ResolvedGateway, ResolvedGrpcRoute, ResolvedListener } from '../../src/model/resolved';
import { namespaceOf } from '../namespace-fixture';
import { cluster, KONG, microservice, route, system, tcp } from './fixture';
import { named, names, objects } from './manifests';

const rendered = (more: Partial<ResolvedGateway>) => objects(system({ gateways: [{ ...KONG, ...more }], flows: [] }));

const HTTP: ResolvedListener = { name: 'http', protocol: 'http', port: tcp(80, 'http'), proxyPort: 8000 };
const HTTPS: ResolvedListener = { name: 'https', protocol: 'https', port: tcp(443, 'https'), proxyPort: 8443, tlsSecret: 'api-tls' };
const parent = { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'api' };
const backend = (service: string, weight = 100, namespace = 'shop') => ({ service, namespace, port: 8080, weight, machine: false });

test('listeners: HTTP, and HTTPS with its certificate', () => {
  const all = rendered({ listeners: [HTTP, { ...HTTPS, hostname: 'api.shop.example' }] });
  expect(named(all, 'Gateway', 'api', 'shop').spec).toEqual({
    gatewayClassName: 'kong',
    listeners: [
      { name: 'http', port: 80, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'Same' } } },
      {
        name: 'https',
        port: 443,
        protocol: 'HTTPS',
        hostname: 'api.shop.example',
        tls: { mode: 'Terminate', certificateRefs: [{ group: '', kind: 'Secret', name: 'api-tls' }] },
        allowedRoutes: { namespaces: { from: 'Same' } },
      },
    ],
  });
});

test('the Service in front of the proxies has each port once', () => {
  const more = { ...HTTPS, name: 'https-b', hostname: 'b.example' };
  expect(named(rendered({ listeners: [HTTPS, more, HTTP] }), 'Service', 'shop-api', 'kong').spec.ports).toEqual([
    { name: 'http', port: 80, protocol: 'TCP', targetPort: 8000 },
    { name: 'https', port: 443, protocol: 'TCP', targetPort: 8443 },
  ]);
});

test('a certificate that an issuer makes', () => {
  const certificates = [{ name: 'api-tls', issuer: { kind: 'ClusterIssuer', name: 'ca' }, hostnames: ['a.example'] } as const];
  expect(named(rendered({ certificates }), 'Certificate', 'api-tls', 'shop').spec).toEqual({
    secretName: 'api-tls',
    dnsNames: ['a.example'],
    issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'ca' },
  });
});

test("the planned address leads to the provider's proxy pods", () => {
  const { metadata, spec } = named(rendered({}), 'Service', 'shop-api', 'kong');
  expect(metadata.annotations).toMatchObject({ 'metallb.io/loadBalancerIPs': '10.10.30.192' });
  expect(spec).toMatchObject({ type: 'LoadBalancer', externalTrafficPolicy: 'Local', selector: KONG.proxy.labels });
  expect(names(rendered({ virtualAddress: undefined }), 'Service')).not.toContain('shop-api');
});

test('a route with everything that can be said of one', () => {
  const { spec } = named(
    rendered({
      listeners: [HTTP, HTTPS],
      routes: [
        route('orders', 'order-service', {
          hostnames: ['api.shop.example'],
          listeners: ['https'],
          matches: [
            {
              path: { type: 'literal', value: '/orders' },
              method: 'GET',
              headers: [{ name: 'x-beta', type: 'literal', value: '1' }],
              queryParams: [{ name: 'v', type: 'regular-expression', value: '[0-9]+' }],
            },
          ],
          backends: [backend('order-service', 90), backend('payment-service', 10)],
          requestHeaders: { set: [{ name: 'x-a', value: 'a' }], add: [], remove: ['x-b'] },
          responseHeaders: { set: [], add: [{ name: 'x-c', value: 'c' }], remove: [] },
          rewrite: { hostname: 'orders.internal', path: { replaces: 'all', path: '/v2' } },
          timeouts: { requestSeconds: 30, backendRequestSeconds: 10 },
        }),
      ],
    }),
    'HTTPRoute',
    'api-orders',
    'shop',
  );
  expect(spec).toEqual({
    parentRefs: [{ ...parent, sectionName: 'https' }],
    hostnames: ['api.shop.example'],
    rules: [
      {
        matches: [
          {
            path: { type: 'Exact', value: '/orders' },
            method: 'GET',
            headers: [{ type: 'Exact', name: 'x-beta', value: '1' }],
            queryParams: [{ type: 'RegularExpression', name: 'v', value: '[0-9]+' }],
          },
        ],
        filters: [
          { type: 'RequestHeaderModifier', requestHeaderModifier: { set: [{ name: 'x-a', value: 'a' }], remove: ['x-b'] } },
          { type: 'ResponseHeaderModifier', responseHeaderModifier: { add: [{ name: 'x-c', value: 'c' }] } },
          {
            type: 'URLRewrite',
            urlRewrite: { hostname: 'orders.internal', path: { type: 'ReplaceFullPath', replaceFullPath: '/v2' } },
          },
        ],
        backendRefs: [
          { group: '', kind: 'Service', name: 'order-service', port: 8080, weight: 90 },
          { group: '', kind: 'Service', name: 'payment-service', port: 8080, weight: 10 },
        ],
        timeouts: { request: '30s', backendRequest: '10s' },
      },
    ],
  });
});

test('a route that sends clients elsewhere', () => {
  const redirect = { hostname: 'shop.example', path: { replaces: 'prefix', path: '/new' }, permanent: true } as const;
  const { spec } = named(rendered({ routes: [route('old', '', { backends: [], redirect })] }), 'HTTPRoute', 'api-old', 'shop');
  expect(spec.parentRefs).toEqual([parent]);
  expect(spec.rules[0]).toEqual({
    matches: [{ path: { type: 'PathPrefix', value: '/old' } }],
    filters: [
      {
        type: 'RequestRedirect',
        requestRedirect: { hostname: 'shop.example', path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/new' }, statusCode: 301 },
      },
    ],
  });
});

const CALLS: ResolvedGrpcRoute = {
  kind: 'grpc',
  id: 'stock',
  name: 'api-stock',
  hostnames: [],
  listeners: ['http'],
  matches: [{ service: 'shop.v1.Stock', method: 'Get', headers: [] }],
  backends: [backend('order-service')],
};

test('a route for gRPC; one for all calls names none', () => {
  expect(named(rendered({ routes: [CALLS] }), 'GRPCRoute', 'api-stock', 'shop').spec.rules).toEqual([
    {
      matches: [{ method: { type: 'Exact', service: 'shop.v1.Stock', method: 'Get' } }],
      backendRefs: [{ group: '', kind: 'Service', name: 'order-service', port: 8080, weight: 1 }],
    },
  ]);
  const all = rendered({ routes: [{ ...CALLS, matches: [{ headers: [] }] }] });
  expect(named(all, 'GRPCRoute', 'api-stock', 'shop').spec.rules[0]).not.toHaveProperty('matches');
});

test('a service of another namespace grants the reference to the kinds of routes that lead there; one of the same need not', () => {
  const routes = [route('invoices', 'invoice', { backends: [backend('invoice', 100, 'billing')] }), route('orders', 'order-service')];
  const all = objects(
    system({
      clusters: [cluster({ namespaces: [namespaceOf('billing'), namespaceOf('shop')] })],
      workloads: [microservice('invoice', { namespace: 'billing' }), microservice('order-service')],
      gateways: [{ ...KONG, routes: [...routes, { ...CALLS, backends: [backend('invoice', 100, 'billing')] }] }],
      flows: [],
    }),
  );
  expect(named(all, 'HTTPRoute', 'api-invoices', 'shop').spec.rules[0].backendRefs[0]).toMatchObject({
    name: 'invoice',
    namespace: 'billing',
  });
  expect(names(all, 'ReferenceGrant')).toEqual(['api-invoice']);
  expect(named(all, 'ReferenceGrant', 'api-invoice', 'billing').spec).toEqual({
    from: ['GRPCRoute', 'HTTPRoute'].map((kind) => ({ group: 'gateway.networking.k8s.io', kind, namespace: 'shop' })),
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
    const routes = [route('orders', 'order-service')];
    const all = objects(system({ clusters: [cluster({ mesh })], gateways: [{ ...KONG, inMesh: meshed, routes }], flows: [] }));
    return [
      named(all, 'HTTPRoute', 'api-orders', 'shop').metadata.annotations,
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

  // The controller takes no backends of which some say it and others do not.
  test('a machine beside pods is dialled by its Service, too; alone it is not', () => {
    const machine = { ...backend('legacy-app-vm', 10), machine: true };
    const annotationOf = (backends: readonly ReturnType<typeof backend>[]) => {
      const routes = [route('stock', '', { backends })];
      const all = objects(system({ gateways: [{ ...KONG, inMesh: true, routes }], flows: [] }));
      return [
        named(all, 'Service', 'legacy-app-vm').metadata.annotations,
        named(all, 'HTTPRoute', 'api-stock', 'shop').metadata.annotations,
      ];
    };
    expect(annotationOf([backend('order-service', 90), machine])).toEqual([
      { 'ingress.kubernetes.io/service-upstream': 'true' },
      { 'konghq.com/preserve-host': 'false' },
    ]);
    expect(annotationOf([machine])).toEqual([undefined, undefined]);
  });
});

const CORS = {
  origins: ['https://shop.example'],
  methods: ['GET'],
  headers: ['content-type'],
  exposedHeaders: [],
  maxAgeSeconds: 600,
  credentials: true,
};
const TRAFFIC = {
  authentication: { header: 'x-api-key', clients: [{ name: 'mobile', secret: 'mobile-key' }] },
  rateLimit: { requests: 60, unit: 'minute', together: false },
  cors: CORS,
} as const;

describe('Kong', () => {
  test('answers for a route at no other protocol than its listeners have, and sends plain HTTP to HTTPS', () => {
    const listeners = [{ ...HTTP, redirectsTo: 443 }, HTTPS];
    const routes = [route('orders', 'order-service', { listeners: ['https'] }), { ...CALLS, listeners: ['https'] }];
    const all = rendered({ listeners, routes });
    expect(named(all, 'HTTPRoute', 'api-orders', 'shop').metadata.annotations).toEqual({
      'konghq.com/protocols': 'https',
      'konghq.com/https-redirect-status-code': '301',
    });
    expect(named(all, 'GRPCRoute', 'api-stock', 'shop').metadata.annotations).toMatchObject({ 'konghq.com/protocols': 'grpcs' });
    expect(names(all, 'HTTPRoute')).toEqual(['api-orders']);
    expect(named(all, 'Service', 'order-service').metadata.annotations).toEqual({ 'konghq.com/protocol': 'grpc' });
  });

  test('asks for keys, counts and answers browsers by plug-ins, and knows who is one of the clients', () => {
    const all = rendered({ routes: [route('orders', 'order-service', TRAFFIC)] });
    const plugins = ['api-orders-clients', 'api-orders-cors', 'api-orders-keys', 'api-orders-rate-limit'];
    expect(names(all, 'KongPlugin')).toEqual(plugins);
    expect(named(all, 'HTTPRoute', 'api-orders', 'shop').spec.rules[0].filters).toEqual(
      plugins.map((name) => ({ type: 'ExtensionRef', extensionRef: { group: 'configuration.konghq.com', kind: 'KongPlugin', name } })),
    );
    const said = plugins.map((name) => named(all, 'KongPlugin', name, 'shop')) as unknown as { plugin: string; config: object }[];
    expect(said.map(({ plugin, config }) => [plugin, config])).toEqual([
      ['acl', { allow: ['api-orders-clients'], hide_groups_header: true }],
      [
        'cors',
        {
          origins: ['https://shop.example'],
          methods: ['GET'],
          headers: ['content-type'],
          max_age: 600,
          credentials: true,
          preflight_continue: false,
        },
      ],
      [
        'key-auth',
        {
          key_names: ['x-api-key'],
          key_in_header: true,
          key_in_query: false,
          key_in_body: false,
          hide_credentials: true,
          run_on_preflight: false,
        },
      ],
      ['rate-limiting', { minute: 60, limit_by: 'ip', policy: 'local' }],
    ]);
    expect(named(all, 'KongConsumer', 'api-mobile', 'shop')).toMatchObject({
      username: 'api-mobile',
      credentials: ['api-orders-clients', 'mobile-key'],
    });
    expect(named(all, 'Secret', 'api-orders-clients', 'shop')).toMatchObject({
      metadata: { labels: { 'konghq.com/credential': 'acl' } },
      data: { group: Buffer.from('api-orders-clients').toString('base64') },
    });
  });
});

describe('Envoy Gateway', () => {
  const ENVOY: Partial<ResolvedGateway> = { provider: 'envoy-gateway', gatewayClass: 'envoy-gateway' };

  test('makes proxies whose only entry from outside is the planned address', () => {
    const all = rendered(ENVOY);
    expect(named(all, 'Gateway', 'api', 'shop').spec.infrastructure).toEqual({
      parametersRef: { group: 'gateway.envoyproxy.io', kind: 'EnvoyProxy', name: 'api' },
    });
    expect(named(all, 'EnvoyProxy', 'api', 'shop').spec.provider).toEqual({
      type: 'Kubernetes',
      kubernetes: { envoyService: { type: 'ClusterIP' }, envoyServiceAccount: { name: 'kong-gateway' } },
    });
    expect(names(all, 'ClientTrafficPolicy')).toEqual([]);
  });

  test('sends plain HTTP to HTTPS by a route, and reads who the client is', () => {
    const listeners = [
      { ...HTTP, redirectsTo: 8443 },
      { ...HTTPS, port: tcp(8443, 'https') },
    ];
    const all = rendered({
      ...ENVOY,
      proxyProtocol: true,
      listeners,
      routes: [route('orders', 'order-service', { listeners: ['https'] })],
    });
    expect(named(all, 'HTTPRoute', 'api-to-https', 'shop').spec).toEqual({
      parentRefs: [{ ...parent, sectionName: 'http' }],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: '/' } }],
          filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', port: 8443, statusCode: 301 } }],
        },
      ],
    });
    expect(named(all, 'HTTPRoute', 'api-orders', 'shop').metadata.annotations).toBeUndefined();
    expect(named(all, 'ClientTrafficPolicy', 'api', 'shop').spec).toEqual({ targetRefs: [parent], proxyProtocol: { optional: false } });
  });

  test('asks for keys, counts and answers browsers by policies', () => {
    const all = rendered({ ...ENVOY, routes: [route('orders', 'order-service', TRAFFIC), { ...CALLS, rateLimit: TRAFFIC.rateLimit }] });
    const targetRefs = [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'api-orders' }];
    expect(named(all, 'SecurityPolicy', 'api-orders', 'shop').spec).toEqual({
      targetRefs,
      apiKeyAuth: {
        credentialRefs: [{ group: '', kind: 'Secret', name: 'mobile-key' }],
        extractFrom: [{ headers: ['x-api-key'] }],
        sanitize: true,
      },
      cors: {
        allowOrigins: ['https://shop.example'],
        allowMethods: ['GET'],
        allowHeaders: ['content-type'],
        maxAge: '600s',
        allowCredentials: true,
      },
    });
    const rules = [
      { clientSelectors: [{ sourceCIDR: { type: 'Distinct', value: '0.0.0.0/0' } }], limit: { requests: 60, unit: 'Minute' } },
    ];
    expect(named(all, 'BackendTrafficPolicy', 'api-orders', 'shop').spec).toEqual({ targetRefs, rateLimit: { local: { rules } } });
    expect(named(all, 'BackendTrafficPolicy', 'api-stock', 'shop').spec.targetRefs[0].kind).toBe('GRPCRoute');
    expect(names(all, 'KongPlugin')).toEqual([]);
  });
});
