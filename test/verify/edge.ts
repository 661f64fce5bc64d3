import {
  Anyone,
  ApiGateway,
  Authentication,
  Certificate,
  CertificateIssuer,
  Duration,
  External,
  GatewayProvider,
  GuestOs,
  Host,
  Image,
  KubernetesCluster,
  Listener,
  LoadBalancer,
  MeshMode,
  MeshProvider,
  Microservice,
  Namespace,
  Network,
  PathMatch,
  PathRewrite,
  Port,
  RateLimit,
  Secret,
  ServiceMesh,
  Size,
  System,
  TextMatch,
  VirtualMachine,
} from '../../src';
import { tlsSecret } from '../gateway-fixture';

const HTTP = Port.tcp(8080, 'http');
const because = 'edge';

/** Gateways of both providers, with everything that listeners and routes can have. */
export function edge(): System {
  const system = new System('edge', { provisioning: { packages: External.cidr('192.0.2.0/25', { name: 'packages' }) } });
  const host = new Host(system, 'kvm1', { uri: 'qemu:///system', cpus: 64, memory: Size.gibibytes(256) });
  const net = new Network(system, 'net', { cidr: '10.50.0.0/16' });
  const image = Image.file('/images/guest.qcow2', { version: '1', preinstalled: true });
  const machine = {
    host,
    image,
    os: GuestOs.debian12(),
    cpus: 1,
    memory: Size.gibibytes(2),
    subnet: net.addSubnet('lan', { cidr: '10.50.1.0/24' }),
  };
  const nodes = net.addSubnet('nodes', { cidr: '10.50.2.0/24', services: '10.50.2.192/26' });
  const k8s = new KubernetesCluster(system, 'k8s', {
    version: '1.34',
    podCidr: '10.244.0.0/16',
    serviceCidr: '10.96.0.0/12',
    nodes: { ...machine, subnet: nodes, count: 2, cpus: 16, memory: Size.gibibytes(32) },
  });
  const mesh = new ServiceMesh(k8s, 'mesh', { provider: MeshProvider.ISTIO, mode: MeshMode.SIDECAR_WITH_CNI });
  const service = (id: string, more: object = {}): Microservice =>
    new Microservice(k8s, id, { image: `registry.example/${id}:1`, port: HTTP, ...more });
  const [orders, stock] = [service('orders', { mesh }), service('stock', { mesh, namespace: new Namespace(k8s, 'stocks') })];
  const [web, calls] = [service('web'), service('calls', { port: Port.tcp(50051, 'grpc') })];
  const erp = new VirtualMachine(system, 'erp', { ...machine, listens: [HTTP] });
  const key = (id: string, name: string): Secret => Secret.fromExisting(system, id, { keys: [name] });

  const names = ['shop.example', '*.shop.example'];
  const certificate = tlsSecret(system, 'shop-tls');
  const shop = new ApiGateway(k8s, 'shop', {
    provider: GatewayProvider.KONG,
    listeners: [
      Listener.http({ hostnames: names, redirectToHttps: true }),
      Listener.https({ hostnames: names, certificate: Certificate.fromSecret(certificate, { hostnames: names }) }),
    ],
    proxyProtocol: true,
    mesh,
  });
  shop.addHttpRoute('orders', {
    hostnames: ['api.shop.example'],
    matches: [
      { path: PathMatch.exact('/orders'), method: 'GET', headers: { 'x-client': TextMatch.exact('kiosk') } },
      { path: PathMatch.regularExpression('/orders/[0-9]+'), queryParams: { v: TextMatch.regularExpression('[12]') } },
    ],
    backends: orders,
    authentication: Authentication.apiKey({ clients: { kiosk: key('kiosk-key', 'key'), mobile: key('mobile-key', 'key') } }),
    rateLimit: RateLimit.perMinute(60),
    cors: { origins: ['https://www.shop.example'], headers: ['content-type'] },
    requestHeaders: { set: { 'x-edge': 'shop' }, remove: ['x-debug'] },
    timeouts: { backendRequest: Duration.seconds(10) },
  });
  shop.addHttpRoute('stock', {
    matches: { path: PathMatch.prefix('/stock') },
    backends: [
      { to: erp, weight: 90 },
      { to: stock, weight: 10 },
    ],
    rewrite: { path: PathRewrite.prefix('/v2/stock') },
  });

  const partners = new ApiGateway(k8s, 'partners', {
    provider: GatewayProvider.ENVOY_GATEWAY,
    listeners: [
      Listener.http({ redirectToHttps: true, hostnames: ['partners.example'] }),
      Listener.https({ hostnames: ['partners.example'], certificate: Certificate.issuedBy(CertificateIssuer.clusterWide('ca')) }),
    ],
    proxyProtocol: true,
  });
  partners.addHttpRoute('web', {
    backends: web,
    authentication: Authentication.apiKey({ header: 'x-partner', clients: { acme: key('acme-key', 'acme') } }),
    rateLimit: RateLimit.perSecond(5, { together: true }),
    cors: { origins: ['https://acme.example'], credentials: true },
    responseHeaders: { add: { 'x-served-by': 'edge' } },
    timeouts: { request: Duration.seconds(30) },
  });
  partners.addHttpRoute('old', {
    matches: { path: PathMatch.prefix('/old') },
    redirect: { path: PathRewrite.prefix('/new'), permanent: true },
  });
  partners.addGrpcRoute('calls', {
    matches: { service: 'edge.v1.Calls', method: 'Get' },
    backends: calls,
    rateLimit: RateLimit.perHour(1000),
  });

  for (const gateway of [shop, partners]) {
    const door = new LoadBalancer(system, `door-of-${gateway.name}`, { ...machine, backends: gateway });
    system.policy.allow(Anyone.ipv4(), door, { because });
  }
  return system;
}
