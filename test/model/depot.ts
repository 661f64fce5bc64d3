import {
  AddressedBy,
  Anyone,
  type ApiGateway,
  BackupTarget,
  DatabaseEngine,
  DatabaseVm,
  EnvSource,
  External,
  FlowWaiver,
  Forward,
  GuestOs,
  Hardening,
  Host,
  Image,
  Isolation,
  KubernetesCluster,
  LegacyVm,
  LoadBalancer,
  MeshMode,
  MeshProvider,
  Microservice,
  Namespace,
  Network,
  PodEgress,
  Pods,
  Port,
  Probe,
  Rule,
  Secret,
  ServiceMesh,
  Size,
  StoragePool,
  System,
  VirtualMachine,
} from '../../src/model';
import { bothListeners, gatewayOf, tlsSecret } from '../gateway-fixture';
import { sshKey } from './fixture';

const OFFICE = External.cidr('172.31.0.0/16', { name: 'office' });
const because = (reason: string) => ({ because: reason });

/**
 * A freight depot, as unlike the reference system as can be: three hosts, an office network on existing bridges, NAT and isolated
 * subnets, a cluster that was there before and whose pods keep their addresses, an ambient mesh, MySQL and MariaDB, Windows of 2003
 * and of 2022, telephony over UDP and SCTP.
 */
export class Depot extends System {
  readonly hosts: readonly Host[];
  readonly subnets: Record<'office' | 'core' | 'vault' | 'build' | 'plant', ReturnType<Network['addSubnet']>>;
  readonly orders: DatabaseVm;
  readonly archive: DatabaseVm;
  readonly scales: LegacyVm;
  readonly customs: LegacyVm;
  readonly phone: VirtualMachine;
  readonly builder: VirtualMachine;
  readonly plc: VirtualMachine;
  readonly cluster: KubernetesCluster;
  readonly mesh: ServiceMesh;
  readonly gateway: ApiGateway;
  readonly services: Record<'tracking' | 'billing' | 'labels', Microservice>;
  readonly metrics: Pods;

  constructor() {
    super('depot', {
      domain: 'depot.example',
      provisioning: {
        packages: External.cidrs(['203.0.113.0/28', '203.0.113.32/28'], { name: 'mirrors', listens: [Port.tcp(443, 'https')] }),
        ntp: External.cidrs(['203.0.113.65/32', '203.0.113.64/32'], { name: 'clocks' }),
        backup: External.address('203.0.113.80', { name: 'tape' }),
      },
      admin: {
        from: External.cidr('203.0.113.128/25', { name: 'admins' }),
        sshAuthorizedKeys: [sshKey('b'), sshKey('a')],
      },
    });
    const figures = { cpus: 48, memory: Size.gibibytes(256) };
    const one = new Host(this, 'one', { uri: 'qemu:///system', ...figures });
    const two = new Host(this, 'two', {
      ssh: { user: 'ops', address: 'two.depot.example', port: 2222, keyFile: '/home/ops/.ssh/id' },
      ...figures,
      pool: StoragePool.owned('depot', { path: '/srv/depot' }),
    });
    const three = new Host(this, 'three', { ssh: { user: 'ops', address: 'three.depot.example' }, ...figures, cpuOvercommit: 2 });
    this.hosts = [one, two, three];

    const net = new Network(this, 'site', { cidr: '10.40.0.0/16', routes: 'provided' });
    const office = net.addSubnet('office', {
      cidr: '10.40.10.0/23',
      forward: Forward.bridge('br-office'),
      gateway: '10.40.11.254',
      nameservers: ['10.40.10.53', '10.40.10.54'],
      services: '10.40.11.192/27',
      mtu: 9000,
    });
    const core = net.addSubnet('core', { cidr: '10.40.20.0/24' });
    const vault = net.addSubnet('vault', { cidr: '10.40.30.0/26', isolation: Isolation.HIGH });
    const build = net.addSubnet('build', { cidr: '10.40.40.0/24', forward: Forward.NAT });
    const plant = net.addSubnet('plant', { cidr: '10.40.50.0/28', forward: Forward.ISOLATED });
    this.subnets = { office, core, vault, build, plant };

    const ubuntu = Image.url('https://images.depot.example/ubuntu-24.04.img', { sha256: 'ab'.repeat(32) });
    const linux = { os: GuestOs.ubuntu2404(), image: ubuntu, cpus: 4, memory: Size.gibibytes(8) };
    this.orders = new DatabaseVm(this, 'orders', {
      ...linux,
      host: one,
      subnet: vault,
      engine: DatabaseEngine.mysql('8.0'),
      dataDisk: Size.tebibytes(1),
      filesystem: 'ext4',
      databases: { orders: {} },
      backup: { daily: '23:30', keep: 7, to: BackupTarget.s3({ bucket: 'depot-backups', region: 'eu-central-1' }) },
    });
    this.archive = new DatabaseVm(this, 'archive', {
      ...linux,
      os: GuestOs.rocky9(),
      image: Image.file('/images/rocky-9.raw', { version: '9.5', format: 'raw', preinstalled: true }),
      host: two,
      subnet: office,
      address: '10.40.10.20',
      engine: DatabaseEngine.mariadb('10.11'),
      dataDisk: Size.gibibytes(200),
    });
    this.scales = new LegacyVm(this, 'scales', {
      host: one,
      subnet: office,
      os: GuestOs.windowsServer2003(),
      image: Image.file('/images/scales.qcow2', { version: 'r2' }),
      cpus: 1,
      memory: Size.gibibytes(2),
      address: '10.40.10.30',
      addressedBy: AddressedBy.IMAGE,
      listens: [Port.tcp(1433, 'ms-sql-s')],
    });
    this.customs = new LegacyVm(this, 'customs', {
      host: one,
      subnet: core,
      os: GuestOs.windowsServer2022().withHardware({ diskBus: 'virtio' }),
      image: Image.file('/images/customs.qcow2', { version: '2024' }),
      cpus: 4,
      memory: Size.gibibytes(16),
      listens: [Port.tcp(443, 'https')],
      dataDisks: [{ id: 'papers', size: Size.gibibytes(100) }],
    });
    this.phone = new VirtualMachine(this, 'phone', {
      ...linux,
      host: one,
      subnet: core,
      listens: [Port.udpRange(10000, 10999, 'rtp'), Port.udp(5060, 'sip'), Port.sctp(2905, 'm3ua')],
    });
    this.builder = new VirtualMachine(this, 'builder', { ...linux, host: one, subnet: build, stateless: true });
    this.plc = new VirtualMachine(this, 'plc', { ...linux, host: three, subnet: plant, listens: [Port.tcp(502, 'modbus')] });

    this.cluster = KubernetesCluster.fromExisting(this, 'cloud', {
      version: '1.35',
      podCidr: '10.200.0.0/16',
      serviceCidr: '10.201.0.0/16',
      podEgress: PodEgress.NATIVE,
      nodeAddresses: ['10.40.10.12', '10.40.10.11', '10.40.10.13'],
      services: '10.40.11.192/28',
      namespace: 'freight',
    });
    this.mesh = new ServiceMesh(this.cluster, 'ambient', {
      provider: MeshProvider.ISTIO,
      mode: MeshMode.AMBIENT,
      trustDomain: 'depot.example',
    });
    const http = Port.tcp(8080, 'http');
    const tracking = new Microservice(this.cluster, 'tracking', {
      image: `registry.depot.example:5000/tracking@sha256:${'cd'.repeat(32)}`,
      port: http,
      morePorts: [Port.udp(7000, 'beacons')],
      mesh: this.mesh,
      scaling: { min: 2, max: 9 },
      health: { readiness: Probe.http('/ready'), liveness: Probe.http('/live') },
      env: {
        ZONE: 'west',
        AREA: '7',
        DB_PASSWORD: EnvSource.secret(Secret.fromExisting(this, 'orders-db', { keys: ['password'] }).key('password')),
      },
      scratch: ['/var/cache', '/tmp'],
    });
    const billing = new Microservice(this.cluster, 'billing', {
      image: 'registry.depot.example:5000/billing:7',
      port: http,
      namespace: new Namespace(this.cluster, 'money'),
      mesh: this.mesh,
      hardening: Hardening.default().except(Rule.READ_ONLY_ROOT, because('writes its own templates')),
    });
    const labels = new Microservice(this.cluster, 'labels', {
      image: 'registry.depot.example:5000/labels:1',
      port: Port.tcp(9100, 'jetdirect'),
    });
    this.services = { tracking, billing, labels };
    this.gateway = gatewayOf(
      this.cluster,
      'gate',
      { '/track': tracking, '/bills': billing },
      {
        listeners: bothListeners(tlsSecret(this, 'depot-tls'), ['track.depot.example', '*.bills.depot.example']),
      },
    );
    this.metrics = Pods.fromExisting(this.cluster, 'prometheus', {
      namespace: Namespace.fromExisting(this.cluster, 'monitoring'),
      labels: { 'app.kubernetes.io/name': 'prometheus', 'app.kubernetes.io/component': 'server' },
      serviceAccount: 'prometheus',
    });
    const balancer = { ...linux, host: one, subnet: core };
    const desk = new LoadBalancer(this, 'desk', { ...balancer, backends: [this.customs] });
    const door = new LoadBalancer(this, 'door', { ...balancer, host: two, subnet: office, backends: this.gateway });

    this.policy.allow(Anyone.ipv4(), door, because('customers follow their freight'));
    this.policy.allow([tracking, billing], this.orders, because('system of record'));
    this.policy.allow(billing, [this.archive, this.customs], because('yearly accounts'));
    this.policy.allow(this.scales, [tracking, labels], because('weights'));
    this.policy.allow(tracking, billing, because('fees'));
    this.policy.allow(labels, tracking, because('what to print'));
    this.policy.allow([this.metrics, core], tracking, { ...because('measurements'), ports: [http] });
    this.policy.allow([OFFICE, core], this.phone, because('telephony'));
    this.policy.allow(this.phone, this.customs, { ...because('is it there'), ports: [Port.icmp(), Port.tcp(443, 'https')] });
    this.policy.allow(this.builder, [this.customs, OFFICE], { ...because('releases'), ports: [Port.tcp(443, 'https')] });
    this.policy.allow(OFFICE, [desk, office], { ...because('desk work'), ports: [Port.tcp(443, 'https')] });
    this.policy.allow(this.customs, Anyone.ipv4(), { ...because('the authorities'), ports: [Port.tcp(443, 'https')] });
    this.policy.allow(tracking, this.metrics, {
      ...because('pushed measurements'),
      ports: [Port.tcp(9091, 'push')],
      waive: [FlowWaiver.unenforcedAtDestination(because('the monitoring team restricts its own namespace'))],
    });
  }
}
