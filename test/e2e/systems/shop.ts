import {
  Anyone,
  ApiGateway,
  DatabaseEngine,
  DatabaseVm,
  External,
  Gateway,
  GuestOs,
  Health,
  Host,
  Image,
  Isolation,
  KubernetesCluster,
  LegacyVm,
  LoadBalancer,
  Mesh,
  MeshMode,
  Microservice,
  Network,
  PodEgress,
  Port,
  ServiceMesh,
  Size,
  System,
  Virtualization,
} from '../../../src';

export interface LabShopProps {
  /** libvirt URI of the host. @default 'qemu:///system' */
  readonly uri?: string;
  /** @default - a path where no image is: for tests that start no machine */
  readonly image?: Image;
  /** @default true */
  readonly payment?: boolean;
}

/** The reference system in sizes that fit on one small machine, its guests emulated. */
export class LabShop extends System {
  readonly database: DatabaseVm;

  constructor(props: LabShopProps = {}) {
    super('shop', {
      domain: 'shop.internal',
      provisioning: {
        packages: External.cidr('10.1.0.0/24', { name: 'package-mirror' }),
        registry: External.address('10.1.1.10', { name: 'image-registry' }),
        ntp: External.address('10.1.1.20', { name: 'time-server' }),
        backup: External.address('10.1.1.30', { name: 'backup-target' }),
      },
      admin: { from: External.cidr('10.2.0.0/24', { name: 'admin-network' }) },
    });
    const kvm1 = new Host(this, 'kvm1', {
      uri: props.uri ?? 'qemu:///system',
      cpus: 8,
      memory: Size.gibibytes(16),
      virtualization: Virtualization.QEMU,
    });
    const image = props.image ?? Image.file('/var/lib/images/debian-12.qcow2', { version: '12', preinstalled: true });
    const net = new Network(this, 'net', { cidr: '10.10.0.0/16' });
    const data = net.addSubnet('data', { cidr: '10.10.10.0/24', isolation: Isolation.HIGH });
    const legacy = net.addSubnet('legacy', { cidr: '10.10.20.0/24' });
    const nodes = net.addSubnet('nodes', { cidr: '10.10.30.0/24', services: '10.10.30.192/26' });
    const edge = net.addSubnet('edge', { cidr: '10.10.40.0/24' });
    const small = { host: kvm1, image, os: GuestOs.debian12(), cpus: 1, rootDisk: Size.gibibytes(3) };

    this.database = new DatabaseVm(this, 'database-vm', {
      ...small,
      subnet: data,
      memory: Size.mebibytes(768),
      engine: DatabaseEngine.postgresql('15'),
      dataDisk: Size.gibibytes(1),
      filesystem: 'ext4',
      backup: { daily: '02:00', keep: 2 },
    });
    const erp = new LegacyVm(this, 'legacy-app-vm', {
      ...small,
      subnet: legacy,
      memory: Size.mebibytes(512),
      listens: [Port.tcp(8080, 'http')],
    });

    const k8s = new KubernetesCluster(this, 'k8s', {
      version: '1.34',
      podCidr: '10.244.0.0/16',
      serviceCidr: '10.96.0.0/12',
      podEgress: PodEgress.MASQUERADE,
      nodes: { ...small, subnet: nodes, count: 2, memory: Size.mebibytes(512) },
    });
    const mesh = new ServiceMesh(k8s, 'mesh', { provider: Mesh.ISTIO, mode: MeshMode.SIDECAR_WITH_CNI });
    const service = { port: Port.tcp(8080, 'http'), health: Health.http('/healthz'), mesh };
    const user = new Microservice(k8s, 'user-service', { ...service, image: 'registry.shop.internal/user:1.4.2', replicas: 3 });
    const order = new Microservice(k8s, 'order-service', { ...service, image: 'registry.shop.internal/order:2.0.1', replicas: 2 });
    const payment =
      (props.payment ?? true)
        ? [new Microservice(k8s, 'payment-service', { ...service, image: 'registry.shop.internal/payment:1.9.0', replicas: 2 })]
        : [];
    const gateway = new ApiGateway(k8s, 'api', {
      provider: Gateway.KONG,
      routes: { '/users': user, '/orders': order, ...Object.fromEntries(payment.map((it) => ['/payments', it])) },
      mesh,
    });
    const balancer = new LoadBalancer(this, 'lb', { ...small, subnet: edge, memory: Size.mebibytes(512), backends: gateway });

    this.policy.allow(Anyone.ipv4(), balancer, { because: 'public entry' });
    this.policy.allow([user, order, ...payment], this.database, { because: 'system of record' });
    this.policy.allow(order, [...payment, erp], { because: 'checkout; stock still lives in the ERP' });
    this.policy.allow(erp, order, { because: 'nightly stock feed' });
  }
}
