import {
  ApiGateway,
  Authentication,
  Certificate,
  CertificateIssuer,
  Duration,
  GatewayProvider,
  type HttpRouteProps,
  type KubernetesCluster,
  Listener,
  MeshMode,
  PathMatch,
  PathRewrite,
  RateLimit,
  type RouteTarget,
  type Secret,
  type ServiceMesh,
  TextMatch,
} from '../../src';

/** What a gateway of a random system is made of. */
export interface GatewayParts {
  readonly cluster: KubernetesCluster;
  readonly id: string;
  readonly mesh?: ServiceMesh;
  /** Decide what it is like. */
  readonly shape: number;
  readonly turn: number;
  /** Whoever listens on a TCP port. */
  readonly targets: readonly RouteTarget[];
  readonly certificate: Secret;
  readonly key: (provider: GatewayProvider) => Secret;
}

const at = <T>(list: readonly T[], number: number): T => list[number % list.length] as T;

/** A gateway for host names of its own, with listeners, a provider and routes of all sorts. */
export function randomGateway({ cluster, id, mesh, shape, turn, targets: all, certificate, key }: GatewayParts): ApiGateway {
  const beside = mesh?.props.mode === MeshMode.SIDECAR_WITH_CNI;
  const provider = turn % 2 === 1 && !beside ? GatewayProvider.ENVOY_GATEWAY : GatewayProvider.KONG;
  // Kong speaks to a Service by one protocol, whichever gateway leads there, and whichever is made first.
  const calls = all.length > 2 ? all.at(-1) : undefined;
  const targets = all.filter((target) => target !== calls);
  const hostnames = [`${id}.example`, `*.${id}.example`];
  const listeners = at(
    [
      [Listener.http({ hostnames })],
      [Listener.http({ hostnames }), Listener.https({ hostnames, certificate: Certificate.fromSecret(certificate, { hostnames }) })],
      [
        Listener.http({ hostnames, redirectToHttps: true }),
        Listener.https({ hostnames, certificate: Certificate.issuedBy(CertificateIssuer.clusterWide('ca')) }),
      ],
    ],
    shape,
  );
  const gateway = new ApiGateway(cluster, id, {
    provider,
    listeners,
    ...(mesh && { mesh }),
    proxy: { namespace: 'kong', labels: { app: id }, serviceAccount: id },
  });
  const [first, second] = [at(targets, turn), at(targets, turn + 1)];
  gateway.addHttpRoute('first', {
    matches: [
      { path: PathMatch.exact(`/${id}`), method: 'GET', headers: { 'x-turn': TextMatch.exact(`${turn}`) } },
      { path: PathMatch.regularExpression('/v[0-9]+/.*'), queryParams: { a: TextMatch.regularExpression('[a-z]+') } },
    ],
    backends:
      first === second
        ? first
        : [
            { to: first, weight: 100 - turn },
            { to: second, weight: turn },
          ],
    ...extras(turn, () => key(provider)),
  });
  gateway.addHttpRoute('second', {
    hostnames: [`api.${id}.example`],
    matches: { path: PathMatch.prefix(`/${id}`) },
    backends: second,
    rewrite: { path: PathRewrite.prefix('/') },
    timeouts: { backendRequest: Duration.seconds(5 + turn) },
  });
  gateway.addHttpRoute('old', {
    matches: { path: PathMatch.prefix('/old') },
    redirect: { hostname: `${id}.example`, path: PathRewrite.full('/new'), permanent: turn > 0 },
  });
  if (calls) gateway.addGrpcRoute('calls', { matches: { service: 'a.v1.B' }, backends: calls, requestHeaders: { remove: ['x-debug'] } });
  return gateway;
}

const extras = (turn: number, key: () => Secret): Partial<HttpRouteProps> =>
  at(
    [
      {},
      { rateLimit: RateLimit.perMinute(60, { together: true }), responseHeaders: { set: { 'X-Frame-Options': 'DENY' } } },
      { authentication: Authentication.apiKey({ clients: { app: key() } }), rateLimit: RateLimit.perSecond(5, { together: true }) },
      {
        cors: { origins: ['https://shop.example'], headers: ['Content-Type'], credentials: true },
        requestHeaders: { add: { 'x-a': 'a' } },
      },
    ],
    turn,
  );
