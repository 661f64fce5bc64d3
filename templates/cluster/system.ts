import {
  Anyone,
  ApiGateway,
  Certificate,
  External,
  GatewayProvider,
  GuestOs,
  Host,
  Image,
  KubernetesCluster,
  Listener,
  LoadBalancer,
  Microservice,
  Network,
  Port,
  Secret,
  Size,
  System,
} from 'isthmus';

/** A cluster from nothing: its nodes and its load balancer are virtual machines, and a service behind a gateway runs on it. */
export class MySystem extends System {
  readonly cluster: KubernetesCluster;
  readonly loadBalancer: LoadBalancer;
  readonly web: Microservice;

  constructor() {
    super('my-system', {
      // Where machines install their software from, and nodes pull images from.
      provisioning: {
        packages: External.cidr('10.1.0.0/24', {
          name: 'package-mirror',
          hostnames: { 'deb.example.internal': '10.1.0.10', 'pkgs.k8s.io': '10.1.0.12' },
        }),
        registry: External.address('10.1.1.10', { hostname: 'registry.example.internal' }),
        // Without time servers machines keep the time of their hosts.
        ntp: [],
      },
      // Who may log in to machines, and use the API server: put public SSH keys in, as in `authorized_keys`.
      admin: { from: External.cidr('10.2.0.0/24', { name: 'admin-network' }), sshAuthorizedKeys: [] },
    });

    const host = new Host(this, 'kvm1', { uri: 'qemu:///system', cpus: 16, memory: Size.gibibytes(64) });
    const net = new Network(this, 'net', { cidr: '10.30.0.0/16' });
    const machine = {
      host,
      os: GuestOs.ubuntu2404(),
      image: Image.file('/var/lib/libvirt/images/ubuntu-24.04.qcow2', { version: '2024-10' }),
    };

    this.cluster = new KubernetesCluster(this, 'k8s', {
      version: '1.34',
      podCidr: '10.244.0.0/16',
      serviceCidr: '10.96.0.0/12',
      nodes: {
        ...machine,
        // MetalLB gives addresses out of `services` to what is to be reached from outside of the cluster.
        subnet: net.addSubnet('nodes', { cidr: '10.30.10.0/24', services: '10.30.10.192/26' }),
        count: 3,
        cpus: 2,
        memory: Size.gibibytes(4),
      },
    });
    this.web = new Microservice(this.cluster, 'web', {
      image: 'registry.example.internal/web:1.0.0',
      port: Port.tcp(8080, 'http'),
      replicas: 2,
    });
    const gateway = new ApiGateway(this.cluster, 'gateway', {
      provider: GatewayProvider.KONG,
      listeners: [
        Listener.http({ redirectToHttps: true }),
        Listener.https({
          certificate: Certificate.fromSecret(
            Secret.fromExisting(this, 'web-tls', { type: 'kubernetes.io/tls', keys: ['tls.crt', 'tls.key'] }),
          ),
        }),
      ],
    });
    gateway.addHttpRoute('web', { backends: this.web });
    this.loadBalancer = new LoadBalancer(this, 'lb', {
      ...machine,
      subnet: net.addSubnet('edge', { cidr: '10.30.20.0/24' }),
      cpus: 2,
      memory: Size.gibibytes(2),
      backends: gateway,
    });

    this.policy.allow(Anyone.ipv4(), this.loadBalancer, { because: 'public entry' });
  }
}
