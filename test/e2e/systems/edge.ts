import {
  ApiGateway,
  Authentication,
  Certificate,
  CertificateIssuer,
  Duration,
  External,
  FlowWaiver,
  GatewayProvider,
  KubernetesCluster,
  Listener,
  MeshMode,
  MeshProvider,
  Microservice,
  Migration,
  Mtls,
  PathMatch,
  PathRewrite,
  PodEgress,
  Port,
  RateLimit,
  Retries,
  Secret,
  ServerTls,
  ServiceMesh,
  System,
  TextMatch,
  TrafficPolicy,
} from '../../../src';

export const EDGE = 'edge';

/** A gateway of a provider with all that can be said of one, and a migration behind it, which the mesh shares, too. */
export class EdgeSystem extends System {
  constructor(provider: GatewayProvider, version: string, nodeAddresses: readonly string[]) {
    super(EDGE);
    const k8s = KubernetesCluster.fromExisting(this, 'k8s', {
      version,
      podCidr: '10.244.0.0/16',
      serviceCidr: '10.96.0.0/12',
      podEgress: PodEgress.MASQUERADE,
      nodeAddresses,
      services: '192.168.6.192/26',
      apiServer: External.address('192.168.6.10', { name: 'api-server' }),
    });
    // Envoy Gateway is none of a mesh with sidecars.
    const isKong = provider === GatewayProvider.KONG;
    const mode = isKong ? MeshMode.SIDECAR_WITH_CNI : MeshMode.AMBIENT;
    const mesh = new ServiceMesh(k8s, 'mesh', { provider: MeshProvider.ISTIO, mode, mtls: Mtls.STRICT });
    const image = 'registry.edge.internal/it:1.0.0';
    const service = (name: string, port = Port.tcp(8080, 'http')) => new Microservice(k8s, name, { image, replicas: 1, port, mesh });
    const [orders, oldStock, newStock] = [service('orders'), service('old-stock'), service('new-stock')];
    const calls = service('calls', Port.tcp(50051, 'grpc'));
    const stock = new Migration(this, 'stock', { from: oldStock, to: newStock, weight: 10, because: 'it is written anew' });

    const stored = Secret.fromExisting(this, 'edge-tls', { type: 'kubernetes.io/tls', keys: ['tls.crt', 'tls.key'] });
    const gateway = new ApiGateway(k8s, 'api', {
      provider,
      mesh,
      proxyProtocol: true,
      listeners: [
        Listener.http({ hostnames: ['*.edge.example'], redirectToHttps: true }),
        Listener.https({ hostnames: ['*.edge.example'], certificate: Certificate.fromSecret(stored) }),
        Listener.https({
          hostnames: ['calls.example'],
          certificate: Certificate.issuedBy(CertificateIssuer.clusterWide('authority')),
        }),
      ],
    });
    gateway.addHttpRoute('orders', {
      hostnames: ['api.edge.example'],
      matches: [
        { path: PathMatch.prefix('/orders'), method: 'GET' },
        { path: PathMatch.exact('/order'), headers: { 'x-client': TextMatch.exact('kiosk') } },
        { path: PathMatch.regularExpression('/o/[0-9]+'), queryParams: { v: TextMatch.regularExpression('[12]') } },
      ],
      backends: orders,
      requestHeaders: { set: { 'x-source': 'edge' }, add: { 'x-way': 'in' }, remove: ['x-debug'] },
      responseHeaders: { set: { 'x-answer': 'edge' } },
      timeouts: { ...(!isKong && { request: Duration.seconds(20) }), backendRequest: Duration.seconds(10) },
      authentication: Authentication.apiKey({
        clients: { mobile: Secret.fromExisting(this, 'mobile-key', { keys: [isKong ? 'key' : 'mobile'] }) },
      }),
      rateLimit: RateLimit.perMinute(60),
      cors: { origins: ['https://shop.example'], methods: ['GET', 'POST'], headers: ['x-client'], credentials: true },
    });
    gateway.addHttpRoute('stock', { matches: { path: PathMatch.prefix('/stock') }, backends: stock });
    gateway.addHttpRoute('old-orders', {
      matches: { path: PathMatch.prefix('/v1/orders') },
      backends: [
        { to: orders, weight: 90 },
        { to: newStock, weight: 10 },
      ],
      rewrite: { path: PathRewrite.prefix('/orders') },
    });
    gateway.addHttpRoute('home', { matches: { path: PathMatch.exact('/') }, redirect: { hostname: 'www.edge.example', permanent: true } });
    gateway.addGrpcRoute('calls', { hostnames: ['calls.example'], matches: { service: 'edge.v1.Calls' }, backends: calls });
    const because = 'the edge';
    this.policy.allow(External.cidr('192.168.7.0/24', { name: 'load-balancers' }), gateway, {
      because,
      waive: [FlowWaiver.unenforcedAtDestination({ because: 'its proxies are kept by others' })],
    });
    // Told to proxies beside pods alone, which read requests.
    if (isKong) {
      this.policy.allow(orders, stock, { because });
      const bank = External.host('api.bank.example', { listens: [Port.tcp(443, 'http')] });
      this.policy.allow(orders, bank, { because });
      const timeout = Duration.seconds(10);
      new TrafficPolicy(mesh, 'new-stock', {
        to: newStock,
        timeout,
        retries: Retries.idempotent({ perTry: Duration.seconds(3) }),
        connectionPool: {
          connections: 100,
          pendingRequests: 50,
          requests: 200,
          requestsPerConnection: 1000,
          connectTimeout: Duration.seconds(1),
          idleTimeout: Duration.minutes(5),
        },
        outlierDetection: {},
      });
      const certificateAuthority = Secret.fromExisting(this, 'bank-ca', { keys: ['cacert'] });
      new TrafficPolicy(mesh, 'bank', { to: bank, retries: Retries.none(), tls: ServerTls.simple({ certificateAuthority }) });
      new TrafficPolicy(mesh, 'stock', { to: stock, timeout, retries: Retries.idempotent({ atOnce: 5 }) });
    }
  }
}
