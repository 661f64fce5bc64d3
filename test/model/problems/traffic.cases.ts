import {
  Duration,
  External,
  LoadBalancer,
  MeshMode,
  MeshProvider,
  Migration,
  Pods,
  Port,
  Retries,
  type Secret,
  ServerTls,
  ServiceMesh,
  TrafficPolicy,
  type TrafficPolicyProps,
  type TrafficTarget,
} from '../../../src/model';
import { cluster, foreignNamespace, legacy, machineProps, secretOf, service, type Yard } from '../fixture';
import type { ProblemCase } from './case';

const because = 'test';
const PATH = 'yard/k8s/mesh/rule';
const HTTP = Port.tcp(8080, 'http');

/** What is said of a service, a machine and a host outside, all of which a service of a mesh calls. */
interface Calling {
  readonly mesh: ServiceMesh;
  readonly to: { readonly stock: TrafficTarget; readonly erp: TrafficTarget; readonly api: TrafficTarget };
}

function calling(y: Yard, mode = MeshMode.SIDECAR_WITH_CNI): Calling {
  const k8s = cluster(y);
  const mesh = new ServiceMesh(k8s, 'mesh', { provider: MeshProvider.ISTIO, mode });
  const stock = service(k8s, 'stock', { mesh, morePorts: [Port.tcp(5432, 'postgresql')] });
  const erp = legacy(y, 'erp', { listens: [HTTP, Port.tcp(8443, 'https')] });
  const api = External.host('api.example.com', { listens: [Port.tcp(443, 'http')] });
  const called = mode === MeshMode.AMBIENT ? [stock, erp] : [stock, erp, api];
  y.system.policy.allow(service(k8s, 'web', { mesh }), called, { because });
  return { mesh, to: { stock, erp, api } };
}

const saying =
  (to: keyof Calling['to'], props: Omit<TrafficPolicyProps, 'to'>): ProblemCase['build'] =>
  (y) => {
    const { mesh, to: targets } = calling(y);
    new TrafficPolicy(mesh, 'rule', { to: targets[to], ...props });
  };

const invalid = (when: string, says: readonly string[], fix: string, build: ProblemCase['build']): ProblemCase => ({
  when,
  code: 'INVALID_TRAFFIC_POLICY',
  path: PATH,
  says,
  fix: [fix],
  build,
});

const unheard = (when: string, says: readonly string[], fix: string, build: ProblemCase['build']): ProblemCase => ({
  when,
  code: 'TRAFFIC_POLICY_UNHEARD',
  path: PATH,
  says: ['No proxy keeps to it', ...says],
  fix: [fix],
  build,
});

const unread = (when: string, says: readonly string[], build: ProblemCase['build']): ProblemCase => ({
  when,
  code: 'TRAFFIC_POLICY_UNREAD',
  path: PATH,
  says: ['proxies read no requests', ...says],
  fix: ["Port.tcp(8080, 'http')", '`connections`'],
  build,
});

const timeout = Duration.seconds(5);
const [SECONDS, COUNT] = ['Duration.seconds(5)', 'Write such a number'];
const authority = (y: Yard): Secret => secretOf(y, 'erp-ca', 'cacert');

export const TRAFFIC: readonly ProblemCase[] = [
  {
    when: 'a traffic policy says nothing',
    code: 'TRAFFIC_POLICY_EMPTY',
    path: PATH,
    says: ['nothing of how stock is called'],
    fix: ['`timeout`'],
    build: saying('stock', { connectionPool: {} }),
  },
  invalid('a request may take no time', ['timeout: 0 s'], SECONDS, saying('stock', { timeout: Duration.seconds(0) })),
  invalid(
    'a request is made again eleven times',
    ['retries: attempts: 11', '1 to 10'],
    COUNT,
    saying('stock', { retries: Retries.idempotent({ attempts: 11 }) }),
  ),
  invalid(
    'no request may be made again at the same time',
    ['retries: atOnce: 0'],
    COUNT,
    saying('stock', { retries: Retries.every({ atOnce: 0, because }) }),
  ),
  invalid(
    'one try may take longer than all of them',
    ['each may take 9 s', 'all of them 5 s'],
    'Give `perTry` less time',
    saying('stock', { timeout, retries: Retries.idempotent({ perTry: Duration.seconds(9) }) }),
  ),
  invalid(
    'one try may take no time',
    ['retries: perTry: 0 s'],
    SECONDS,
    saying('stock', { retries: Retries.unprocessed({ perTry: Duration.seconds(0) }) }),
  ),
  invalid(
    'requests that may not be made twice are made again without a reason',
    ['nobody says why'],
    'Retries.idempotent()',
    saying('stock', { retries: Retries.every({ because: ' ' }) }),
  ),
  ...(['connections', 'pendingRequests', 'requests', 'requestsPerConnection'] as const).map((prop) =>
    invalid(`a pool has no ${prop}`, [`connectionPool: ${prop}: 0`], COUNT, saying('stock', { connectionPool: { [prop]: 0 } })),
  ),
  ...(['connectTimeout', 'idleTimeout'] as const).map((prop) =>
    invalid(
      `a pool has no time as its ${prop}`,
      [`connectionPool: ${prop}: 0 s`],
      SECONDS,
      saying('stock', { connectionPool: { [prop]: Duration.seconds(0) } }),
    ),
  ),
  invalid(
    'a pod is left alone after half an error',
    ['consecutiveErrors: 0.5'],
    COUNT,
    saying('stock', { outlierDetection: { consecutiveErrors: 0.5 } }),
  ),
  invalid(
    'more than all pods are left alone',
    ['maxEjectionPercent: 101', '1 to 100'],
    COUNT,
    saying('stock', { outlierDetection: { maxEjectionPercent: 101 } }),
  ),
  ...(['interval', 'ejection'] as const).map((prop) =>
    invalid(
      `outliers have no time as their ${prop}`,
      [`outlierDetection: ${prop}: 0 s`],
      SECONDS,
      saying('stock', { outlierDetection: { [prop]: Duration.seconds(0) } }),
    ),
  ),
  invalid('a traffic policy is for no port', ['the list is empty'], 'leave `ports` out', saying('stock', { timeout, ports: [] })),
  invalid(
    'a traffic policy is for a range of ports',
    ['tcp/8080-8090'],
    'Port.tcp(…)',
    saying('stock', { timeout, ports: [Port.tcpRange(8080, 8090)] }),
  ),
  invalid(
    'proxies are to begin TLS to pods',
    ['stock runs in pods'],
    'give the workload a `mesh`',
    saying('stock', { tls: ServerTls.simple({ serverName: 'stock.example' }) }),
  ),
  invalid(
    'proxies are to begin TLS to a machine whose name is not known',
    ['by which name erp shows'],
    'ServerTls.simple({ serverName',
    saying('erp', { ports: [HTTP], tls: ServerTls.simple() }),
  ),
  invalid(
    'the name in a certificate is none',
    ['"ERP box"'],
    'in lower case',
    saying('erp', { ports: [HTTP], tls: ServerTls.simple({ serverName: 'ERP box' }) }),
  ),
  invalid(
    'proxies are to begin TLS where pods speak it',
    ['tcp/8443', 'TLS around TLS'],
    "Port.tcp(443, 'http')",
    saying('erp', { tls: ServerTls.simple({ serverName: 'erp.example' }) }),
  ),
  invalid('pods of others would need a certificate of the system', ['prometheus calls it, too'], '`certificateAuthority`', (y) => {
    const { mesh, to } = calling(y);
    const others = Pods.fromExisting(mesh.cluster, 'prometheus', {
      namespace: foreignNamespace(mesh.cluster, 'monitoring'),
      labels: { app: 'p' },
      mesh,
    });
    y.system.policy.allow(others, to.erp as never, { because, ports: [HTTP] });
    new TrafficPolicy(mesh, 'rule', {
      to: to.erp,
      ports: [HTTP],
      tls: ServerTls.simple({ serverName: 'erp.example', certificateAuthority: authority(y) }),
    });
  }),
  invalid(
    'of a migration it is said who answers how',
    ['ports, connectionPool', '`timeout` and `retries` alone'],
    'Say it of its ends',
    (y) => {
      const { mesh, to } = calling(y);
      const migration = new Migration(y.system, 'move', { from: to.erp as never, to: to.stock as never, weight: 10, port: HTTP, because });
      y.system.policy.allow(service(mesh.cluster, 'client', { mesh }), migration, { because });
      new TrafficPolicy(mesh, 'rule', { to: migration, ports: [HTTP], retries: Retries.none(), connectionPool: { connections: 5 } });
    },
  ),
  {
    when: 'the Secret of who signs has no certificate of his',
    code: 'UNKNOWN_SECRET_KEY',
    path: PATH,
    says: ['"erp-ca"', '"cacert"'],
    fix: ['`keys`'],
    build: (y) => {
      const { mesh, to } = calling(y);
      const certificateAuthority = secretOf(y, 'erp-ca', 'other');
      new TrafficPolicy(mesh, 'rule', {
        to: to.erp,
        ports: [HTTP],
        tls: ServerTls.simple({ serverName: 'erp.example', certificateAuthority }),
      });
    },
  },
  {
    when: 'a traffic policy is for an impossible port',
    code: 'INVALID_PORT',
    path: PATH,
    says: ['0 is not a whole number'],
    fix: ['Correct the port'],
    build: saying('stock', { timeout, ports: [Port.tcp(0)] }),
  },
  {
    when: 'two traffic policies are for one port',
    code: 'TRAFFIC_POLICY_CLASH',
    path: PATH,
    says: ['yard/k8s/mesh/other', 'stock', 'port 8080'],
    fix: ['in one policy'],
    build: (y) => {
      const { mesh, to } = calling(y);
      new TrafficPolicy(mesh, 'other', { to: to.stock, timeout, ports: [HTTP] });
      new TrafficPolicy(mesh, 'rule', { to: to.stock, outlierDetection: {} });
    },
  },
  unheard('proxies of nodes are told how one target is called', ['in ambient mode'], 'MeshMode.SIDECAR_WITH_CNI', (y) => {
    const { mesh, to } = calling(y, MeshMode.AMBIENT);
    new TrafficPolicy(mesh, 'rule', { to: to.stock, timeout });
  }),
  unheard('nobody in the mesh calls whom a traffic policy is about', ['no pod with a proxy'], 'policy.allow', (y) => {
    const { mesh } = calling(y);
    new TrafficPolicy(mesh, 'rule', { to: service(mesh.cluster, 'lonely', { mesh }), timeout });
  }),
  unheard('nobody in the mesh calls a migration that a traffic policy is about', ['no pod with a proxy'], 'policy.allow', (y) => {
    const { mesh, to } = calling(y);
    const migration = new Migration(y.system, 'move', { from: to.erp as never, to: to.stock as never, weight: 10, port: HTTP, because });
    new LoadBalancer(y.system, 'lb', { ...machineProps(y), backends: migration });
    new TrafficPolicy(mesh, 'rule', { to: migration, timeout });
  }),
  unheard('proxies know nobody by a block of addresses', ['no pod with a proxy'], 'policy.allow', (y) => {
    const { mesh } = calling(y);
    const office = External.cidr('192.0.2.0/24', { name: 'office', listens: [HTTP] });
    y.system.policy.allow(service(mesh.cluster, 'client', { mesh }), office, { because });
    new TrafficPolicy(mesh, 'rule', { to: office, connectionPool: { connections: 5 } });
  }),
  unheard('pods are called at a port that their Service does not have', ['its Service has no port tcp/8080'], '`servicePort`', (y) => {
    const { mesh } = calling(y);
    const shelf = service(mesh.cluster, 'shelf', { mesh, port: Port.tcp(8080, 'http', { servicePort: 80 }) });
    y.system.policy.allow(service(mesh.cluster, 'client', { mesh }), shelf, { ports: [HTTP], because });
    new TrafficPolicy(mesh, 'rule', { to: shelf, timeout });
  }),
  unheard('one of the named ports is none of the Service', ['its Service has no port tcp/8080'], '`servicePort`', (y) => {
    const { mesh } = calling(y);
    const web = Port.tcp(80, 'http');
    const shelf = service(mesh.cluster, 'shelf', { mesh, port: Port.tcp(8080, 'http', { servicePort: 80 }) });
    y.system.policy.allow(service(mesh.cluster, 'client', { mesh }), shelf, { ports: [HTTP, web], because });
    new TrafficPolicy(mesh, 'rule', { to: shelf, timeout, ports: [HTTP, web] });
  }),
  unheard(
    'a traffic policy is for a port that nobody calls',
    ['tcp/9999'],
    'policy.allow',
    saying('stock', { timeout, ports: [HTTP, Port.tcp(9999, 'http')] }),
  ),
  unread(
    'a timeout is for a port that nobody can read',
    ['timeout', 'tcp/5432'],
    saying('stock', { timeout, ports: [Port.tcp(5432, 'postgresql')] }),
  ),
  unread(
    'requests are counted at a port that nobody can read',
    ['requests, idleTimeout', 'tcp/8443'],
    saying('erp', { connectionPool: { requests: 5, idleTimeout: timeout }, ports: [Port.tcp(8443, 'https')] }),
  ),
];
