import fc from 'fast-check';
import { External, Port, type System } from '../../src';
import { Shop } from '../../system';
import { type Manifest, manifestsOf } from '../both-outputs/render';
import { EXAMPLES } from '../examples/outputs';
import { build } from '../properties/build';
import { plans } from '../properties/plan';
import { runs } from '../runs';
import { calling } from '../traffic-fixture';
import { VARIETIES } from '../verify/varieties';
import { hostsKnownTo, judge, judged, type SidecarProxy, type Told, waysAt } from './judge';

const manifestsIn = (system: System): readonly (readonly Manifest[])[] => [...manifestsOf(system.resolve().system).values()];
const shop = (edit: (shop: Shop) => void = () => undefined): readonly Manifest[] => {
  const made = new Shop();
  edit(made);
  return manifestsIn(made)[0] ?? [];
};
const proxyOf = (manifests: readonly Manifest[], workload: string): SidecarProxy => {
  const { proxies, invalid, messages } = judge(manifests);
  expect([invalid, messages]).toEqual([[], []]);
  const proxy = proxies.get(workload);
  if (!proxy) throw new Error(`no proxy of ${workload}`);
  return proxy;
};

judged("neither Istio's webhook nor its analyzers have anything to say of what is written for it", () => {
  for (const make of [...Object.values(VARIETIES), ...Object.values(EXAMPLES).map((Described) => () => new Described())])
    for (const manifests of manifestsIn(make())) {
      const { invalid, messages } = judge(manifests);
      expect([invalid, messages]).toEqual([[], []]);
    }
});

judged('nor of what is written for random systems', () => {
  fc.assert(
    fc.property(plans(), (plan) => {
      for (const manifests of manifestsIn(build(plan))) expect(judge(manifests).invalid).toEqual([]);
    }),
    runs(10),
  );
});

judged('they have something to say of mistakes', () => {
  const broken = shop().map((object) =>
    object.kind === 'Sidecar' ? { ...object, spec: { ...(object.spec as object), egress: [{ hosts: ['no slash'] }] } } : object,
  );
  expect(judge(broken as readonly Manifest[]).invalid).toContainEqual(
    expect.stringMatching(/^Sidecar order-service: .*namespace\/dnsName/),
  );
});

judged('analyzers, too', () => {
  const broken = shop().map((object) =>
    object.kind === 'DestinationRule' ? { ...object, spec: { ...(object.spec as object), host: 'nobody.shop.svc.cluster.local' } } : object,
  );
  expect(judge(broken as readonly Manifest[]).messages).toContainEqual(expect.stringMatching(/IST0174.*nobody\.shop/));
});

judged('a proxy is told of those whom its pods may call, and of nobody else', () => {
  const { proxies } = judge(shop());
  const everybody = ['istiod.istio-system.svc.cluster.local:15012', 'kube-dns.kube-system.svc.cluster.local:53'];
  const known = (workload: string): readonly string[] =>
    hostsKnownTo(proxies.get(workload) as SidecarProxy).filter((host) => !everybody.includes(host));
  expect(known('payment-service')).toEqual(['database-vm.shop.svc.cluster.local:5432']);
  expect(known('user-service')).toEqual(['database-vm.shop.svc.cluster.local:5432']);
  expect(known('order-service')).toEqual([
    'database-vm.shop.svc.cluster.local:5432',
    'legacy-app-vm.shop.svc.cluster.local:8080',
    'payment-service.shop.svc.cluster.local:8080',
    'stock-legacy-app-vm.shop.svc.cluster.local:8080',
    'stock-service.shop.svc.cluster.local:8080',
    'stock.shop.svc.cluster.local:8080',
  ]);
});

judged('machines are spoken to as clients speak, whatever holds for the rest of the mesh', () => {
  const everywhere = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    metadata: { name: 'everywhere', namespace: 'istio-system' },
    spec: { host: '*.local', trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } },
  };
  const sealed = (manifests: readonly Manifest[]): readonly string[] =>
    (judge(manifests, [everywhere]).proxies.get('order-service') as SidecarProxy).clusters
      .filter(({ name, transportSocket, transportSocketMatches }) => name.includes('-vm.') && (transportSocket ?? transportSocketMatches))
      .map(({ name }) => name);
  expect(sealed(shop())).toEqual([]);
  // Without what is said of machines they would be asked for certificates.
  expect(sealed(shop().filter(({ kind }) => kind !== 'DestinationRule'))).toHaveLength(3);
});

judged('pods get to names and blocks of their flows at their ports, and nowhere else', () => {
  const told = shop((made) => {
    made.policy.allow(made.order, External.host('api.example.com'), { because: 'partner' });
    made.policy.allow(made.order, External.host('plain.example.org', { listens: [Port.tcp(80, 'http')] }), { because: 'feed' });
    const partner = External.cidr('192.0.2.0/24', {
      name: 'partner',
      listens: [Port.tcp(443, 'https'), Port.tcp(80, 'http'), Port.tcp(9999)],
    });
    made.policy.allow(made.order, partner, { because: 'old partner' });
  });
  const order = proxyOf(told, 'order-service');
  expect(waysAt(order, 443)).toEqual({
    'api.example.com': 'outbound|443||api.example.com',
    '192.0.2.0/24': 'outbound|443||partner-by-address.invalid',
    else: 'BlackHoleCluster',
  });
  expect(waysAt(order, 80)).toEqual({
    http: 'routes 80',
    '192.0.2.0/24': 'outbound|80||partner-by-address.invalid',
    else: 'BlackHoleCluster',
  });
  expect(waysAt(order, 9999)).toEqual({ '192.0.2.0/24': 'outbound|9999||partner-by-address.invalid', else: 'BlackHoleCluster' });
  expect(waysAt(order, 8443)).toEqual({ else: 'BlackHoleCluster' });
  const [strangers] = order.routes
    .find(({ name }) => name === '80')
    .virtualHosts.filter(({ domains }: { domains: readonly string[] }) => domains.includes('*'));
  expect(strangers.routes.map(({ directResponse }: { directResponse: object }) => directResponse)).toEqual([{ status: 502 }]);
  // Whoever may call no name goes past the proxy, to where NetworkPolicies let it.
  const payment = proxyOf(told, 'payment-service');
  expect(hostsKnownTo(payment).filter((host) => host.includes('example'))).toEqual([]);
  expect(waysAt(payment, 8443)).toEqual({ else: 'PassthroughCluster' });
});

judged('requests to what moves are shared by its weight', () => {
  const { routes } = proxyOf(shop(), 'order-service');
  const hosts = routes.find(({ name }) => name === '8080').virtualHosts;
  const [stock] = hosts.filter(({ domains }: { domains: readonly string[] }) => domains.includes('stock.shop.svc.cluster.local'));
  const [{ route }] = stock.routes;
  const shares = route.weightedClusters.clusters.map(({ name, weight }: { name: string; weight: number }) => [
    name.split('|').at(-1),
    weight,
  ]);
  expect(Object.fromEntries(shares)).toEqual({
    'stock-legacy-app-vm.shop.svc.cluster.local': 90,
    'stock-service.shop.svc.cluster.local': 10,
  });
});

judged('what is said of a target is what its callers are told, and nobody else', () => {
  const { proxies } = judge(manifestsIn(calling().y.system)[0] ?? []);
  const web = proxies.get('web') as SidecarProxy;
  const clusterOf = (name: string) => web.clusters.find((each) => each.name === `outbound|${name}`);
  const stock = clusterOf('8080||stock.yard.svc.cluster.local');
  expect(stock).toMatchObject({
    connectTimeout: '1s',
    circuitBreakers: { thresholds: [{ maxConnections: 100, maxPendingRequests: 50, maxRequests: 200, maxRetries: 4 }] },
    outlierDetection: {
      consecutiveGatewayFailure: 3,
      interval: '5s',
      baseEjectionTime: '60s',
      maxEjectionPercent: 30,
      enforcingConsecutive5xx: 0,
    },
  });
  const routesTo = (host: string): readonly Told[] =>
    web.routes
      .flatMap(({ virtualHosts }) => virtualHosts)
      .find(({ domains }: { domains: readonly string[] }) => domains.includes(host))
      ?.routes.map(({ match, route }: Told) => ({ timeout: route.timeout, retries: route.retryPolicy, match }));
  expect(routesTo('stock.yard.svc.cluster.local')).toMatchObject([
    {
      match: { headers: [{ name: ':method' }] },
      timeout: '5s',
      retries: { numRetries: 3, perTryTimeout: '2s', retryOn: 'connect-failure,refused-stream,reset,gateway-error' },
    },
    { timeout: '5s', retries: { numRetries: 3, retryOn: 'connect-failure,refused-stream' } },
  ]);
  // What is said of its ends, of which one is this very service, is not said of requests by the name of what moves.
  expect(routesTo('moving.yard.svc.cluster.local')).toMatchObject([
    {
      match: { headers: [{ name: ':method' }] },
      timeout: '20s',
      retries: { numRetries: 1, perTryTimeout: '9s', retryOn: 'connect-failure,refused-stream,reset,gateway-error' },
    },
    { timeout: '20s', retries: { numRetries: 1, perTryTimeout: '9s', retryOn: 'connect-failure,refused-stream' } },
  ]);
  expect(routesTo('vault.yard.svc.cluster.local')).toMatchObject([{ retries: undefined }]);
  const tlsOf = (name: string): Told => clusterOf(name)?.transportSocket?.typedConfig;
  expect(tlsOf('443||api.example.com')).toMatchObject({
    sni: 'api.example.com',
    commonTlsContext: {
      combinedValidationContext: {
        defaultValidationContext: { matchSubjectAltNames: [{ exact: 'api.example.com' }] },
        validationContextSdsSecretConfig: { name: 'file-root:system' },
      },
    },
  });
  expect(
    tlsOf('6379||ledger.yard.svc.cluster.local').commonTlsContext.combinedValidationContext.validationContextSdsSecretConfig.name,
  ).toBe('kubernetes://our-ca-cacert');
  // Whom nothing is said of is called as before.
  expect(clusterOf('9100||erp.yard.svc.cluster.local')).not.toHaveProperty('transportSocket');
});
