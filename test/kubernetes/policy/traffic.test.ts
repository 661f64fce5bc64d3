import { Retries, TrafficPolicy } from '../../../src/model';
import { synthKubernetes, synthTerraform } from '../../../src/testing';
import { verify } from '../../../src/verify';
import { moving } from '../../migration-fixture';
import { called, calling } from '../../traffic-fixture';
import { type Manifest, named, names, objects } from '../manifests';

const FULL = (service: string): string => `${service}.yard.svc.cluster.local`;
const PLAIN = { mode: 'DISABLE' };
const POOL = { http: { maxRetries: 3 } };

interface Rule {
  readonly host: string;
  readonly trafficPolicy: { readonly tls?: object; readonly portLevelSettings: readonly object[] };
}
const ruleOf = (all: readonly Manifest[], name: string, namespace = 'yard'): Rule =>
  named(all, 'DestinationRule', name, namespace).spec as Rule;
const requestsOf = (all: readonly Manifest[], name: string): { readonly hosts: readonly string[]; readonly http: readonly object[] } =>
  named(all, 'VirtualService', name).spec as never;

const all = objects(called());

test('a service is called in time, no more often than it can take, and again where that does no harm', () => {
  const to = { route: [{ destination: { host: FULL('stock'), port: { number: 8080 } } }], timeout: '5s' };
  expect(requestsOf(all, 'stock')).toEqual({
    hosts: [FULL('stock')],
    http: [
      {
        match: [{ port: 8080, method: { regex: 'GET|HEAD|OPTIONS|TRACE|PUT|DELETE' } }],
        ...to,
        retries: { attempts: 3, perTryTimeout: '2s', retryOn: 'connect-failure,refused-stream,reset,gateway-error' },
      },
      { match: [{ port: 8080 }], ...to, retries: { attempts: 3, perTryTimeout: '2s', retryOn: 'connect-failure,refused-stream' } },
    ],
  });
  expect(ruleOf(all, 'stock')).toEqual({
    host: FULL('stock'),
    trafficPolicy: {
      portLevelSettings: [
        { port: { number: 5671 }, connectionPool: { tcp: { maxConnections: 5 } } },
        {
          port: { number: 8080 },
          connectionPool: {
            tcp: { maxConnections: 100, connectTimeout: '1s' },
            http: {
              http1MaxPendingRequests: 50,
              http2MaxRequests: 200,
              maxRequestsPerConnection: 1000,
              maxRetries: 4,
              idleTimeout: '300s',
            },
          },
          outlierDetection: {
            consecutiveGatewayErrors: 3,
            consecutive5xxErrors: 0,
            interval: '5s',
            baseEjectionTime: '60s',
            maxEjectionPercent: 30,
          },
        },
      ],
    },
  });
});

test('pods that have names are called alike by each of their Services, and the reason stands beside what is made twice', () => {
  for (const name of ['store', 'store-headless']) {
    expect(ruleOf(all, name)).toEqual({
      host: FULL(name),
      trafficPolicy: { portLevelSettings: [{ port: { number: 50051 }, connectionPool: POOL }] },
    });
    const { metadata } = named(all, 'VirtualService', name);
    expect(Object.values(metadata.annotations ?? {})).toEqual(['the store takes the same call twice for one']);
    expect(requestsOf(all, name).http).toMatchObject([
      { retries: { attempts: 2, retryOn: 'connect-failure,refused-stream,reset,gateway-error,cancelled,unavailable' } },
    ]);
  }
});

test('requests to a machine are read where something is said of them, by each name that proxies know it by', () => {
  const ports = (name: string): object[] => (named(all, 'Service', name).spec as { ports: object[] }).ports;
  expect(ports('erp')).toMatchObject([
    { port: 8080, appProtocol: 'http' },
    { port: 9100, appProtocol: 'tcp' },
  ]);
  expect(named(all, 'EndpointSlice', 'erp')).toMatchObject({ ports: [{ appProtocol: 'http' }, { appProtocol: 'tcp' }] });
  const settings = [
    {
      port: { number: 8080 },
      tls: PLAIN,
      connectionPool: { tcp: { maxConnections: 20 }, http: { http1MaxPendingRequests: 10, maxRetries: 3 } },
    },
  ];
  for (const name of ['erp', 'moving-erp'])
    expect(ruleOf(all, name)).toEqual({ host: FULL(name), trafficPolicy: { tls: PLAIN, portLevelSettings: settings } });
  expect(requestsOf(all, 'erp').http).toMatchObject([
    { timeout: '30s', retries: { attempts: 2, retryOn: 'connect-failure,refused-stream' } },
  ]);
  // What is done with requests to the migration is said of its name.
  expect(names(all, 'VirtualService')).not.toContain('moving-erp');
});

test('requests to what moves go to either end by its share, and are made again as is said of its name', () => {
  const route = [
    { destination: { host: FULL('moving-erp'), port: { number: 8080 } }, weight: 90 },
    { destination: { host: FULL('stock'), port: { number: 8080 } }, weight: 10 },
  ];
  const retries = { attempts: 1, perTryTimeout: '9s' };
  expect(named(all, 'VirtualService', 'moving').spec).toEqual({
    hosts: [FULL('moving')],
    http: [
      {
        match: [{ port: 8080, method: { regex: 'GET|HEAD|OPTIONS|TRACE|PUT|DELETE' } }],
        ...{ route, timeout: '20s', retries: { ...retries, retryOn: 'connect-failure,refused-stream,reset,gateway-error' } },
      },
      { match: [{ port: 8080 }], route, timeout: '20s', retries: { ...retries, retryOn: 'connect-failure,refused-stream' } },
    ],
  });
});

test('how many of them are on their way again is counted at either end, unless more is said of that', () => {
  const { y, mesh, migration } = moving();
  new TrafficPolicy(mesh, 'again', { to: migration, retries: Retries.unprocessed({ atOnce: 7 }) });
  const ends = objects(y.system.resolve().system);
  const limit = { connectionPool: { http: { maxRetries: 7 } } };
  expect(ruleOf(ends, 'stock-items-erp').trafficPolicy).toEqual({
    tls: PLAIN,
    portLevelSettings: [{ port: { number: 8080 }, tls: PLAIN, ...limit }],
  });
  expect(ruleOf(ends, 'stock').trafficPolicy).toEqual({ portLevelSettings: [{ port: { number: 9090 }, ...limit }] });
  expect(names(ends, 'VirtualService')).toEqual(['stock-items']);
  expect(verify({ system: y.system.resolve().system, kubernetes: synthKubernetes(y.system), terraform: synthTerraform(y.system) })).toEqual(
    [],
  );
});

test('proxies begin TLS, and hold the server to its name and to who signs', () => {
  const asked = (serverName: string): object => ({ mode: 'SIMPLE', sni: serverName, subjectAltNames: [serverName] });
  const shown = (serverName: string): object => ({ ...asked(serverName), caCertificates: 'system' });
  expect(ruleOf(all, 'vault').trafficPolicy).toEqual({
    tls: PLAIN,
    portLevelSettings: [{ port: { number: 8080 }, tls: shown('vault.example') }],
  });
  expect(requestsOf(all, 'vault').http).toMatchObject([{ retries: { attempts: 0 } }]);
  // The Secret is found beside the proxies of these pods alone, in their own namespace.
  for (const namespace of ['yard', 'apart'])
    expect(ruleOf(all, 'ledger', namespace)).toMatchObject({
      host: FULL('ledger'),
      workloadSelector: { matchLabels: { 'app.kubernetes.io/part-of': 'yard' } },
      exportTo: ['.'],
      trafficPolicy: {
        tls: PLAIN,
        portLevelSettings: [{ port: { number: 6379 }, tls: { ...asked('ledger.example'), credentialName: 'our-ca' } }],
      },
    });
  expect(names(all, 'VirtualService')).not.toContain('ledger');
  for (const namespace of ['yard', 'apart']) {
    expect(named(all, 'ServiceEntry', 'api-example-com', namespace).spec).toMatchObject({ ports: [{ number: 443, protocol: 'HTTP' }] });
    expect(ruleOf(all, 'api-example-com', namespace)).toMatchObject({
      host: 'api.example.com',
      exportTo: ['.'],
      trafficPolicy: { portLevelSettings: [{ port: { number: 443 }, tls: shown('api.example.com') }] },
    });
    expect(named(all, 'VirtualService', 'api-example-com', namespace).spec).toMatchObject({ exportTo: ['.'], http: [{ timeout: '3s' }] });
  }
});

test('the Secret of who signs has to be in each namespace whose pods call', () => {
  const [secret] = called().secrets;
  expect(secret?.places.map(({ namespace }) => namespace)).toEqual(['apart', 'yard']);
});

test('another number changes nothing but what proxies are told', () => {
  const edited = calling();
  new TrafficPolicy(edited.mesh, 'other', { to: edited.other, retries: Retries.none() });
  edited.y.system.policy.allow(edited.web, edited.other, { because: 'calls' });
  const before = calling();
  before.y.system.policy.allow(before.web, before.other, { because: 'calls' });
  const [one, two] = [objects(before.y.system.resolve().system), objects(edited.y.system.resolve().system)];
  const texts = new Set(one.map((object) => JSON.stringify(object)));
  const changed = two.filter((object) => !texts.has(JSON.stringify(object))).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  expect(changed).toEqual(['DestinationRule other', 'VirtualService other']);
});

test('both outputs say all of it', () => {
  const build = () => calling().y.system;
  const { system } = build().resolve();
  expect(verify({ system, terraform: synthTerraform(build()), kubernetes: synthKubernetes(build()) })).toEqual([]);
});
