import {
  type AccessRule,
  AccessWaiver,
  AddressedBy,
  Anyone,
  ApiGateway,
  type Argument,
  type Backend,
  type BackupProps,
  BackupTarget,
  type BalancerHttpProps,
  type BalancerTlsRoutesProps,
  BringUp,
  Concurrency,
  type ContainerProps,
  CronJob,
  DaemonService,
  type DaemonServiceProps,
  DatabaseEngine,
  DatabaseTls,
  DatabaseVm,
  type DatabaseVmProps,
  Distribution,
  Duration,
  type EngineName,
  EnvSource,
  External,
  type FileSource,
  FlannelBackend,
  FlowWaiver,
  Forward,
  GatewayProvider,
  GuestOs,
  Hardening,
  type HardwareProps,
  Host,
  HostPathType,
  Image,
  Isolation,
  Job,
  KubernetesCluster,
  LegacyVm,
  type LegacyVmProps,
  LoadBalancer,
  type LoadBalancerProps,
  Machine,
  type MachineProps,
  MeshMode,
  MeshProvider,
  Microservice,
  type Migration,
  Mtls,
  Namespace,
  Network,
  NetworkInterface,
  type PairProps,
  PathMatch,
  PodEgress,
  PodManagement,
  PodSecurity,
  Pods,
  Port,
  Repository,
  Rule,
  Secret,
  SecretStore,
  type Sender,
  ServiceMesh,
  ServingWorkload,
  Size,
  StatefulService,
  Subnet,
  System,
  Taint,
  TaintEffect,
  VirtualMachine,
  type VirtualMachineProps,
  Volume,
  WindowsSetup,
  Workload,
  type WorkloadProps,
} from '../../src';
import { databasePackages } from '../../src/model/guest/database-packages';
import { isMakers } from '../../src/model/guest/engine-repository';
import { carriesExporters, EXPORTERS } from '../../src/model/guest/exporters';
import { whyNotSetUp } from '../../src/model/guest/not-set-up';
import { refusesPointInTime } from '../../src/model/kinds/database/point-in-time';
import { AUTHORITY, LEAF, SIGNING_KEY, WITHOUT_PACKAGES } from '../first-boot-fixture';
import { sshKey } from '../model/fixture';
import { randomAddOns } from './add-ons';
import { randomGateway } from './gateways';
import { SYSTEMS } from './guest-systems';
import { HOST_HARDWARE, machineHardware } from './hardware';
import { addMigrations, randomMigration } from './migrations';
import type { ClusterPlan, EndPlan, FlowPlan, Plan, SubnetPlan, WorkloadPlan } from './plan';
import {
  placement,
  podFeatures,
  replicaFeatures,
  rolloutFeatures,
  runFeatures,
  scheduleFeatures,
  servedAt,
  servingFeatures,
} from './pod-features';
import { isOneMachine, Rules } from './rules';
import { addTraffic } from './traffic';

/** DNS of another distribution than kubeadm's, with a cache on each node. */
const OTHER_DNS = {
  namespace: 'openshift-dns',
  labels: { 'dns.operator.openshift.io/daemonset-dns': 'default' },
  port: 5353,
};

/** What workloads listen on and flows ask for: overlapping on purpose. */
const PORTS: readonly Port[] = [
  Port.tcp(8080, 'http'),
  Port.tcp(443, 'https'),
  Port.tcp(5432),
  Port.tcp(22, 'ssh'),
  Port.tcp(9105),
  Port.udp(8080, 'http-udp'),
  Port.udp(5060, 'sip'),
  Port.sctp(3868, 'diameter'),
  Port.tcpRange(9100, 9110, 'ftp-data'),
  Port.udpRange(10000, 10100, 'media'),
  Port.tcpRange(32000, 33000, 'passive'),
  Port.icmp(),
];

const PROBE = External.address('203.0.113.7', { name: 'probe' });
const EXTERNALS = [
  External.cidr('192.0.2.0/24', { name: 'partner', listens: [Port.tcp(443, 'https')] }),
  External.cidrs(['198.51.100.0/25', '203.0.113.64/26'], { name: 'offices', listens: [Port.tcp(8080, 'http'), Port.udp(5060, 'sip')] }),
  PROBE,
  External.host('api.example.com'),
  External.host('feeds.example.org', { name: 'feeds', listens: [Port.tcp(80, 'http'), Port.tcp(9443, 'tls')] }),
];
const isNamed = (peer: Sender): boolean => peer instanceof External && peer.host !== undefined;
/** Kinds of which each is one machine. */
const ALONE: ReadonlySet<WorkloadPlan['kind']> = new Set(['vm', 'legacy']);
const REASONS = ['orders', 'reports', 'feeds', 'sessions'];
const IMAGE = Image.file('/images/base.qcow2', { version: '1', preinstalled: true });

const at = <T>(list: readonly T[], number: number): T => list[number % list.length] as T;

const IDS: Readonly<Record<WorkloadPlan['kind'], string>> = {
  service: 'svc',
  stateful: 'set',
  daemon: 'each',
  job: 'job',
  cron: 'cron',
  pods: 'foreign',
  gateway: 'gw',
  vm: 'vm',
  database: 'db',
  legacy: 'old',
  'load-balancer': 'lb',
};

/** What a workload is called, by its place in the plan. */
export const idOf = (kind: WorkloadPlan['kind'], place: number): string => `${IDS[kind]}-${place}`;

const ON_MACHINES = ['vm', 'database', 'legacy', 'load-balancer'] as const;
const isOnMachine = (kind: WorkloadPlan['kind']): kind is (typeof ON_MACHINES)[number] => (ON_MACHINES as readonly string[]).includes(kind);

/** A pair on whichever host has room. */
const pairOf = (number: number): PairProps => ({
  onOneHost: { because: 'the others are full' },
  ...(number % 3 === 0 && { preempt: true }),
});

/** One or two machines that follow a database. */
const standbysOf = (id: string, number: number): NonNullable<DatabaseVmProps['replicas']> => {
  const here = { onPrimaryHost: { because: 'the others are full' } };
  return { [`${id}-b`]: here, ...(number % 3 === 0 && { [`${id}-c`]: here }) };
};

const isBackend = (one: Machine | Workload | ApiGateway | Pods): one is Backend =>
  !(one instanceof Pods) && (!(one instanceof Workload) || one instanceof ServingWorkload);

/** Requests of two kinds, by plain HTTP or by TLS as well. */
const requestsFor = (one: Backend | Migration, other: Backend, turn: number): BalancerHttpProps => ({
  ...(turn % 2 === 0 && { port: 8081 }),
  ...(turn % 4 > 1 && {
    tls: {
      certificates: ['/etc/haproxy/certificates/one.pem', '/etc/haproxy/certificates/other.pem'].slice(turn % 2),
    },
  }),
  ...(turn % 5 === 0 && { servesPlainHttp: { because: 'old clients' } }),
  routes: {
    one: { backends: one },
    other: { hostnames: ['other.example', '*.example'], paths: [PathMatch.prefix('/other'), PathMatch.exact('/')], backends: other },
  },
});

/** What a load balancer passes on: requests, names in TLS, or connections as they are. */
const passing = (led: Backend | Migration, other: Backend, turn: number): Pick<LoadBalancerProps, 'backends' | 'http' | 'tls'> =>
  at(
    [
      { backends: led },
      { http: requestsFor(led, other, turn) },
      { tls: namesFor(led, other, turn) },
      { backends: led },
      { http: requestsFor(led, other, turn) },
      { backends: led },
    ],
    turn,
  );

/** Connections in TLS by name, for one that any name leads to and one that some do. */
const namesFor = (one: Backend | Migration, other: Backend, turn: number): BalancerTlsRoutesProps => ({
  ...(turn % 2 === 0 && { port: 8444 }),
  ...(turn % 4 > 1 && { certificates: '/etc/haproxy/certificates/one.pem' }),
  routes: { one: { backends: one }, other: { hostnames: ['other.example', '*.example'], backends: other } },
});

/** What pods are told, which a program may add to. */
interface Told {
  readonly env: Record<string, string | EnvSource>;
  readonly files: Record<string, string | FileSource>;
  readonly args: Argument[];
  /** Numbers of the flows that arguments after the first are told for: theirs is the order, whatever that of the statements. */
  readonly toldFor: number[];
}

/** Whoever has a connection, and a name or a single address. */
const isConnectable = (receiver: Sender): receiver is Machine | Workload | External =>
  receiver instanceof Machine || receiver instanceof Workload || receiver === PROBE;

/** As whom pods log in to a database, by turns: the owner, or a role with fewer rights where there is one. */
function loginAt(receiver: Sender, index: number): { readonly user?: string; readonly database?: string } {
  if (!(receiver instanceof DatabaseVm)) return {};
  const { databases, roles = {} } = receiver.props;
  if (!databases || index % 2 === 0) return Object.keys(databases ?? {}).length > 1 ? { database: 'records' } : {};
  return Object.hasOwn(roles, 'reader') ? { user: 'reader', database: at(['records', 'audit'], index >> 1) } : {};
}

/** What databases are set up with, by turns. */
const ENGINES = Object.values({
  postgresql: DatabaseEngine.postgresql('16'),
  mysql: DatabaseEngine.mysql('8.0'),
  mariadb: DatabaseEngine.mariadb('10.11'),
  redis: DatabaseEngine.redis('7'),
  rabbitmq: DatabaseEngine.rabbitmq('3.12'),
  valkey: DatabaseEngine.valkey('7'),
  mongodb: DatabaseEngine.mongodb('8.0'),
} satisfies { readonly [E in EngineName]: DatabaseEngine });

/** Whether the log of a database leaves its machine, too. */
const logOf = ({ name, version }: DatabaseEngine, choice: number): Pick<BackupProps, 'pointInTime'> =>
  choice % 2 === 1 && refusesPointInTime(name, version) === undefined
    ? { pointInTime: { within: Duration.minutes(1 + (choice % 60)) } }
    : {};

/** What an engine of its maker's needs: where it comes from, and a processor that it starts on. */
function makersOwn(
  engine: DatabaseEngine,
  os: GuestOs,
  { cpu, ...hardware }: HardwareProps = {},
): Pick<DatabaseVmProps, 'firstBoot' | 'hardware'> {
  if (!isMakers(engine.name)) return {};
  const folder = `mongodb-org/${engine.version}`;
  const repository =
    os.resolved.packages === 'apt'
      ? Repository.apt({ url: 'https://repo.mongodb.example/apt', suites: [`stable/${folder}`], key: SIGNING_KEY })
      : Repository.dnf({ url: `https://repo.mongodb.example/yum/${folder}/x86_64/`, key: SIGNING_KEY });
  const isFit = engine.needs === undefined || cpu?.features?.[engine.needs] === undefined;
  return { firstBoot: { repositories: { mongodb: repository } }, hardware: { ...hardware, ...(isFit && cpu && { cpu }) } };
}

/** Where databases send their backups. */
const BACKUP_TARGETS = [
  BackupTarget.sftp({ user: 'backups', path: '/srv/backups', hostKey: sshKey('vault') }),
  BackupTarget.s3({ bucket: 'backups', port: Port.tcp(9000, 'https') }),
  BackupTarget.nfs({ path: '/export' }),
];

/** What databases prove themselves with. */
const CERTIFICATES = [
  DatabaseTls.selfSigned(),
  DatabaseTls.selfSigned({ certificate: LEAF }),
  DatabaseTls.variables({ authority: AUTHORITY }),
  DatabaseTls.files({ authority: AUTHORITY, certificate: '/etc/pki/db.pem', key: '/etc/pki/db.key' }),
];

/** Windows guests that are set up, in both ways and all versions that can be. */
function windowsOf(id: string, number: number): Pick<VirtualMachineProps, 'os' | 'memory' | 'windowsSetup' | 'image'> {
  const able = SYSTEMS.windows.filter(({ resolved }) => (resolved.windows?.setUpBy.length ?? 0) > 1);
  const props = {
    administratorPassword: `${id.replaceAll('-', '_')}_administrator`,
    winRm: number % 2 === 0,
    ...(number % 3 === 0 && { features: ['Web-Server'], timeZone: 'Europe/Berlin' }),
  };
  return {
    os: at(able, number >> 2),
    memory: Size.gibibytes(2),
    image: Image.file('/images/windows.qcow2', { version: '1' }),
    windowsSetup: number % 8 === 3 ? WindowsSetup.unattend(props) : WindowsSetup.cloudbaseInit(props),
  };
}

/** Windows has no SCTP. */
const onWindows = (listens: readonly Port[]): readonly Port[] => listens.filter(({ resolved }) => resolved.protocol !== 'sctp');

/** @param backwards the same statements in the other order, wherever a program could put them so */
export function build(plan: Plan, backwards = false): System {
  return new Builder(plan, backwards).system;
}

const k3sOf = (flannelBackend: FlannelBackend, number: number): Distribution =>
  Distribution.k3s({
    release: 'v1.34.2+k3s1',
    flannelBackend,
    localStorage: number % 2 === 0,
    ...(number % 2 === 1 && { binary: { url: 'https://mirror.example/k3s', sha256: '5e'.repeat(32) } }),
  });

/** Nodes outside of the pool are there for others, where it keeps them away. */
const keeps = (away: boolean): Taint =>
  Taint.of('dedicated', { value: 'batch', effect: away ? TaintEffect.NO_SCHEDULE : TaintEffect.PREFER_NO_SCHEDULE });

/** Exports something to pods. */
const NAS = External.address('10.1.1.40', { name: 'nas' });

class Builder {
  readonly system: System;
  private readonly hosts: readonly Host[];
  private readonly subnets: readonly Subnet[];
  private readonly clusterPlans: readonly ClusterPlan[];
  private readonly clusters: readonly { readonly cluster: KubernetesCluster; readonly mesh?: ServiceMesh }[];
  private readonly workloads: ReadonlyMap<number, Machine | Workload | ApiGateway | Pods>;
  private readonly secret: Secret;
  /** With the certificate of who signs. */
  private readonly authority: Secret;
  private readonly foreignSecret: Secret;
  private readonly pull: Secret;
  private readonly certificate: Secret;
  private readonly keys: Readonly<Record<GatewayProvider, Secret>>;
  private readonly rules: Rules;
  /** What pods are told of others, which is added as flows are. */
  private readonly told = new Map<Workload, Told>();

  constructor(
    private readonly plan: Plan,
    private readonly backwards: boolean,
  ) {
    this.clusterPlans = plan.clusters.map((cluster, i) => ({
      ...cluster,
      // Two clusters cannot announce addresses in one subnet.
      own: cluster.own && !plan.clusters.slice(0, i).some((other) => other.own && this.nodesSubnet(other) === this.nodesSubnet(cluster)),
    }));
    this.system = new System('shop', {
      ...(plan.provisioning && {
        provisioning: {
          packages: External.cidr('10.1.0.0/24', { name: 'package-mirror' }),
          registry: External.address('10.1.1.10', { name: 'image-registry' }),
          ntp: External.address('10.1.1.20', { name: 'time-server' }),
          backup: External.address('10.1.1.30', { name: 'backup-target' }),
        },
      }),
      ...(plan.admin && { admin: { from: External.cidr('10.2.0.0/24', { name: 'admin-network' }) } }),
      // Of facts that plans have already: pinned ones stay what they are.
      ...(plan.admin !== plan.provisioning && { waitForFirstBoot: { minutes: 5 + plan.hosts } }),
    });
    this.hosts = this.each(
      Array.from({ length: plan.hosts }),
      (_, i) =>
        new Host(this.system, `kvm${i + 1}`, {
          ssh: { user: 'root', address: `kvm${i + 1}` },
          cpus: 500,
          memory: Size.gibibytes(4096),
          ...HOST_HARDWARE,
          ...(i > 0 && { zone: 'annex' }),
        }),
    );
    const net = new Network(this.system, 'net', { cidr: '10.10.0.0/16', ...(plan.routesProvided && { routes: 'provided' as const }) });
    this.subnets = this.each(plan.subnets, (subnet, i) => this.addSubnet(net, subnet, i));
    this.rules = new Rules((subnet) => at(this.hosts, at(plan.subnets, this.subnets.indexOf(subnet)).host));
    this.clusters = this.each(this.clusterPlans, (cluster, i) => this.addCluster(cluster, i));
    this.foreignSecret = Secret.fromExisting(this.system, 'foreign-secret', { name: 'theirs', keys: ['key'] });
    this.pull = Secret.fromExisting(this.system, 'pull', { type: 'kubernetes.io/dockerconfigjson', keys: ['.dockerconfigjson'] });
    this.certificate = new Secret(this.system, 'certificate', {
      store: SecretStore.clusterWide('certificates'),
      type: 'kubernetes.io/tls',
      keys: { 'tls.crt': { path: 'a', property: 'crt' }, 'tls.key': { path: 'a', property: 'key' } },
    });
    this.keys = {
      [GatewayProvider.KONG]: Secret.fromExisting(this.system, 'key-of-app', { keys: ['key'] }),
      [GatewayProvider.ENVOY_GATEWAY]: Secret.fromExisting(this.system, 'app', { keys: ['app'] }),
    };
    this.authority = Secret.fromExisting(this.system, 'authority', { keys: ['ca.crt'] });
    this.secret = new Secret(this.system, 'secret', { store: SecretStore.inNamespace('store'), keys: { key: { path: 'a' } } });
    this.workloads = this.addWorkloads();
    for (const [index, flow] of this.inOrder([...plan.flows.entries()])) this.allow(flow, index);
    const made = [...this.workloads].sort(([a], [b]) => a - b).map(([, one]) => one);
    const parts = {
      clusters: this.clusters.map(({ cluster }) => cluster),
      workloads: made.filter((one) => one instanceof Workload),
      machines: made.filter((one) => one instanceof Machine),
    };
    addMigrations(this.system, parts, this.rules, plan.flows.length + plan.workloads.length);
    addTraffic(this.system, parts.clusters, this.authority, plan.flows.length);
  }

  /** Makes one of each, in one order or the other; answers them in the order of the plan. */
  private each<P, T>(list: readonly P[], make: (item: P, index: number) => T): readonly T[] {
    const made = new Map(this.inOrder(list.map((item, index) => ({ item, index }))).map(({ item, index }) => [index, make(item, index)]));
    return list.map((_, index) => made.get(index) as T);
  }

  private inOrder<T>(list: readonly T[]): readonly T[] {
    return this.backwards ? list.toReversed() : list;
  }

  private addSubnet(net: Network, { mode, high }: SubnetPlan, i: number): Subnet {
    const forward = { route: Forward.ROUTE, nat: Forward.NAT, isolated: Forward.ISOLATED, bridge: Forward.bridge(`br${i}`) }[mode];
    const services = this.clusterPlans.some((cluster) => cluster.own && cluster.services && this.nodesSubnet(cluster) === i);
    return net.addSubnet(`net${i}`, {
      cidr: `10.10.${10 * (i + 1)}.0/24`,
      forward,
      ...(high && (mode === 'route' || mode === 'bridge') && !this.hasNodes(i) && { isolation: Isolation.HIGH }),
      ...(services && { services: `10.10.${10 * (i + 1)}.192/26` }),
      ...(mode === 'bridge' &&
        i % 2 === 0 && {
          nameservers: ['10.1.1.53'],
          dhcpServers: ['10.1.1.67', '10.1.1.68'],
          hostAddresses: [`10.10.${10 * (i + 1)}.3`, `10.10.${10 * (i + 1)}.2`],
        }),
    });
  }

  private readonly nodesSubnet = ({ subnet }: ClusterPlan): number => subnet % this.plan.subnets.length;
  private readonly hasNodes = (i: number): boolean => this.clusterPlans.some((cluster) => cluster.own && this.nodesSubnet(cluster) === i);

  private hostOf(subnet: number, wanted: number): Host {
    const { mode, host } = at(this.plan.subnets, subnet);
    return at(this.hosts, mode === 'bridge' ? wanted : host);
  }

  private addCluster({ own, subnet, nodes, pool, services, native, mesh, k3s, addOns: turn }: ClusterPlan, i: number) {
    const facts = {
      version: '1.34',
      podCidr: `10.24${i + 4}.0.0/16`,
      serviceCidr: `10.9${i + 6}.0.0/16`,
      podEgress: native ? PodEgress.NATIVE : PodEgress.MASQUERADE,
      namespace: `apps-${i}`,
      addOns: randomAddOns({
        turn,
        addresses: services,
        meshed: mesh !== undefined,
        nodeLocal: i % 2 === 1,
        brought: own && k3s !== undefined,
      }),
      ...(i % 2 === 1 && { dns: { ...OTHER_DNS, nodeLocal: ['169.254.20.10', `10.9${i + 6}.0.10`] } }),
    };
    const base = `10.20.${i}`;
    const id = `k8s-${i}`;
    const cluster = own
      ? new KubernetesCluster(this.system, id, {
          ...facts,
          ...(k3s !== undefined && { distribution: k3sOf(native ? FlannelBackend.NONE : at(Object.values(FlannelBackend), k3s), k3s) }),
          nodes: {
            subnet: at(this.subnets, subnet),
            host: this.hostOf(subnet, i),
            count: nodes,
            cpus: 2,
            memory: Size.gibibytes(k3s === undefined ? 2 : 4),
            os: GuestOs.ubuntu2404(),
            image: IMAGE,
            labels: { 'topology.kubernetes.io/zone': 'a' },
            ...(pool && {
              pools: { batch: { count: pool.count, cpus: 3, labels: { pool: 'batch' }, taints: [keeps(pool.kept && nodes > 1)] } },
            }),
            ...(mesh && { bringUp: BringUp.BY_HAND }),
          },
        })
      : KubernetesCluster.fromExisting(this.system, id, {
          ...facts,
          apiServer: External.address(`${base}.5`, { name: `api-${i}` }),
          nodeAddresses: Array.from({ length: nodes }, (_, node) => `${base}.${node + 10}`),
          ...(services && { services: `${base}.192/26` }),
        });
    return {
      cluster,
      ...(mesh && {
        mesh: new ServiceMesh(cluster, `mesh-${i}`, {
          provider: MeshProvider.ISTIO,
          mode: mesh.ambient ? MeshMode.AMBIENT : MeshMode.SIDECAR_WITH_CNI,
          mtls: mesh.strict ? Mtls.STRICT : Mtls.PERMISSIVE,
          trustDomain: mesh.trustDomain,
        }),
      }),
    };
  }

  /** Those that others stand behind come first: gateways need services, load balancers need any. */
  private addWorkloads(): ReadonlyMap<number, Machine | Workload | ApiGateway | Pods> {
    const made = new Map<number, Machine | Workload | ApiGateway | Pods>();
    const numbered = this.plan.workloads.map((plan, index) => ({ plan, index })).filter(({ plan }) => !plan.gone);
    const stages: readonly ((kind: WorkloadPlan['kind']) => boolean)[] = [
      (kind) => kind !== 'gateway' && kind !== 'load-balancer',
      (kind) => kind === 'gateway',
      (kind) => kind === 'load-balancer',
    ];
    for (const belongs of stages) {
      const stage = numbered.filter(({ plan }) => belongs(plan.kind));
      // What a load balancer can stand before must not depend on the order in which load balancers are made.
      const before = [...made].sort(([a], [b]) => a - b).map(([, workload]) => workload);
      for (const { plan, index } of this.inOrder(stage)) {
        const workload = this.addWorkload(plan, index, before);
        if (workload) made.set(index, workload);
      }
    }
    return made;
  }

  private addWorkload(plan: WorkloadPlan, i: number, before: readonly (Machine | Workload | ApiGateway | Pods)[]) {
    const id = idOf(plan.kind, i);
    if (!isOnMachine(plan.kind)) return this.addPods(plan, id, before);
    return this.withCards(this.addMachine(plan, id, i, before), plan);
  }

  /** Cards that the machine can have: each in a subnet of its host's, apart from its others. */
  private withCards<M extends Machine>(machine: M, plan: WorkloadPlan): M {
    const { subnet, host } = machine.props;
    // What it passes on has a rule of its own, see canBalance.
    if (machine instanceof LoadBalancer || machine.adopt) return machine;
    const taken = new Set<Subnet>([subnet]);
    // What is routed to is in the table once: directly, or by one card.
    const routed = new Set<Subnet>();
    const wanted = plan.cards.filter((card) => {
      const its = at(this.subnets, card.subnet);
      if (taken.has(its) || this.hostOf(card.subnet % this.subnets.length, plan.host) !== host) return false;
      return taken.add(its);
    });
    const leadsOut = (its: Subnet): boolean => its.props.isolation !== Isolation.HIGH && its.props.forward !== Forward.ISOLATED;
    let isOut = leadsOut(subnet);
    for (const [index, { subnet: number, route, leadsOut: wants }] of wanted.entries()) {
      const its = at(this.subnets, number);
      const to = route === undefined || its.props.forward === Forward.ISOLATED ? undefined : at(this.subnets, route);
      const isRoute = to !== undefined && !taken.has(to) && !routed.has(to);
      if (isRoute) routed.add(to);
      const isDefault = !isOut && wants && leadsOut(its);
      isOut ||= isDefault;
      machine.addInterface(`card-${index}`, {
        subnet: its,
        defaultRoute: isDefault,
        ...(isRoute && { routes: [{ to: to.props.cidr }] }),
        ...(machine instanceof LegacyVm && { addressedBy: AddressedBy.IMAGE }),
      });
    }
    return machine;
  }

  private addMachine(
    plan: WorkloadPlan,
    id: string,
    i: number,
    before: readonly (Machine | Workload | ApiGateway | Pods)[],
  ): VirtualMachine | DatabaseVm | LegacyVm | LoadBalancer {
    const given = this.machineProps(plan);
    // Machines that are made by twos and threes are alike.
    const hardware = machineHardware(plan.targets + i, ALONE.has(plan.kind) ? i : undefined);
    const listens = this.listensOf(plan.ports);
    const machine = { ...given, os: at(SYSTEMS.linux, i), hardware };
    const monitored = (os: GuestOs, taken: readonly Port[]) => this.monitoringOf(plan, os, taken, before);
    const engine = at(ENGINES, i);
    const isSent = this.plan.provisioning && plan.targets % 3 !== 2 && at(this.plan.subnets, plan.place).mode !== 'isolated';
    // Neighbours in a subnet of high isolation do not talk with each other.
    const isReplicated =
      engine.replicatesSince !== undefined && plan.targets % 2 === 1 && at(this.subnets, plan.place).props.isolation !== Isolation.HIGH;
    const os = at(
      SYSTEMS.linux.filter((each) => databasePackages(each.resolved, engine.name, engine.version)),
      i,
    );
    switch (plan.kind) {
      case 'database':
        return new DatabaseVm(this.system, id, {
          ...machine,
          os,
          ...(EXPORTERS[engine.name] && monitored(os, [])),
          ...makersOwn(engine, os, hardware),
          engine,
          dataDisk: Size.gibibytes(10),
          backup: { daily: '02:00', keep: 3, ...(isSent && { to: at(BACKUP_TARGETS, plan.targets), ...logOf(engine, plan.targets) }) },
          ...(plan.targets % 5 < 3 && { tls: at(CERTIFICATES, plan.targets) }),
          ...this.loginsOf(plan, engine, id),
          ...(isReplicated && { replicas: standbysOf(id, plan.targets) }),
        });
      case 'legacy': {
        const os = at(SYSTEMS.windows, i);
        if (this.isFound(plan)) return new LegacyVm(this.system, id, { ...this.found(plan, id, i), os, listens: onWindows(listens) });
        return new LegacyVm(this.system, id, {
          ...machine,
          os,
          listens: onWindows(listens),
          ...(!this.leases(plan.place) && { addressedBy: AddressedBy.IMAGE }),
        });
      }
      case 'load-balancer': {
        const subnet = at(this.subnets, plan.place);
        const backends = before.filter((one): one is Extract<Backend, typeof one> => isBackend(one) && this.rules.canBalance(subnet, one));
        const ends = backends.filter((one) => !(one instanceof ApiGateway));
        const migration = plan.targets % 4 === 3 ? randomMigration(this.system, `${id}-move`, ends, plan.targets + i) : undefined;
        const balancing = at(
          SYSTEMS.linux.filter((each) => whyNotSetUp(each.resolved, 'haproxy') === undefined),
          i,
        );
        const led = migration ?? at(backends, plan.targets);
        return backends.length > 0
          ? new LoadBalancer(this.system, id, {
              ...{ ...machine, os: balancing },
              ...monitored(
                balancing,
                backends.flatMap((one) => one.listens),
              ),
              ...passing(led, at(backends, plan.targets + 1), plan.targets),
              // Neighbours in a subnet of high isolation do not talk with each other.
              ...(plan.targets % 2 === 0 && subnet.props.isolation !== Isolation.HIGH && { pair: pairOf(plan.targets) }),
            })
          : new VirtualMachine(this.system, id, { ...machine, ...monitored(machine.os, listens), listens });
      }
      default: {
        if (plan.targets % 4 === 3)
          return new VirtualMachine(this.system, id, { ...machine, listens: onWindows(listens), ...windowsOf(id, plan.targets) });
        const os = plan.targets % 5 === 2 ? at(SYSTEMS.images, i) : machine.os;
        return new VirtualMachine(this.system, id, {
          ...{ ...machine, os, listens },
          ...monitored(os, listens),
          ...(plan.targets % 3 !== 1 && { firstBoot: WITHOUT_PACKAGES }),
          ...(plan.targets % 5 === 1 && { waitForFirstBoot: plan.targets % 2 === 0 && { minutes: 7 } }),
        });
      }
    }
  }

  /** Where exporters can be had, its subnet fetches metrics, and so does the first that may reach all of it. */
  private monitoringOf(
    { targets, place, cards }: WorkloadPlan,
    os: GuestOs,
    listens: readonly Port[],
    before: readonly (Machine | Workload | ApiGateway | Pods)[],
  ): Pick<MachineProps, 'monitoring'> {
    const subnet = at(this.subnets, place);
    const isTaken = listens.some(({ resolved }) => resolved.from <= 9100 && resolved.to >= 9100);
    if (targets % 4 === 0 || cards.length > 0 || isTaken || !carriesExporters(os.resolved) || subnet.props.isolation === Isolation.HIGH)
      return {};
    const isScraper = (each: Machine | Workload | ApiGateway | Pods): each is Machine | Workload =>
      (each instanceof Machine || each instanceof Workload) && this.rules.isLegal(each, subnet, { waived: true, ports: true });
    const other = before.find(isScraper);
    return { monitoring: { from: other ? [subnet, other] : subnet } };
  }

  /** Somebody else has made it: it is on a bridge, beside others. */
  private isFound({ place, targets }: WorkloadPlan): boolean {
    const { forward, isolation } = at(this.subnets, place).props;
    return targets % 3 === 0 && forward?.bridgeName !== undefined && isolation !== Isolation.HIGH;
  }

  private found({ place, host, targets }: WorkloadPlan, id: string, i: number): Omit<LegacyVmProps, 'os'> {
    const number = String(i).padStart(2, '0');
    return {
      host: this.hostOf(place, host),
      subnet: at(this.subnets, place),
      cpus: 1,
      memory: Size.gibibytes(1),
      address: `10.10.${10 * ((place % this.subnets.length) + 1)}.${150 + (i % 40)}`,
      mac: `02:00:00:00:00:${number.slice(-2)}`,
      rootDiskOptions: { existing: { name: `${id}.qcow2`, format: 'qcow2' } },
      adopt: { uuid: `00000000-0000-4000-8000-0000000000${number.slice(-2)}`, name: `found-${id}`, filtered: targets % 2 === 0 },
    };
  }

  /** Whether somebody gives out addresses in a subnet. */
  private leases(place: number): boolean {
    const { forward, dhcpServers } = at(this.subnets, place).props;
    return forward?.bridgeName === undefined || dhcpServers !== undefined;
  }

  private machineProps({ place, host, targets, cards }: WorkloadPlan): MachineProps {
    // Where others may stand in the way, the host is stated: what can be reached from where is reckoned with it.
    const isChosen = targets % 3 === 1 && cards.length === 0 && at(this.plan.subnets, place).mode === 'bridge';
    return {
      ...(!isChosen && { host: this.hostOf(place, host) }),
      ...(targets % 5 === 0 && { requirements: { devOps: 'continuous', because: 'it was always there' } }),
      subnet: at(this.subnets, place),
      os: GuestOs.rhel9(),
      image: IMAGE,
      cpus: 1,
      memory: Size.gibibytes(2),
    };
  }

  private addPods(plan: WorkloadPlan, id: string, before: readonly (Machine | Workload | ApiGateway | Pods)[]) {
    const place = this.clusters.length > 0 ? at(this.clusters, plan.place) : undefined;
    if (!place) return undefined;
    const { cluster, mesh } = place;
    const joined = plan.inMesh && mesh ? { mesh } : {};
    const [first = Port.tcp(8080, 'http'), ...more] = this.listensOf(plan.ports);
    const isSingle = ({ resolved }: Port): boolean => resolved.from === resolved.to;
    // The id is for the program alone then.
    const isRenamed = plan.targets % 9 === 0;
    const constructId = isRenamed ? `program-${id}` : id;
    const own = {
      placement: placement(plan.targets),
      ...(isRenamed && { name: id }),
      labels: { 'example.org/team': `team-${plan.targets}` },
      annotations: { 'example.org/seen': id },
      ...(plan.targets % 4 === 0 && { serviceAccountAnnotations: { 'example.org/role': id } }),
    };
    const features = podFeatures(plan.targets, this.foreignSecret, this.pull, this.serverFor(cluster));
    const asking = this.asking(plan.targets, features);
    const { command } = features;
    const { toldFor, ...told }: Told = {
      toldFor: [],
      env: { ...features.env, ...asking.env },
      files: { ...features.files },
      args: command === undefined ? [] : ['--plainly'],
    };
    const pods = { ...features, ...asking, ...told };
    const telling = <W extends Workload>(workload: W): W => {
      this.told.set(workload, { ...told, toldFor });
      return workload;
    };
    const run = {
      ...own,
      ...pods,
      image: 'registry.example/app:1',
      completions: 2,
      parallelism: 2,
      retries: plan.targets,
      indexed: plan.worker,
    };
    if (plan.kind === 'job')
      return telling(
        new Job(cluster, constructId, { ...run, ...runFeatures(plan.targets), ...this.namespaceOf(plan, cluster), ...joined }),
      );
    if (plan.kind === 'cron') {
      const concurrency = at(Object.values(Concurrency), plan.targets);
      return telling(
        new CronJob(cluster, constructId, {
          ...run,
          ...scheduleFeatures(plan.targets),
          schedule: `${plan.targets} 3 * * *`,
          concurrency,
          ...this.namespaceOf(plan, cluster),
          ...joined,
        }),
      );
    }
    if (plan.kind === 'service' || plan.kind === 'stateful' || plan.kind === 'daemon') {
      // Health checks and routes speak TCP on the first port.
      const ports = [first, ...more].filter(isSingle);
      const main = ports.find(({ resolved }) => resolved.protocol === 'tcp') ?? Port.tcp(8081, 'main');
      const props = {
        ...own,
        ...pods,
        ...servingFeatures(plan.targets, plan.worker ? undefined : main, 'mesh' in joined),
        image: 'registry.example/app:1',
        ...(!plan.worker && { port: servedAt(main, plan.targets), morePorts: ports.filter((port) => port !== main) }),
        ...(!plan.worker && plan.targets % 5 === 0 && { serviceAnnotations: { 'example.org/scraped': 'true' } }),
        ...this.namespaceOf(plan, cluster),
        ...joined,
      };
      const rollout = <R>(of: (number: number) => R): { readonly rollout?: R } =>
        plan.targets % 4 < 2 ? { rollout: of(plan.targets) } : {};
      if (plan.kind === 'daemon')
        return telling(
          new DaemonService(cluster, constructId, { ...props, ...rollout(rolloutFeatures.daemon), ...this.onNodes(plan, cluster, props) }),
        );
      const replicated = { ...props, ...replicaFeatures(plan.targets) };
      if (plan.kind === 'service')
        return telling(new Microservice(cluster, constructId, { ...replicated, ...rollout(rolloutFeatures.service) }));
      const podManagement = at(Object.values(PodManagement), plan.targets);
      return telling(new StatefulService(cluster, constructId, { ...replicated, ...rollout(rolloutFeatures.stateful), podManagement }));
    }
    if (plan.kind === 'pods') {
      const namespace = this.namespace(cluster, at(['monitoring', 'tools', 'extra'], plan.namespace));
      return Pods.fromExisting(cluster, id, {
        namespace,
        labels: { app: id },
        listens: [first, ...more],
        // Without one, the mesh knows them by their namespace only.
        ...(plan.targets % 2 === 1 && { serviceAccount: id }),
        ...joined,
      });
    }
    const services = before.filter(
      (one): one is ServingWorkload => one instanceof ServingWorkload && one.listens.length > 0 && one.cluster === cluster,
    );
    if (services.length === 0) return undefined;
    return randomGateway({
      cluster,
      id,
      ...joined,
      shape: plan.namespace,
      turn: plan.targets,
      targets: services,
      certificate: this.certificate,
      key: (provider) => this.keys[provider],
    });
  }

  /** Of three workloads one stands in a namespace of its own, and one in somebody else's. */
  private namespaceOf(plan: WorkloadPlan, cluster: KubernetesCluster): { readonly namespace?: Namespace } {
    const name = at([undefined, 'extra', 'theirs'], plan.namespace);
    return name === undefined ? {} : { namespace: this.namespace(cluster, name) };
  }

  /** A server outside that nodes of a cluster can reach. */
  private serverFor(cluster: KubernetesCluster): External | undefined {
    const { own, subnet } = at(
      this.clusterPlans,
      this.clusters.findIndex((each) => each.cluster === cluster),
    );
    return own && at(this.plan.subnets, subnet).mode === 'isolated' ? undefined : NAS;
  }

  /** What some daemons have of their nodes. */
  private onNodes(
    plan: WorkloadPlan,
    cluster: KubernetesCluster,
    { volumes, hardening = Hardening.default() }: Partial<DaemonServiceProps>,
  ) {
    if (plan.targets % 2 === 0) return {};
    const because = 'agent';
    return {
      namespace: this.namespace(cluster, 'agents'),
      volumes: { ...volumes, '/host': Volume.hostPath('/var/log', { writable: plan.worker, type: HostPathType.DIRECTORY }) },
      hardening: [Rule.NO_HOST_PATHS, ...(plan.worker ? [Rule.NO_HOST_PROCESSES] : [])].reduce(
        (all, rule) => all.except(rule, { because }),
        hardening,
      ),
    };
  }

  /** One of the system's own, or somebody else's; once for each name. */
  private namespace(cluster: KubernetesCluster, name: string): Namespace {
    const id = `${name}-namespace`;
    const known = cluster.node.tryFindChild(id) as Namespace | undefined;
    if (known) return known;
    if (name === 'agents') return new Namespace(cluster, id, { name, podSecurity: PodSecurity.privileged({ because: 'agents' }) });
    if (name !== 'extra') return Namespace.fromExisting(cluster, id, { name });
    return new Namespace(cluster, id, { name, labels: { team: 'a' } });
  }

  /** What one of four workloads has: access to the Kubernetes API, and a Secret out of a store. */
  private asking(number: number, { env }: Partial<ContainerProps>): Partial<Pick<WorkloadProps, 'access' | 'env'>> {
    if (number % 4 !== 1) return {};
    const peers: AccessRule = { verbs: ['get', 'list'], resources: ['pods'], because: 'peers' };
    const zones: AccessRule = { verbs: ['get'], resources: ['nodes'], clusterWide: true, because: 'zones' };
    const flags: AccessRule = {
      verbs: ['*'],
      apiGroups: ['example.org'],
      resources: ['flags'],
      resourceNames: ['night'],
      because: 'flags',
      waive: [AccessWaiver.wildcard({ because: 'whatever may be done with flags' })],
    };
    return { access: number % 8 === 1 ? [peers] : [peers, zones, flags], env: { ...env, KEY: EnvSource.secret(this.secret.key('key')) } };
  }

  private allow({ from, to, ports, because, waived, told }: Plan['flows'][number], index: number): void {
    const [sender, receiver] = [this.endOf(from), this.endOf(to)];
    if (!sender || !receiver) return;
    const chosen = ports && this.portsOf(ports).filter((port) => this.rules.canDial(sender, receiver, port));
    if (chosen && chosen.length === 0) return;
    const members = this.membersOf(receiver);
    const isLegal = (from: Sender, to: Sender): boolean => this.rules.isLegal(from, to, { waived, ports: chosen !== undefined });
    // What stands for a subnet stands for the cards in it that are not their machines' only ones.
    const cards = this.membersOf(sender).filter((each) => each !== sender && each instanceof NetworkInterface);
    const isCarried = (to: Sender): boolean => cards.every((card) => isOneMachine(card, to) || isLegal(card, to));
    if (members.length === 0 || !members.every((member) => isLegal(sender, member) && isCarried(member))) return;
    this.system.policy.allow(sender, receiver, {
      because: at(REASONS, because),
      ...(chosen && { ports: chosen }),
      ...((waived || isNamed(receiver)) && {
        waive: [
          ...(waived ? [FlowWaiver.publicDatabase({ because: 'a test' }), FlowWaiver.unenforcedAtDestination({ because: 'a test' })] : []),
          ...(isNamed(receiver) ? [FlowWaiver.unenforcedName({ because: 'a test' })] : []),
        ],
      }),
    });
    if (told) this.tell(sender, receiver, chosen, told, index);
    this.allowStandbys(sender, receiver, chosen, told, index);
  }

  /** Databases and who logs in to them, as the engine has them. */
  private loginsOf({ targets, place }: WorkloadPlan, engine: DatabaseEngine, id: string): Pick<DatabaseVmProps, 'databases' | 'roles'> {
    const password = this.secret.key('key');
    const initialSql = targets % 3 === 0 && engine.speaksSql ? { initialSql: `CREATE TABLE shelf (id int); -- ${id}\n` } : {};
    if (engine.names)
      return {
        roles: { default: { password }, ...(targets % 2 === 0 && { reader: { reads: ['shelf:*'], writes: ['own:*'], password } }) },
      };
    if (targets % 2 === 1) return { databases: { app: initialSql }, roles: { app: { password } } };
    const from = [at(this.subnets, place), External.cidr('10.1.1.0/28', { name: 'auditors' })];
    return {
      databases: { records: { owner: 'keeper', ...initialSql }, audit: {} },
      roles: {
        keeper: { password },
        reader: { reads: ['records'], writes: ['audit'], password },
        ...(engine.listsClients && { auditor: { reads: ['audit', 'records'], from } }),
      },
    };
  }

  /** Every other one that may reach a database may reach all of its standbys, too, and is told of them. */
  private allowStandbys(
    sender: Sender,
    receiver: Sender,
    chosen: readonly Port[] | undefined,
    told: FlowPlan['told'],
    index: number,
  ): void {
    if (!(receiver instanceof DatabaseVm) || receiver.replicas.length === 0 || chosen || index % 2 === 1) return;
    if (!receiver.replicas.every((replica) => this.rules.isLegal(sender, replica, { waived: false, ports: false }))) return;
    this.system.policy.allow(sender, receiver.replicas, { because: 'they only read' });
    const env = sender instanceof Workload && told && this.told.get(sender)?.env;
    if (env) env[`READ_${index}_HOST`] = receiver.connection({ ...loginAt(receiver, index), readOnly: true }).host;
  }

  /** Lets the pods that a flow begins at know of its other end, where that has a name and a port for connections. */
  private tell(sender: Sender, receiver: Sender, chosen: readonly Port[] | undefined, how: FlowPlan['told'], index: number): void {
    const told = sender instanceof Workload && this.told.get(sender);
    if (!told || !isConnectable(receiver)) return;
    const listens = receiver instanceof External ? (receiver.props.listens ?? []) : receiver.listens;
    const isHeard = ({ resolved }: Port): boolean =>
      !(receiver instanceof Workload) || listens.some((each) => each.resolved.from === resolved.from && each.resolved.protocol === 'tcp');
    const port = (chosen ?? listens).find(
      (each) => each.resolved.protocol === 'tcp' && each.resolved.from === each.resolved.to && isHeard(each),
    );
    if (!port) return;
    const login = loginAt(receiver, index);
    const connection = receiver.connection({ port, ...login });
    switch (how) {
      case 'variables':
        told.env[`TOLD_${index}_HOST`] = connection.host;
        told.env[`TOLD_${index}_PORT`] = connection.port;
        break;
      case 'url':
        told.env[`TOLD_${index}_PASSWORD`] = receiver instanceof DatabaseVm ? receiver.connection({ port, ...login }).password : 'none';
        told.env[`TOLD_${index}_URL`] = connection.url({ scheme: 'told', passwordFrom: `TOLD_${index}_PASSWORD` });
        if (receiver instanceof DatabaseVm && receiver.props.tls?.trusted !== undefined) {
          const trusted = `/etc/trusted/${index}.pem`;
          told.files[trusted] = receiver.connection({ port, ...login }).trusted;
          told.env[`TOLD_${index}_DSN`] = connection.url({ scheme: at(['postgresql', 'amqp', 'redis', 'jdbc:mariadb'], index), trusted });
        }
        break;
      case 'file':
        told.files[`/etc/told/${index}`] = connection.file(({ host, port: number }) => `told://${host}:${number}/\n`);
        break;
      default:
        if (told.args.length > 0) {
          const before = told.toldFor.filter((each) => each < index).length;
          told.args.splice(1 + before, 0, connection.url({ scheme: 'told' }));
          told.toldFor.push(index);
        }
    }
  }

  /** What a receiver stands for: a subnet for the cards in it. */
  private membersOf(receiver: Sender): readonly Sender[] {
    if (!(receiver instanceof Subnet)) return [receiver];
    return this.machines.flatMap((machine) => this.cardsOf(machine).filter(({ props }) => props.subnet === receiver));
  }

  private get machines(): readonly Machine[] {
    return [...this.workloads.values(), ...this.clusters.flatMap(({ cluster }) => cluster.nodes)].filter((each) => each instanceof Machine);
  }

  /** What is said of each card: of an only one, of its machine. */
  private readonly cardsOf = (machine: Machine): readonly (Machine | NetworkInterface)[] =>
    machine.interfaces.length === 0 ? [machine] : [machine.firstInterface, ...machine.interfaces];

  private endOf({ kind, number }: EndPlan): Sender | undefined {
    const workloads = [...this.workloads].sort(([a], [b]) => a - b).map(([, workload]) => workload);
    if (kind === 'card') {
      const cards = workloads.flatMap((each) => (each instanceof Machine ? this.cardsOf(each) : []));
      return cards.length > 0 ? at(cards, number) : undefined;
    }
    if (kind === 'subnet') return at(this.subnets, number);
    if (kind === 'hosts') return at(this.subnets, number).hosts;
    if (kind === 'external') return at(EXTERNALS, number);
    if (kind === 'anyone') return Anyone.ipv4();
    return workloads.length > 0 ? at(workloads, number) : undefined;
  }

  /** What one workload can listen on: no port twice, and nothing but transport. */
  private listensOf(numbers: readonly number[]): readonly Port[] {
    const listens: Port[] = [];
    for (const port of this.portsOf(numbers)) {
      const { protocol, from, to } = port.resolved;
      const clashes = listens.some(({ resolved }) => resolved.protocol === protocol && resolved.from <= to && from <= resolved.to);
      if (protocol !== 'icmp' && !clashes) listens.push(port);
    }
    return listens;
  }

  private portsOf(numbers: readonly number[]): readonly Port[] {
    return [...new Set(numbers.map((number) => at(PORTS, number)))];
  }
}
