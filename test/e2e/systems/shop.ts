import { Construct } from 'constructs';
import {
  Anyone,
  DatabaseEngine,
  DatabaseVm,
  External,
  Host,
  Image,
  Isolation,
  KubernetesCluster,
  LegacyVm,
  LoadBalancer,
  MeshMode,
  MeshProvider,
  Microservice,
  Network,
  PodEgress,
  Port,
  Probe,
  ServiceMesh,
  Size,
  type Subnet,
  System,
  Virtualization,
} from '../../../src';
import { gatewayOf } from '../../gateway-fixture';
import type { GuestImages } from '../guests/images';
import { TINY } from './tiny';

const absent = (name: string): Image => Image.file(`/var/lib/images/${name}.qcow2`, { version: '1', preinstalled: true });
const NO_IMAGES: GuestImages = { debian: absent('debian'), tiny: absent('tiny') };

/** What an edit of the system does to the database server. */
export type DatabaseEdit = 'renamed' | 'moved in the tree' | 'on another host' | 'in another subnet';

export interface LabShopProps {
  /** libvirt URI of the host. @default 'qemu:///system' */
  readonly uri?: string;
  /** @default - paths where no image is: for tests that start no machine */
  readonly images?: GuestImages;
  /** @default true */
  readonly payment?: boolean;
  /** @default Size.mebibytes(768) */
  readonly databaseMemory?: Size;
  /** @default Size.gibibytes(1) */
  readonly dataDisk?: Size;
  /** @default - as in the reference system */
  readonly databaseIs?: DatabaseEdit;
  /** @default 'lb' */
  readonly loadBalancerName?: string;
  /** Whether the system has the machines that hold data. @default true */
  readonly dataMachines?: boolean;
  /** @default PodEgress.MASQUERADE */
  readonly podEgress?: PodEgress;
  /** Further flows and things. @default - none */
  readonly more?: (shop: LabShop) => void;
}

/** The reference system in sizes that fit on one small machine, its guests emulated. */
export class LabShop extends System {
  readonly host: Host;
  readonly database: DatabaseVm | undefined;
  readonly erp: LegacyVm | undefined;
  readonly loadBalancer: LoadBalancer;
  /** Subnet of the load balancer. */
  readonly edge: Subnet;

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
    const hostProps = { uri: props.uri ?? 'qemu:///system', cpus: 8, memory: Size.gibibytes(16), virtualization: Virtualization.QEMU };
    const kvm1 = new Host(this, 'kvm1', hostProps);
    const { debian, tiny } = props.images ?? NO_IMAGES;
    const net = new Network(this, 'net', { cidr: '10.10.0.0/16' });
    this.host = kvm1;
    const data = net.addSubnet('data', { cidr: '10.10.10.0/24', isolation: Isolation.HIGH });
    const legacy = net.addSubnet('legacy', { cidr: '10.10.20.0/24' });
    const nodes = net.addSubnet('nodes', { cidr: '10.10.30.0/24', services: '10.10.30.192/26' });
    const edge = net.addSubnet('edge', { cidr: '10.10.40.0/24' });
    this.edge = edge;
    const small = { host: kvm1, image: tiny, os: TINY, cpus: 1, memory: Size.mebibytes(192), rootDisk: Size.gibibytes(1) };

    if (props.dataMachines ?? true) {
      const is = props.databaseIs;
      const scope = is === 'moved in the tree' ? new Construct(this, 'databases') : this;
      this.database = new DatabaseVm(scope, is === 'renamed' ? 'records-vm' : 'database-vm', {
        ...small,
        host: is === 'on another host' ? new Host(this, 'kvm2', hostProps) : kvm1,
        image: debian,
        rootDisk: Size.gibibytes(3),
        subnet: is === 'in another subnet' ? edge : data,
        cpus: 2,
        memory: props.databaseMemory ?? Size.mebibytes(768),
        engine: DatabaseEngine.postgresql('15'),
        dataDisk: props.dataDisk ?? Size.gibibytes(1),
        filesystem: 'ext4',
        backup: { daily: '02:00', keep: 2 },
      });
      this.erp = new LegacyVm(this, 'legacy-app-vm', {
        ...small,
        subnet: legacy,
        memory: Size.mebibytes(512),
        listens: [Port.tcp(8080, 'http')],
      });
    }

    const k8s = new KubernetesCluster(this, 'k8s', {
      version: '1.34',
      podCidr: '10.244.0.0/16',
      serviceCidr: '10.96.0.0/12',
      podEgress: props.podEgress ?? PodEgress.MASQUERADE,
      nodes: { ...small, subnet: nodes, count: 2, controlPlanes: 0 },
    });
    const mesh = new ServiceMesh(k8s, 'mesh', { provider: MeshProvider.ISTIO, mode: MeshMode.SIDECAR_WITH_CNI });
    const service = { port: Port.tcp(8080, 'http'), health: { readiness: Probe.http('/healthz') }, mesh };
    const user = new Microservice(k8s, 'user-service', { ...service, image: 'registry.shop.internal/user:1.4.2', replicas: 3 });
    const order = new Microservice(k8s, 'order-service', { ...service, image: 'registry.shop.internal/order:2.0.1', replicas: 2 });
    const payment =
      (props.payment ?? true)
        ? [new Microservice(k8s, 'payment-service', { ...service, image: 'registry.shop.internal/payment:1.9.0', replicas: 2 })]
        : [];
    const gateway = gatewayOf(
      k8s,
      'api',
      { '/users': user, '/orders': order, ...Object.fromEntries(payment.map((it) => ['/payments', it])) },
      { mesh },
    );
    this.loadBalancer = new LoadBalancer(this, props.loadBalancerName ?? 'lb', { ...small, subnet: edge, backends: gateway });

    this.policy.allow(Anyone.ipv4(), this.loadBalancer, { because: 'public entry' });
    if (payment.length > 0) this.policy.allow(order, payment, { because: 'checkout' });
    if (this.erp && this.database) {
      this.policy.allow([user, order, ...payment], this.database, { because: 'system of record' });
      this.policy.allow(order, this.erp, { because: 'checkout; stock still lives in the ERP' });
      this.policy.allow(this.erp, order, { because: 'nightly stock feed' });
    }
    props.more?.(this);
  }
}
