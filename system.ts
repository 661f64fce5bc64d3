import {
  Anyone,
  ApiGateway,
  BackupTarget,
  Certificate,
  DatabaseEngine,
  DatabaseVm,
  External,
  GatewayProvider,
  GuestOs,
  Host,
  Image,
  Isolation,
  KubernetesCluster,
  LegacyVm,
  Listener,
  LoadBalancer,
  MeshMode,
  MeshProvider,
  Microservice,
  Migration,
  Mtls,
  Network,
  PathMatch,
  PodEgress,
  Port,
  Probe,
  Secret,
  ServiceMesh,
  Size,
  System,
} from './src';

/** Of the server that takes the backups, as `ssh-keyscan -t ed25519` prints it. */
const BACKUP_TARGET_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP58ihvh3VNXmY0p5PQtdlBiNIIer9k0GDH0d6169dOW';

/** The reference system: an online shop whose records stay on virtual machines while its services run in containers. */
export class Shop extends System {
  readonly database: DatabaseVm;
  readonly erp: LegacyVm;
  readonly loadBalancer: LoadBalancer;
  readonly user: Microservice;
  readonly order: Microservice;
  readonly payment: Microservice;
  /** What takes the ERP's stock over, piece by piece. */
  readonly stock: Microservice;

  constructor() {
    super('shop', {
      domain: 'shop.internal',
      provisioning: {
        packages: External.cidr('10.1.0.0/24', {
          name: 'package-mirror',
          hostnames: { 'rpm.shop.internal': '10.1.0.10', 'deb.shop.internal': '10.1.0.11', 'pkgs.k8s.io': '10.1.0.12' },
        }),
        registry: External.address('10.1.1.10', { name: 'image-registry', hostname: 'registry.shop.internal' }),
        ntp: External.address('10.1.1.20', { name: 'time-server' }),
        backup: External.address('10.1.1.30', { name: 'backup-target' }),
      },
      // The images have accounts of the administrators' own.
      admin: { from: External.cidr('10.2.0.0/24', { name: 'admin-network' }), sshAuthorizedKeys: [] },
    });

    const kvm1 = new Host(this, 'kvm1', { uri: 'qemu:///system', cpus: 32, memory: Size.gibibytes(128) });

    const net = new Network(this, 'net', { cidr: '10.10.0.0/16' });
    const data = net.addSubnet('data', { cidr: '10.10.10.0/24', isolation: Isolation.HIGH });
    const legacy = net.addSubnet('legacy', { cidr: '10.10.20.0/24' });
    const nodes = net.addSubnet('nodes', { cidr: '10.10.30.0/24', services: '10.10.30.192/26' });
    const edge = net.addSubnet('edge', { cidr: '10.10.40.0/24' });

    const rhel8 = Image.file('/var/lib/libvirt/images/rhel-8.qcow2', { version: '8.10' });
    const windows = Image.file('/var/lib/libvirt/images/win2012.qcow2', { version: '2019-04' });
    const ubuntu = Image.file('/var/lib/libvirt/images/ubuntu-24.04.qcow2', { version: '2024-10' });

    this.database = new DatabaseVm(this, 'database-vm', {
      host: kvm1,
      subnet: data,
      os: GuestOs.rhel8(),
      image: rhel8,
      cpus: 8,
      memory: Size.gibibytes(32),
      engine: DatabaseEngine.postgresql('15'),
      dataDisk: Size.gibibytes(500),
      backup: { daily: '02:00', keep: 14, to: BackupTarget.sftp({ user: 'backups', path: '/srv/backups', hostKey: BACKUP_TARGET_KEY }) },
    });
    this.erp = new LegacyVm(this, 'legacy-app-vm', {
      host: kvm1,
      subnet: legacy,
      os: GuestOs.windowsServer2012().afterSupport({ because: 'the ERP runs on no later version' }),
      image: windows,
      cpus: 4,
      memory: Size.gibibytes(8),
      listens: [Port.tcp(8080, 'http')],
    });

    const k8s = new KubernetesCluster(this, 'k8s', {
      version: '1.34',
      podCidr: '10.244.0.0/16',
      serviceCidr: '10.96.0.0/12',
      podEgress: PodEgress.MASQUERADE,
      nodes: { subnet: nodes, host: kvm1, count: 3, cpus: 4, memory: Size.gibibytes(16), os: GuestOs.ubuntu2404(), image: ubuntu },
    });
    const mesh = new ServiceMesh(k8s, 'mesh', { provider: MeshProvider.ISTIO, mode: MeshMode.SIDECAR_WITH_CNI, mtls: Mtls.STRICT });

    const port = Port.tcp(8080, 'http');
    const health = { readiness: Probe.http('/healthz') };
    this.user = new Microservice(k8s, 'user-service', { image: 'registry.shop.internal/user:1.4.2', replicas: 3, port, health, mesh });
    this.order = new Microservice(k8s, 'order-service', { image: 'registry.shop.internal/order:2.0.1', replicas: 2, port, health, mesh });
    this.payment = new Microservice(k8s, 'payment-service', {
      image: 'registry.shop.internal/payment:1.9.0',
      replicas: 2,
      port,
      health,
      mesh,
    });

    this.stock = new Microservice(k8s, 'stock-service', {
      image: 'registry.shop.internal/stock:0.3.0',
      replicas: 2,
      port,
      health,
      mesh,
    });
    const stock = new Migration(this, 'stock', { from: this.erp, to: this.stock, weight: 10, because: 'stock leaves the ERP' });

    const gateway = new ApiGateway(k8s, 'api', {
      provider: GatewayProvider.KONG,
      listeners: [
        Listener.http({ redirectToHttps: true }),
        Listener.https({
          certificate: Certificate.fromSecret(
            Secret.fromExisting(this, 'shop-tls', { type: 'kubernetes.io/tls', keys: ['tls.crt', 'tls.key'] }),
          ),
        }),
      ],
      proxyProtocol: true,
      mesh,
    });
    gateway.addHttpRoute('users', { matches: { path: PathMatch.prefix('/users') }, backends: this.user });
    gateway.addHttpRoute('orders', { matches: { path: PathMatch.prefix('/orders') }, backends: this.order });
    gateway.addHttpRoute('payments', { matches: { path: PathMatch.prefix('/payments') }, backends: this.payment });
    gateway.addHttpRoute('stock', { matches: { path: PathMatch.prefix('/stock') }, backends: stock });
    this.loadBalancer = new LoadBalancer(this, 'lb', {
      host: kvm1,
      subnet: edge,
      os: GuestOs.rhel8(),
      image: rhel8,
      cpus: 2,
      memory: Size.gibibytes(4),
      backends: gateway,
      pair: { onOneHost: { because: 'there is one host; HAProxy can be updated and restarted without an outage' } },
    });

    this.policy.allow(Anyone.ipv4(), this.loadBalancer, { because: 'public entry' });
    this.policy.allow([this.user, this.order, this.payment, this.stock], this.database, { because: 'system of record' });
    this.policy.allow(this.order, [this.payment, stock], { because: 'checkout' });
    this.policy.allow(this.erp, this.order, { because: 'nightly stock feed' });
  }
}
