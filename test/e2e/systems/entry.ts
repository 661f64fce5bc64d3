import {
  Anyone,
  ApiGateway,
  Certificate,
  External,
  Forward,
  type GatewayProvider,
  GuestOs,
  Host,
  Image,
  KubernetesCluster,
  Listener,
  LoadBalancer,
  Microservice,
  Network,
  PathMatch,
  Port,
  Secret,
  Size,
  System,
} from '../../../src';

/** A pair of load balancers passes connections on to a gateway, which is to be told who opened them. */
export class EntrySystem extends System {
  constructor(provider: GatewayProvider) {
    super('entry', { provisioning: { packages: External.cidr('192.168.7.0/24', { name: 'package-mirror' }), ntp: [] }, admin: [] });
    const host = new Host(this, 'kvm1', { uri: 'qemu:///system', cpus: 8, memory: Size.gibibytes(16) });
    const subnet = new Network(this, 'net', { cidr: '10.1.0.0/16' }).addSubnet('edge', {
      cidr: '10.1.4.0/24',
      gateway: '10.1.4.254',
      forward: Forward.bridge('br-edge'),
      nameservers: [],
    });
    const k8s = KubernetesCluster.fromExisting(this, 'k8s', {
      version: '1.34',
      podCidr: '10.244.0.0/16',
      serviceCidr: '10.96.0.0/12',
      nodeAddresses: ['192.168.6.10'],
      services: '192.168.6.192/26',
    });
    const stored = Secret.fromExisting(this, 'entry-tls', { type: 'kubernetes.io/tls', keys: ['tls.crt', 'tls.key'] });
    const gateway = new ApiGateway(k8s, 'api', {
      provider,
      proxyProtocol: true,
      listeners: [Listener.http({ redirectToHttps: true }), Listener.https({ certificate: Certificate.fromSecret(stored) })],
    });
    const orders = new Microservice(k8s, 'orders', { image: 'registry.entry.internal/it:1.0.0', port: Port.tcp(8080, 'http') });
    gateway.addHttpRoute('orders', { matches: { path: PathMatch.prefix('/orders') }, backends: orders });
    const image = Image.file('/images/debian-12.qcow2', { version: '12.5' });
    const entry = new LoadBalancer(this, 'entry', {
      ...{ host, subnet, os: GuestOs.debian12(), image, cpus: 1, memory: Size.gibibytes(1) },
      backends: gateway,
      pair: { onOneHost: { because: 'the laboratory is one' } },
    });
    this.policy.allow(Anyone.ipv4(), entry, { because: 'public entry' });
  }
}
