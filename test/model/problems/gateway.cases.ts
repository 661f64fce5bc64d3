import {
  Anyone,
  type ApiGateway,
  type ApiGatewayProps,
  Authentication,
  Certificate,
  CertificateIssuer,
  type CorsProps,
  Duration,
  EnvSource,
  FlowWaiver,
  GatewayProvider,
  type GrpcMatch,
  type HttpRouteProps,
  type KubernetesCluster,
  Listener,
  LoadBalancer,
  MeshMode,
  MeshProvider,
  PathMatch,
  PathRewrite,
  Port,
  RateLimit,
  type RouteBackend,
  Secret,
  SecretStore,
  ServiceMesh,
  TextMatch,
} from '../../../src/model';
import { printable } from '../../../src/model/values';
import { gatewayOf, tlsSecret } from '../../gateway-fixture';
import { cluster, existingCluster, machineProps, secretOf, service, vm, type Yard } from '../fixture';
import { type ProblemCase, wrong } from './case';

const PATH = 'yard/k8s/gate';
const because = 'test';

/** A gateway without routes. */
const bare = (y: Yard, props: Partial<ApiGatewayProps> = {}): ApiGateway => gatewayOf(cluster(y), 'gate', {}, props);
const gateway = (y: Yard, props: Partial<ApiGatewayProps> = {}): ApiGateway => {
  const k8s = cluster(y);
  return gatewayOf(k8s, 'gate', { '/': service(k8s, 'a') }, props);
};
const stored = (y: Yard, hostnames?: readonly string[]): Certificate => Certificate.fromSecret(tlsSecret(y.system), { hostnames });
const ISSUER = CertificateIssuer.clusterWide('ca');

/** A route `r` with something wrong. */
const route = (y: Yard, props: Partial<HttpRouteProps>, more: Partial<ApiGatewayProps> = {}): void => {
  const made = bare(y, more);
  made.addHttpRoute('r', { backends: service(made.cluster, 'a'), ...props });
};
const invalid = (when: string, says: readonly string[], fix: string, props: (y: Yard) => Partial<HttpRouteProps>): ProblemCase => ({
  when,
  code: 'INVALID_ROUTE',
  path: `${PATH}/r`,
  says,
  fix: [fix],
  build: (y) => route(y, props(y)),
});
const redirect = (props: NonNullable<HttpRouteProps['redirect']>) => (): Partial<HttpRouteProps> => ({
  backends: undefined,
  redirect: props,
});
const cors = (props: Partial<CorsProps>) => (): Partial<HttpRouteProps> => ({ cors: { origins: ['https://shop.example'], ...props } });

const LISTENERS: readonly ProblemCase[] = [
  {
    when: 'a gateway listens to nothing',
    code: 'MISSING_VALUE',
    path: PATH,
    says: ['"listeners"'],
    fix: ['a value'],
    build: (y) => gateway(y, { listeners: [] }),
  },
  {
    when: 'two listeners are for every host name at one port',
    code: 'LISTENERS_OVERLAP',
    path: PATH,
    says: ['port 80', 'every host name'],
    fix: ['host names or a port of its own'],
    build: (y) => gateway(y, { listeners: [Listener.http(), Listener.http()] }),
  },
  {
    when: 'one port speaks plain HTTP and HTTPS',
    code: 'LISTENERS_OVERLAP',
    path: PATH,
    says: ['port 8080', 'HTTP', 'HTTPS'],
    fix: ['a port of its own'],
    build: (y) =>
      gateway(y, {
        listeners: [Listener.http({ port: 8080, hostnames: ['a.example'] }), Listener.https({ port: 8080, certificate: stored(y) })],
      }),
  },
  {
    when: 'a gateway has more listeners than the Gateway API takes',
    code: 'INVALID_LISTENER',
    path: PATH,
    says: ['65', '64'],
    fix: ['*.shop.example'],
    build: (y) => gateway(y, { listeners: [Listener.http({ hostnames: Array.from({ length: 65 }, (_, i) => `h${i}.example`) })] }),
  },
  ...(
    [
      [
        'is answered and sent to HTTPS',
        { redirectToHttps: true, servesPlainHttp: { because: 'old clients' } },
        'and is to answer them, too',
      ],
      ['is answered for no reason', { servesPlainHttp: { because: ' ' } }, 'no `because`'],
    ] as const
  ).map(
    ([what, props, says]): ProblemCase => ({
      when: `plain HTTP ${what}`,
      code: 'INVALID_LISTENER',
      path: PATH,
      says: ['"http"', says],
      fix: ['servesPlainHttp'],
      build: (y) => gateway(y, { listeners: [Listener.http(props), Listener.https({ certificate: stored(y) })] }),
    }),
  ),
  {
    when: 'plain HTTP is sent to HTTPS that nobody takes',
    code: 'REDIRECT_WITHOUT_TLS',
    path: PATH,
    says: ['"http-b.example"', 'b.example'],
    fix: ['Listener.https'],
    build: (y) =>
      gateway(y, {
        listeners: [
          Listener.http({ hostnames: ['b.example'], redirectToHttps: true }),
          Listener.https({ hostnames: ['a.example'], certificate: stored(y) }),
        ],
      }),
  },
  ...(
    [
      ['a.b.shop.example', ['*.shop.example']],
      ['shop.example', ['*.shop.example']],
      ['*.shop.example', ['a.shop.example']],
      ['a.shop.example', []],
    ] as const
  ).map(
    ([hostname, hostnames]): ProblemCase => ({
      when: `a certificate for ${hostnames.join(', ') || 'nobody'} is shown for ${hostname}`,
      code: 'CERTIFICATE_MISSES_HOST',
      path: PATH,
      says: ['"tls"', hostname],
      fix: ['another certificate'],
      build: (y) => gateway(y, { listeners: [Listener.https({ hostnames: [hostname], certificate: stored(y, hostnames) })] }),
    }),
  ),
  {
    when: 'an issuer is to make a certificate for every host name',
    code: 'CERTIFICATE_MISSES_HOST',
    path: PATH,
    says: ['"gate-tls"', 'every host name'],
    fix: ['`hostnames`'],
    build: (y) => gateway(y, { listeners: [Listener.https({ certificate: Certificate.issuedBy(ISSUER) })] }),
  },
  {
    when: 'two certificates of a gateway come to one name',
    code: 'DERIVED_NAME_CLASH',
    path: PATH,
    says: ['certificate', '"gate-tls"'],
    fix: ['Rename'],
    build: (y) =>
      gateway(y, {
        listeners: ['a.example', 'b.example'].map((name) =>
          Listener.https({ hostnames: [name], certificate: Certificate.issuedBy(ISSUER) }),
        ),
      }),
  },
  ...(
    [
      [
        'of a store',
        (y) =>
          new Secret(y.system, 'keys', { name: 'gate-tls', store: SecretStore.clusterWide('vault'), keys: { key: { path: 'kv/key' } } }),
      ],
      ['that is there already', (y) => Secret.fromExisting(y.system, 'keys', { name: 'gate-tls', keys: ['key'] })],
    ] as readonly (readonly [string, (y: Yard) => Secret])[]
  ).map(
    ([what, secretOf]): ProblemCase => ({
      when: `a Secret ${what} has the name of one that cert-manager makes in the same namespace`,
      code: 'DERIVED_NAME_CLASH',
      path: PATH,
      says: ['Secret', '"gate-tls"', 'yard/keys'],
      fix: ['Rename'],
      build: (y) => {
        gateway(y, { listeners: [Listener.https({ hostnames: ['a.example'], certificate: Certificate.issuedBy(ISSUER) })] });
        service(y.system.node.findChild('k8s') as KubernetesCluster, 'reader', { env: { KEY: EnvSource.secret(secretOf(y).key('key')) } });
      },
    }),
  ),
  {
    when: 'an issuer cannot have the name',
    code: 'INVALID_OBJECT_NAME',
    path: PATH,
    says: ['issuer', '"Let us"'],
    fix: ['lower-case'],
    build: (y) =>
      gateway(y, {
        listeners: [
          Listener.https({ hostnames: ['a.example'], certificate: Certificate.issuedBy(CertificateIssuer.inNamespace('Let us')) }),
        ],
      }),
  },
  {
    when: 'the Secret of a certificate is given by its name',
    code: 'INVALID_VALUE',
    path: PATH,
    says: ['listeners[0].certificate.secret', 'a Secret'],
    fix: ['secret'],
    build: (y) => gateway(y, { listeners: [Listener.https({ certificate: Certificate.fromSecret(wrong('shop-tls')) })] }),
  },
  {
    when: 'the Secret of a gateway has no certificate',
    code: 'INVALID_SECRET',
    path: 'yard/tls',
    says: ['kubernetes.io/tls', '"Opaque"'],
    fix: ['tls.crt and tls.key'],
    build: (y) => gateway(y, { listeners: [Listener.https({ certificate: Certificate.fromSecret(secretOf(y, 'tls')) })] }),
  },
  {
    when: 'two gateways answer for one host name',
    code: 'HOSTNAME_TWICE',
    path: 'yard/k8s/other',
    says: ['shop.example', PATH, 'one set of proxies'],
    fix: ['one gateway'],
    build: (y) => {
      const { cluster: k8s } = gateway(y, { listeners: [Listener.http({ hostnames: ['shop.example'] })] });
      gatewayOf(k8s, 'other', { '/b': service(k8s, 'b') }, { listeners: [Listener.http({ hostnames: ['shop.example'] })] });
    },
  },
  {
    when: 'two gateways of different providers answer for one host name',
    code: 'HOSTNAME_TWICE',
    path: 'yard/k8s/other',
    says: ['shop.example', 'DNS'],
    fix: ['one gateway'],
    build: (y) => {
      const listeners = [Listener.http({ hostnames: ['shop.example'] })];
      const { cluster: k8s } = gateway(y, { listeners });
      gatewayOf(k8s, 'other', { '/b': service(k8s, 'b') }, { listeners, provider: GatewayProvider.ENVOY_GATEWAY });
    },
  },
];

const MATCHES: readonly ProblemCase[] = [
  ...['Slow', 'slow x', 'slow_', '-slow', 'slow\ud800'].map(
    (id): ProblemCase => ({
      when: `the id of a route is ${JSON.stringify(id)}`,
      code: 'INVALID_OBJECT_NAME',
      path: `${PATH}/${printable(id)}`,
      says: [`id: "${printable(id)}"`],
      fix: ['lower-case letters'],
      build: (y) => {
        const made = bare(y);
        made.addHttpRoute(id, { backends: service(made.cluster, 'a') });
      },
    }),
  ),
  {
    when: 'a gateway has no routes',
    code: 'INVALID_ROUTE',
    path: PATH,
    says: ['no route'],
    fix: ['addHttpRoute'],
    build: (y) => bare(y),
  },
  ...(
    [
      ['users', 'does not start with'],
      ['/a//b', 'empty or relative part'],
      ['/a/../b', 'empty or relative part'],
      ['/a/.', 'empty or relative part'],
      ['/a%2Fb', 'encoded "/"'],
      ['/a#b', 'no path of a URL'],
      ['/a b', 'no path of a URL'],
      ['/ü', 'no path of a URL'],
      [`/${'a'.repeat(1024)}`, '1025 characters'],
    ] as const
  ).map(([path, says]) =>
    invalid(`a route is for ${path.slice(0, 20)}`, [says], 'starts with "/"', () => ({ matches: { path: PathMatch.prefix(path) } })),
  ),
  ...(
    [
      ['/(', 'no regular expression', 'RE2'],
      ['/(?=a)', 'around or back', 'RE2'],
      ['/(a)\\1', 'around or back', 'RE2'],
      ['a.*', 'does not start with', 'starts with "/"'],
    ] as const
  ).map(([path, says, fix]) =>
    invalid(`a route is for the regular expression ${path}`, [says], fix, () => ({ matches: { path: PathMatch.regularExpression(path) } })),
  ),
  invalid('a header to match is none', ['"x y"', 'no name of a header'], 'hyphens', () => ({
    matches: { headers: { 'x y': TextMatch.exact('1') } },
  })),
  invalid('a header to match has a value that is none', ['"x-a"', 'no value'], 'ASCII', () => ({
    matches: { headers: { 'x-a': TextMatch.exact('ü') } },
  })),
  invalid('a header is matched twice', ['"X-A"', 'twice'], 'once', () => ({
    matches: { headers: { 'x-a': TextMatch.exact('1'), 'X-A': TextMatch.exact('2') } },
  })),
  invalid('a parameter is matched by what is no expression', ['"q"', 'no regular expression'], 'RE2', () => ({
    matches: { queryParams: { q: TextMatch.regularExpression('[') } },
  })),
  invalid('a route has more matches than the Gateway API takes', ['65', '64'], 'several routes', () => ({
    matches: Array.from({ length: 65 }, (_, i) => ({ path: PathMatch.exact(`/${i}`) })),
  })),
  ...(
    [
      [{ service: 'a b' }, '"a b"', 'full name'],
      [{ method: 'a.B/C' }, '"a.B/C"', 'name alone'],
    ] as const satisfies readonly (readonly [GrpcMatch, string, string])[]
  ).map(
    ([matches, says, fix]): ProblemCase => ({
      when: `a route is for the call ${says}`,
      code: 'INVALID_ROUTE',
      path: `${PATH}/r`,
      says: [says],
      fix: [fix],
      build: (y) => {
        const made = bare(y);
        made.addGrpcRoute('r', { matches, backends: service(made.cluster, 'a') });
      },
    }),
  ),
  {
    when: 'two routes are for the same requests',
    code: 'ROUTE_SHADOWED',
    path: `${PATH}/root`,
    says: ['prefix /', `${PATH}/again`],
    fix: ['`backends`'],
    build: (y) => {
      const made = gateway(y);
      made.addHttpRoute('again', { backends: service(made.cluster, 'b') });
    },
  },
  {
    when: 'the paths of two routes differ by a slash at their end',
    code: 'ROUTE_SHADOWED',
    path: `${PATH}/r`,
    says: ['prefix /a', 'b.example', `${PATH}/again`],
    fix: ['tell them apart'],
    build: (y) => {
      const made = bare(y, { listeners: [Listener.http({ hostnames: ['a.example', 'b.example'] })] });
      made.addHttpRoute('r', { matches: { path: PathMatch.prefix('/a/') }, backends: service(made.cluster, 'a') });
      made.addHttpRoute('again', {
        hostnames: ['b.example'],
        matches: { path: PathMatch.prefix('/a') },
        backends: service(made.cluster, 'b'),
      });
    },
  },
  {
    when: 'no listener is for the host name of a route',
    code: 'ROUTE_UNREACHED',
    path: `${PATH}/r`,
    says: ['b.example', 'a.example'],
    fix: ['Add the host name'],
    build: (y) => route(y, { hostnames: ['b.example'] }, { listeners: [Listener.http({ hostnames: ['a.example'] })] }),
  },
  {
    when: 'the host name of a route is none',
    code: 'INVALID_DOMAIN',
    path: `${PATH}/r`,
    says: ['"a_b.example"'],
    fix: ['RFC 1035'],
    build: (y) => route(y, { hostnames: ['a_b.example'] }),
  },
];

const weights =
  (...list: readonly (number | undefined)[]) =>
  (y: Yard): void => {
    const made = bare(y);
    const backends = list.map((weight, i): RouteBackend => ({ to: service(made.cluster, `s${i}`), weight }));
    made.addHttpRoute('r', { backends });
  };

const BACKENDS: readonly ProblemCase[] = [
  ...(
    [
      [[50, 40], '90 percent'],
      [[60, 60], '120 percent'],
      [[99, undefined], '99 or less'],
      [[99.5, 0.5], '100 or less'],
      [[110, -10], '100 or less'],
      [[90], '90 percent'],
    ] as const
  ).map(
    ([list, says]): ProblemCase => ({
      when: `the weights of backends are ${list.map((weight) => weight ?? 'nothing').join(' and ')}`,
      code: 'WEIGHTS_NOT_WHOLE',
      path: `${PATH}/r`,
      says: [says],
      fix: ['come to 100'],
      build: weights(...list),
    }),
  ),
  {
    when: 'a route leads to another cluster',
    code: 'INVALID_ROUTE',
    path: `${PATH}/r`,
    says: ['yard/other/a'],
    fix: ["gateway's own cluster"],
    build: (y) => {
      const other = existingCluster(y, 'other', {
        podCidr: '10.245.0.0/16',
        serviceCidr: '10.112.0.0/16',
        services: '172.16.10.0/28',
        nodeAddresses: ['172.16.1.11'],
      });
      bare(y).addHttpRoute('r', { backends: service(other, 'a') });
    },
  },
  invalid('a route leads to a machine that listens nowhere', ['yard/m has no port'], 'port: …', (y) => ({
    backends: vm(y, 'm', { listens: [] }),
  })),
  invalid('a route leads to a range of ports', ['udp', 'no single TCP port'], 'Port.tcp', (y) => ({
    backends: vm(y, 'm', { listens: [Port.udp(53, 'dns')] }),
  })),
  invalid('a route leads to a port that nobody listens on', ['tcp/81', 'tcp/80'], 'listens on', (y) => ({
    backends: [{ to: vm(y, 'm', { listens: [Port.tcp(80, 'http')] }), port: Port.tcp(81) }],
  })),
  {
    when: 'a backend is listed twice',
    code: 'INVALID_ROUTE',
    path: `${PATH}/r`,
    says: ['yard/k8s/a is listed twice'],
    fix: ['sum'],
    build: (y) => {
      const made = bare(y);
      const to = service(made.cluster, 'a');
      made.addHttpRoute('r', {
        backends: [
          { to, weight: 50 },
          { to, weight: 50 },
        ],
      });
    },
  },
  invalid('a route leads nowhere', ['leads nowhere'], '`backends`', () => ({ backends: undefined })),
  {
    when: 'a route for gRPC leads nowhere',
    code: 'INVALID_ROUTE',
    path: `${PATH}/r`,
    says: ['leads nowhere'],
    fix: ['`backends`'],
    build: (y) => bare(y).addGrpcRoute('r', { backends: [] }),
  },
];

const ACTIONS: readonly ProblemCase[] = [
  {
    when: 'a route sends clients elsewhere and leads somewhere',
    code: 'INVALID_ROUTE',
    path: `${PATH}/r`,
    says: ['besides'],
    fix: ['Leave out'],
    build: (y) => route(y, { redirect: { hostname: 'a.example' } }),
  },
  invalid('clients are sent to where they are', ['where they are'], '`scheme`', redirect({ permanent: true })),
  invalid('clients are sent to a host that is none', ['"a_b"'], 'shop.example', redirect({ hostname: 'a_b' })),
  invalid('nothing is written anew', ['nothing'], '`hostname`', () => ({ rewrite: {} })),
  invalid('a path is written anew as none', ['"b"'], 'starts with "/"', () => ({ rewrite: { path: PathRewrite.full('b') } })),
  invalid('a prefix is replaced where the path is exact', ['one prefix'], 'PathRewrite.full', () => ({
    matches: { path: PathMatch.exact('/a') },
    rewrite: { path: PathRewrite.prefix('/b') },
  })),
  {
    when: 'a service may take longer than its request',
    code: 'INVALID_ROUTE',
    path: `${PATH}/r`,
    says: ['30 seconds', '10'],
    fix: ['more time'],
    build: (y) =>
      route(
        y,
        { timeouts: { request: Duration.seconds(10), backendRequest: Duration.seconds(30) } },
        { provider: GatewayProvider.ENVOY_GATEWAY },
      ),
  },
  invalid('a service has no time', ['0 seconds'], 'Duration.seconds(30)', () => ({ timeouts: { backendRequest: Duration.seconds(0) } })),
  invalid('a header is set that is none', ['requestHeaders.set', '"a b"'], 'names of headers', () => ({
    requestHeaders: { set: { 'a b': 'c' } },
  })),
  invalid('a header is set to what no header can be', ['responseHeaders', '"x-a"'], 'ASCII', () => ({
    responseHeaders: { add: { 'x-a': ' a' } },
  })),
  invalid('a header is set and removed', ['"X-A"', 'set', 'remove'], 'once', () => ({
    requestHeaders: { set: { 'x-a': 'a' }, remove: ['X-A'] },
  })),
  invalid('nobody may call a route', ['nobody'], '`clients`', () => ({ authentication: Authentication.apiKey({ clients: {} }) })),
  invalid('the header of a key is none', ['"a b"'], 'x-api-key', (y) => ({
    authentication: Authentication.apiKey({ header: 'a b', clients: { app: Secret.fromExisting(y.system, 'app', { keys: ['key'] }) } }),
  })),
  {
    when: 'the Secret of a client lacks the key that Envoy Gateway looks for',
    code: 'UNKNOWN_SECRET_KEY',
    path: `${PATH}/r`,
    says: ['"app"', 'key'],
    fix: [''],
    build: (y) =>
      route(
        y,
        { authentication: Authentication.apiKey({ clients: { app: Secret.fromExisting(y.system, 'app', { keys: ['key'] }) } }) },
        { provider: GatewayProvider.ENVOY_GATEWAY },
      ),
  },
  invalid('a limit lets nothing through', ['0 requests'], 'RateLimit.perMinute(60)', () => ({ rateLimit: RateLimit.perMinute(0) })),
  invalid('an origin is none', ['"shop.example"'], 'https://shop.example', cors({ origins: ['shop.example'] })),
  invalid('no page may call', ['no origins'], 'Name the pages', cors({ origins: [] })),
  invalid('every page may call, and one', ['every page'], 'alone', cors({ origins: ['*', 'https://a.example'] })),
  invalid('every page may call with the cookies of its users', ['cookies'], '`credentials`', cors({ origins: ['*'], credentials: true })),
  invalid('a method of pages is none', ['"get"'], 'GET', cors({ methods: ['get'] })),
  invalid('a header of pages is none', ['"a b"'], 'Content-Type', cors({ headers: ['a b'] })),
];

const cannot = (when: string, says: readonly string[], fix: string, path: string, build: (y: Yard) => unknown): ProblemCase => ({
  when,
  code: 'GATEWAY_CANNOT',
  path,
  says,
  fix: [fix],
  build,
});

const PROVIDERS: readonly ProblemCase[] = [
  cannot('a whole request may take so long, by Kong', ['Kong', 'whole request'], 'backendRequest', `${PATH}/r`, (y) =>
    route(y, { timeouts: { request: Duration.seconds(5) } }),
  ),
  cannot('Kong is to redirect to another scheme alone', ['scheme'], '`hostname`', `${PATH}/r`, (y) =>
    route(y, redirect({ scheme: 'https' })()),
  ),
  cannot('Kong is to replace a prefix where it redirects', ['part of the path'], 'PathRewrite.full', `${PATH}/r`, (y) =>
    route(y, redirect({ hostname: 'a.example', path: PathRewrite.prefix('/b') })()),
  ),
  cannot('Kong is to send one host name to HTTPS and another not', ['all of its listeners'], '`redirectToHttps`', PATH, (y) =>
    gateway(y, {
      listeners: [
        Listener.http({ hostnames: ['a.example'], redirectToHttps: true }),
        Listener.http({ hostnames: ['b.example'] }),
        Listener.https({ certificate: stored(y) }),
      ],
    }),
  ),
  cannot('Kong is to send clients to another port of HTTPS', ['443', '8443'], '443', PATH, (y) =>
    gateway(y, { listeners: [Listener.http({ redirectToHttps: true }), Listener.https({ port: 8443, certificate: stored(y) })] }),
  ),
  cannot('Kong is to speak HTTP and gRPC to one Service', ['HTTP and gRPC', 'yard/a'], 'of its own', PATH, (y) => {
    const made = bare(y);
    const backends = service(made.cluster, 'a');
    made.addHttpRoute('web', { backends });
    made.addGrpcRoute('calls', { matches: { service: 'a.B' }, backends });
  }),
  ...(['http', 'grpc'] as const).map((first) =>
    cannot(
      `Kong is to speak HTTP and gRPC to one Service, by routes of two gateways, ${first} first`,
      ['HTTP and gRPC', 'those of gate', 'yard/a'],
      'of its own',
      'yard/k8s/other',
      (y) => {
        const made = bare(y, { listeners: [Listener.http({ hostnames: ['a.example'] })] });
        const other = gatewayOf(made.cluster, 'other', {}, { listeners: [Listener.http({ hostnames: ['b.example'] })] });
        const backends = service(made.cluster, 'a');
        const [web, calls] = first === 'http' ? [made, other] : [other, made];
        web.addHttpRoute('web', { backends });
        calls.addGrpcRoute('calls', { matches: { service: 'a.B' }, backends });
      },
    ),
  ),
  cannot('Envoy Gateway stands beside a sidecar', ['Envoy Gateway', 'plaintext'], 'MeshMode.AMBIENT', PATH, (y) => {
    const k8s = cluster(y);
    const mesh = new ServiceMesh(k8s, 'mesh', { provider: MeshProvider.ISTIO, mode: MeshMode.SIDECAR_WITH_CNI });
    gatewayOf(k8s, 'gate', { '/': service(k8s, 'a', { mesh }) }, { provider: GatewayProvider.ENVOY_GATEWAY, mesh });
  }),
  {
    when: 'a machine reaches a gateway that everybody has to tell the address of the client',
    code: 'PROXY_PROTOCOL_MISSING',
    path: PATH,
    says: ['m reaches it', 'PROXY protocol'],
    fix: ['LoadBalancer'],
    build: (y) => {
      const made = gateway(y, { proxyProtocol: true });
      new LoadBalancer(y.system, 'lb', { ...machineProps(y), backends: made });
      y.system.policy.allow(vm(y, 'm'), made, { because });
    },
  },
  {
    when: 'gateways of two providers have one GatewayClass',
    code: 'GATEWAY_CLASS_TWICE',
    path: 'yard/k8s/other',
    says: ['"edge"', PATH, 'Envoy Gateway here', 'Kong there'],
    fix: ['`proxy.gatewayClass`'],
    build: (y) => {
      const proxy = { gatewayClass: 'edge' };
      const { cluster: k8s } = gateway(y, { proxy, listeners: [Listener.http({ hostnames: ['shop.example'] })] });
      const [listeners, provider] = [[Listener.http({ hostnames: ['other.example'] })], GatewayProvider.ENVOY_GATEWAY];
      gatewayOf(k8s, 'other', { '/b': service(k8s, 'b') }, { proxy, listeners, provider });
    },
  },
  {
    when: 'the world reaches a gateway that everybody has to tell the address of the client',
    code: 'PROXY_PROTOCOL_MISSING',
    path: PATH,
    says: ['anyone reaches it'],
    fix: ['`proxyProtocol`'],
    build: (y) =>
      y.system.policy.allow(Anyone.ipv4(), gateway(y, { proxyProtocol: true }), {
        because,
        waive: [FlowWaiver.unenforcedAtDestination({ because })],
      }),
  },
  {
    when: 'of two gateways with the same proxies one wants to be told the address of the client',
    code: 'PROXY_PROTOCOL_DIFFERS',
    path: 'yard/k8s/other',
    says: [PATH, 'at 8000'],
    fix: ['on both or on neither', '`proxy.httpPort`'],
    build: (y) => {
      const { cluster: k8s } = gateway(y, { proxyProtocol: true, listeners: [Listener.http({ hostnames: ['shop.example'] })] });
      gatewayOf(k8s, 'other', { '/b': service(k8s, 'b') }, { listeners: [Listener.http({ hostnames: ['other.example'] })] });
    },
  },
];

export const GATEWAYS: readonly ProblemCase[] = [...LISTENERS, ...MATCHES, ...BACKENDS, ...ACTIONS, ...PROVIDERS];
