import {
  External,
  Forward,
  GuestOs,
  Host,
  Image,
  KubernetesCluster,
  Microservice,
  Namespace,
  Network,
  Pods,
  Port,
  Size,
  System,
  VirtualMachine,
} from 'isthmus';

/** What is there already (a cluster, its namespace, a bridge, machines of others), with one machine and one service that are added to it. */
export class MySystem extends System {
  /** A machine that nobody makes here: it is only told apart from all others, by its address. */
  readonly ledger: External;
  readonly files: VirtualMachine;
  readonly web: Microservice;

  constructor() {
    super('my-system', {
      domain: 'corp.example',
      // Others have names in the domain, too: the DNS of the network answers for those.
      sharedDomain: true,
      // Without time servers machines keep the time of their hosts.
      provisioning: { ntp: [] },
      admin: { from: External.cidr('10.2.0.0/24', { name: 'admin-network' }), sshAuthorizedKeys: [] },
    });

    this.ledger = External.address('10.40.0.17', { hostname: 'ledger.corp.example', listens: [Port.tcp(1521, 'oracle')] });

    const host = new Host(this, 'kvm1', { uri: 'qemu:///system', cpus: 16, memory: Size.gibibytes(64) });
    const net = new Network(this, 'net', { cidr: '10.40.0.0/16', routes: 'provided' });
    // The bridge br0 is on the host already. Others have addresses in the subnet, and keep them.
    const servers = net.addSubnet('servers', {
      cidr: '10.40.0.0/24',
      forward: Forward.bridge('br0'),
      gateway: '10.40.0.1',
      reserved: ['10.40.0.0/25'],
      nameservers: ['10.40.0.2'],
    });
    this.files = new VirtualMachine(this, 'files', {
      host,
      subnet: servers,
      os: GuestOs.debian12(),
      // An image that has all its software: nothing is installed.
      image: Image.file('/var/lib/libvirt/images/file-server.qcow2', { version: '3.2', preinstalled: true }),
      cpus: 2,
      memory: Size.gibibytes(4),
      listens: [Port.tcp(443, 'https')],
      dataDisks: [{ id: 'files', size: Size.gibibytes(200) }],
    });

    const cluster = KubernetesCluster.fromExisting(this, 'k8s', {
      version: '1.34',
      podCidr: '10.244.0.0/16',
      serviceCidr: '10.96.0.0/12',
      nodeAddresses: ['10.41.0.11', '10.41.0.12', '10.41.0.13'],
      nodeNetworks: ['10.41.0.0/24'],
    });
    const namespace = Namespace.fromExisting(cluster, 'team-web');
    this.web = new Microservice(cluster, 'web', {
      image: 'registry.corp.example/web:1.0.0',
      port: Port.tcp(8080, 'http'),
      namespace,
      env: { LEDGER_HOST: this.ledger.connection().host, FILES_HOST: this.files.connection().host },
    });
    const ingress = Pods.fromExisting(cluster, 'ingress', {
      namespace: Namespace.fromExisting(cluster, 'ingress-nginx'),
      labels: { 'app.kubernetes.io/name': 'ingress-nginx' },
    });

    this.policy.allow(ingress, this.web, { because: 'public entry' });
    this.policy.allow(this.web, [this.ledger, this.files], { because: 'bookings, and documents that belong to them' });
  }
}
