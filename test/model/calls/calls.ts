import {
  AccessWaiver,
  AddOn,
  AddressedBy,
  Anyone,
  ApiGateway,
  type ApiGatewayProps,
  Authentication,
  BackupTarget,
  Certificate,
  CertificateIssuer,
  Command,
  type Connection,
  Cpu,
  CronJob,
  DaemonService,
  DatabaseEngine,
  DatabaseTls,
  DatabaseVm,
  Distribution,
  Duration,
  EnvGroup,
  Environments,
  EnvSource,
  External,
  FileSource,
  FlowWaiver,
  Forward,
  GatewayProvider,
  GrpcRoute,
  GuestFile,
  GuestOs,
  Hardening,
  Hook,
  Host,
  HostDevice,
  HttpRoute,
  type HttpRouteProps,
  Image,
  Job,
  KubernetesCluster,
  LegacyVm,
  Listener,
  LoadBalancer,
  type MachineProps,
  MeshMode,
  MeshProvider,
  Metric,
  Microservice,
  type MicroserviceProps,
  Migration,
  Namespace,
  Network,
  NetworkInterface,
  PathMatch,
  PathRewrite,
  PodSecurity,
  Pods,
  Port,
  Probe,
  RateLimit,
  Repository,
  Retries,
  Rollout,
  Rule,
  Secret,
  type SecretKey,
  SecretStore,
  SecurityUpdates,
  ServerTls,
  ServiceMesh,
  Size,
  Spread,
  StatefulService,
  type StatefulServiceProps,
  StoragePool,
  Subnet,
  System,
  Taint,
  TextMatch,
  Toleration,
  Topology,
  TrafficPolicy,
  type TrafficPolicyProps,
  VirtualMachine,
  Volume,
  WindowsSetup,
} from '../../../src/model';
import { AUTHORITY } from '../../first-boot-fixture';
import {
  existingCluster as cluster,
  database,
  HTTP,
  legacy,
  machineProps,
  cluster as ownCluster,
  secretOf,
  service,
  sshKey,
  vm,
  type Yard,
} from '../fixture';

/** One call of something that users see. */
export interface Call {
  /** Answers what is called, with `this` where it has one. */
  readonly of: (y: Yard) => (...given: readonly unknown[]) => unknown;
  /** Arguments that are right: all that can be given. */
  readonly args: (y: Yard) => readonly unknown[];
  /** Puts what it answers where it belongs. @default - it is in the system already */
  readonly use?: (value: never, y: Yard) => unknown;
}

type Use<T> = (value: T, y: Yard) => unknown;
type Args = Call['args'];
const right =
  (...args: readonly unknown[]): Args =>
  () =>
    args;

/** A static function. */
const call = <T>(owner: object, member: string, args: Args, use?: Use<T>): Call => ({
  of:
    () =>
    (...given) =>
      (owner as Record<string, (...all: readonly unknown[]) => unknown>)[member]?.(...given),
  args,
  ...(use && { use: use as Call['use'] }),
});

/** A method of something that is there. */
const method = <T>(owner: (y: Yard) => object, member: string, args: Args, use?: Use<T>): Call => ({
  of: (y) => {
    const there = owner(y) as Record<string, (...all: readonly unknown[]) => unknown>;
    return (...given) => there[member]?.(...given);
  },
  args,
  ...(use && { use: use as Call['use'] }),
});

const made = (type: unknown, args: Args): Call => ({
  of:
    () =>
    (...given) =>
      new (type as new (...all: readonly unknown[]) => unknown)(...given),
  args,
});

/** Static functions of one class that are used alike. */
const calls = <T>(owner: { readonly name: string }, use: Use<T>, all: Readonly<Record<string, Args>>): Readonly<Record<string, Call>> =>
  Object.fromEntries(Object.entries(all).map(([member, args]) => [`${owner.name}.${member}`, call(owner, member, args, use)]));

const vaultOf = (y: Yard): VirtualMachine => vm(y, 'vault', { listens: [22, 443, 2049].map((number) => Port.tcp(number)) });
const BECAUSE = { because: 'test' };

const pod = (y: Yard, props: Partial<MicroserviceProps>): Microservice => service(cluster(y), 'api', props);
/** Two services of a mesh, and what moves from one to the other. */
const moving = (y: Yard): Migration => {
  const k8s = cluster(y);
  const mesh = new ServiceMesh(k8s, 'mesh', { provider: MeshProvider.ISTIO, mode: MeshMode.SIDECAR_WITH_CNI });
  const [from, to] = [service(k8s, 'old', { mesh }), service(k8s, 'new', { mesh })];
  return new Migration(y.system, 'move', { from, to, weight: 10, ...BECAUSE });
};
/** A gateway of each provider, and what is installed for it. */
const guarded = (y: Yard, addOn: AddOn): void => {
  const k8s = cluster(y, 'k8s', { addOns: [addOn, AddOn.existing('gateway-api', { version: '1.4' })] });
  const [web, calls] = [service(k8s, 'web'), service(k8s, 'calls')];
  new ApiGateway(k8s, 'kong', { provider: GatewayProvider.KONG }).addHttpRoute('all', { backends: web });
  new ApiGateway(k8s, 'envoy', { provider: GatewayProvider.ENVOY_GATEWAY }).addHttpRoute('all', { backends: calls });
};
/** How a service of a mesh calls another one, or whom it is said of. */
const calledBy = (y: Yard, props: Partial<TrafficPolicyProps>): TrafficPolicy => {
  const k8s = cluster(y);
  const mesh = new ServiceMesh(k8s, 'mesh', { provider: MeshProvider.ISTIO, mode: MeshMode.SIDECAR_WITH_CNI });
  const { to = service(k8s, 'stock', { mesh }) } = props;
  y.system.policy.allow(service(k8s, 'web', { mesh }), to, BECAUSE);
  return new TrafficPolicy(mesh, 'stock', { ...props, to });
};
const meshed = (y: Yard): { readonly mesh: ServiceMesh; readonly stock: Microservice } => {
  const k8s = cluster(y);
  const mesh = new ServiceMesh(k8s, 'mesh', { provider: MeshProvider.ISTIO, mode: MeshMode.SIDECAR_WITH_CNI });
  const [web, stock] = [service(k8s, 'web', { mesh }), service(k8s, 'stock', { mesh })];
  y.system.policy.allow(web, stock, BECAUSE);
  return { mesh, stock };
};
const stateful = (y: Yard, props: Partial<StatefulServiceProps>): StatefulService =>
  new StatefulService(cluster(y), 'store', { image: 'r/store:1', port: HTTP, ...props });
const machine = (y: Yard, props: Partial<MachineProps>): VirtualMachine => vm(y, 'web', props);
const bare = (y: Yard): ApiGateway => new ApiGateway(cluster(y), 'edge', { provider: GatewayProvider.KONG });
const route = (y: Yard, props: HttpRouteProps, edge: Partial<ApiGatewayProps> = {}): HttpRoute => {
  const gateway = new ApiGateway(cluster(y), 'edge', { provider: GatewayProvider.KONG, ...edge });
  return gateway.addHttpRoute('all', { backends: service(gateway.cluster, 'api'), ...props });
};
const gateway = (y: Yard, props: Partial<ApiGatewayProps>): HttpRoute => route(y, {}, props);
const secret = (y: Yard, ...keys: string[]): Secret => secretOf(y, 's', ...keys);
const tls = (y: Yard): Secret => Secret.fromExisting(y.system, 'tls', { type: 'kubernetes.io/tls', keys: ['tls.crt', 'tls.key'] });
/** A workload that is told of a database by something of its connection. */
const told = (value: unknown, y: Yard): unknown => {
  const records = y.system.node.tryFindChild('records') as DatabaseVm;
  const api = pod(y, value instanceof FileSource ? { files: { '/etc/app/db': value } } : { env: { PW: 'x', DB: value as EnvSource } });
  y.system.policy.allow(api, records, BECAUSE);
  return api;
};
const connection = (y: Yard): Connection => database(y, 'records').connection();
const end = (value: External | Anyone, y: Yard): unknown => y.system.policy.allow(value, vm(y, 'web'), BECAUSE);

const WORKLOAD = { image: 'r/api:1.0.0' };
const CIDRS = { version: '1.34', podCidr: '10.244.0.0/16', serviceCidr: '10.96.0.0/12' };
const listening = (y: Yard): MachineProps & { listens: readonly Port[] } => ({ ...machineProps(y), listens: [HTTP] });

const VALUES: Readonly<Record<string, Call>> = {
  ...calls<AccessWaiver>(
    AccessWaiver,
    (waiver, y) =>
      service(ownCluster(y), 'api', {
        access: [{ verbs: ['*'], resources: ['secrets', 'pods/exec'], ...BECAUSE, waive: [waiver, ...ALL_WAIVERS] }],
      }),
    { wildcard: right(BECAUSE), escalation: right(BECAUSE), allSecrets: right(BECAUSE) },
  ),
  ...calls(Anyone, end, { ipv4: right() }),
  ...calls<Authentication>(Authentication, (authentication, y) => route(y, { authentication }), {
    apiKey: (y) => [{ clients: { app: secret(y, 'key') } }],
  }),
  ...calls<BackupTarget>(BackupTarget, (to, y) => database(y, 'db', { backup: { daily: '02:00', keep: 3, to } }), {
    sftp: (y) => [{ server: vaultOf(y), user: 'backups', path: '/srv/backups', hostKey: sshKey('vault') }],
    s3: (y) => [{ server: vaultOf(y), bucket: 'backups' }],
    nfs: (y) => [{ server: vaultOf(y), path: '/srv/backups' }],
  }),
  ...calls<Certificate>(
    Certificate,
    (certificate, y) => gateway(y, { listeners: [Listener.https({ certificate, hostnames: ['a.example'] })] }),
    {
      fromSecret: (y) => [tls(y), { hostnames: ['a.example'] }],
      issuedBy: right(CertificateIssuer.clusterWide('ca'), { name: 'edge-cert' }),
    },
  ),
  ...calls<CertificateIssuer>(
    CertificateIssuer,
    (issuer, y) => gateway(y, { listeners: [Listener.https({ certificate: Certificate.issuedBy(issuer), hostnames: ['a.example'] })] }),
    { clusterWide: right('ca'), inNamespace: right('ca') },
  ),
  ...calls<Command>(Command, (command, y) => machine(y, { firstBoot: { commands: [command] } }), {
    run: right(['/bin/true'], { beforePackages: true }),
    script: right('true', { beforePackages: true }),
  }),
  ...calls<Cpu>(Cpu, (cpu, y) => pod(y, { resources: { cpu } }), { millis: right(5), units: right(5) }),
  ...calls<DatabaseEngine>(DatabaseEngine, (engine, y) => database(y, 'db', { engine }), {
    postgresql: right('15'),
    mariadb: right('10.11'),
    redis: right('7'),
    rabbitmq: right('3.10'),
  }),
  'DatabaseEngine.valkey': call<DatabaseEngine>(DatabaseEngine, 'valkey', right('8'), (engine, y) =>
    database(y, 'db', { engine, image: Image.file('/images/valkey.qcow2', { version: '1', preinstalled: true }) }),
  ),
  'DatabaseEngine.mongodb': call<DatabaseEngine>(DatabaseEngine, 'mongodb', right('8.0'), (engine, y) =>
    database(y, 'db', { engine, image: Image.file('/images/mongodb.qcow2', { version: '1', preinstalled: true }) }),
  ),
  ...calls<DatabaseEngine>(DatabaseEngine, (engine, y) => database(y, 'db', { engine, os: GuestOs.ubuntu2204() }), { mysql: right('8.0') }),
  ...calls<DatabaseTls>(DatabaseTls, (tls, y) => database(y, 'db', { tls }), {
    selfSigned: right({ certificate: AUTHORITY }),
    variables: right({ authority: AUTHORITY }),
    files: right({ authority: AUTHORITY, certificate: '/etc/pki/db.pem', key: '/etc/pki/db.key' }),
  }),
  ...calls<HostDevice>(
    HostDevice,
    (device, y) =>
      new Host(y.system, 'second', {
        ...{ ssh: { user: 'root', address: 'second.example' }, cpus: 8, memory: Size.gibibytes(8) },
        devices: [device],
      }),
    {
      pci: right('0000:65:00.0'),
      usb: right('0529:0001'),
    },
  ),
  ...calls<Duration>(Duration, (sessionAffinity, y) => pod(y, { sessionAffinity }), { seconds: right(5), minutes: right(5) }),
  ...calls<EnvGroup>(EnvGroup, (source, y) => pod(y, { envFrom: [{ source }] }), {
    secret: (y) => [secret(y), { optional: true }],
    configMap: right('settings', { optional: true }),
  }),
  ...calls<EnvSource>(EnvSource, (source, y) => pod(y, { env: { A: source } }), {
    secret: (y) => [secret(y, 'key').key('key'), { optional: true }],
    configMapKey: right('settings', 'a', { optional: true }),
    field: right('status.podIP'),
    label: right('team'),
    annotation: right('team'),
    resource: right('limits.memory', '1Mi'),
    expand: right('a'),
  }),
  ...calls<External>(External, end, {
    cidr: right('198.51.100.0/24', { name: 'partners' }),
    cidrs: right(['198.51.100.0/24'], { name: 'partners' }),
    address: right('198.51.100.7', { hostname: 'partner.example' }),
  }),
  ...calls<External>(External, (external, y) => allowName(y, external, FlowWaiver.unenforcedName(BECAUSE)), {
    host: right('api.partner.example', { listens: [HTTP] }),
  }),
  ...calls<FileSource>(FileSource, (file, y) => pod(y, { files: { '/etc/app/a': file } }), {
    secret: (y) => [secret(y, 'key').key('key'), { mode: 0o400 }],
    text: right('a', { mode: 0o400 }),
    bytes: right(Buffer.from('a'), { mode: 0o400 }),
    configMapKey: right('settings', 'a', { mode: 0o400 }),
    field: right('metadata.labels', { mode: 0o400 }),
    token: right({ audience: 'vault' }),
  }),
  ...calls<FlowWaiver>(FlowWaiver, (waiver, y) => y.system.policy.allow(vm(y, 'a'), vm(y, 'b'), { ...BECAUSE, waive: [waiver] }), {
    unenforcedAtDestination: right(BECAUSE),
    publicDatabase: right(BECAUSE),
  }),
  ...calls<FlowWaiver>(FlowWaiver, (waiver, y) => allowName(y, External.host('api.partner.example', { listens: [HTTP] }), waiver), {
    unenforcedName: right(BECAUSE),
  }),
  ...calls<Forward>(Forward, (forward, y) => y.net.addSubnet('wide', { cidr: '10.1.9.0/24', gateway: '10.1.9.1', forward }), {
    bridge: right('br0'),
  }),
  ...calls<GuestFile>(GuestFile, (file, y) => machine(y, { firstBoot: { files: { '/etc/app': file } } }), {
    text: right('a', { mode: 0o600 }),
    bytes: right(Buffer.from('a'), { mode: 0o600 }),
    variable: right('licence', { mode: 0o600 }),
  }),
  ...calls<GuestOs>(GuestOs, (os, y) => (os.resolved?.family === 'windows' ? legacy(y, 'old', { os }) : machine(y, { os })), {
    custom: right({ like: GuestOs.rhel9(), id: 'cloud-9', title: 'Cloud Linux 9' }),
    ...Object.fromEntries(
      [
        'rhel8',
        'rhel9',
        'rhel10',
        'rocky8',
        'rocky9',
        'rocky10',
        'sles15',
        'alma8',
        'fedoraCoreOs',
        'flatcar',
        'alma9',
        'alma10',
        'oracle8',
        'oracle9',
        'oracle10',
        'debian12',
        'debian13',
        'ubuntu2204',
        'ubuntu2404',
        'ubuntu2604',
        '2003',
        '2008',
        '2008R2',
        '2012',
        '2012R2',
        '2016',
        '2019',
        '2022',
        '2025',
      ].map((name) => [/^\d/.test(name) ? `windowsServer${name}` : name, right()]),
    ),
  }),
  ...calls<Hardening>(Hardening, (hardening, y) => pod(y, { hardening }), { default: right() }),
  ...calls<Hook>(Hook, (postStart, y) => pod(y, { hooks: { postStart } }), {
    exec: right(['/bin/true']),
    http: right('/', { port: HTTP }),
  }),
  ...calls<Image>(Image, (image, y) => machine(y, { image }), {
    file: right('/images/a.qcow2', { version: '1' }),
    url: right('https://images.example/a.qcow2', { version: '1' }),
  }),
  ...calls<Listener>(Listener, (listener, y) => gateway(y, { listeners: [listener] }), {
    http: right({ hostnames: ['a.example'] }),
    https: (y) => [{ hostnames: ['a.example'], certificate: Certificate.fromSecret(tls(y)) }],
  }),
  ...calls<Metric>(Metric, (metric, y) => pod(y, { scaling: { min: 1, max: 3, metrics: [metric] } }), {
    cpu: right(5),
    memory: right(5),
    pods: right('requests', { average: 5 }),
    external: right('queue', { average: 5, labels: { a: 'b' } }),
  }),
  ...calls<PathMatch>(PathMatch, (path, y) => route(y, { matches: { path } }), {
    prefix: right('/a'),
    exact: right('/a'),
    regularExpression: right('/a'),
  }),
  ...calls<PathRewrite>(PathRewrite, (path, y) => route(y, { rewrite: { path } }), { full: right('/a'), prefix: right('/a') }),
  ...calls<PodSecurity>(PodSecurity, (podSecurity, y) => new Namespace(cluster(y), 'apps', { podSecurity }), {
    restricted: right(),
    baseline: right(BECAUSE),
    privileged: right(BECAUSE),
  }),
  ...calls<Port>(Port, (port, y) => vm(y, 'web', { listens: [port] }), {
    tcp: right(5, 'web', { serverFirst: false }),
    udp: right(5, 'web', { clientPorts: [600, 700] }),
    sctp: right(5, 'web'),
    tcpRange: right(5, 7, 'web', { serverFirst: false }),
    udpRange: right(5, 7, 'web'),
    icmp: right(),
  }),
  ...calls<Probe>(Probe, (readiness, y) => pod(y, { health: { readiness } }), {
    http: right('/', { port: HTTP }),
    grpc: right({ service: 'a' }),
    tcp: right({ port: HTTP }),
    exec: right(['/bin/true'], { period: Duration.seconds(5) }),
    none: right(),
  }),
  ...calls<Retries>(Retries, (retries, y) => calledBy(y, { retries }), {
    none: right(),
    unprocessed: right({ attempts: 1 }),
    idempotent: right({ perTry: Duration.seconds(2) }),
    every: right({ atOnce: 5, ...BECAUSE }),
  }),
  ...calls<ServerTls>(ServerTls, (tls, y) => calledBy(y, { tls, to: External.host('api.example.com', { listens: [HTTP] }) }), {
    simple: right({ serverName: 'api.example.com' }),
  }),
  ...calls<AddOn>(AddOn, (addOn, y) => cluster(y, 'k8s', { addOns: [addOn] }), {
    calico: right({ version: '3.32.1', values: { a: 1 }, repository: 'https://charts.example' }),
    cilium: right({ version: '1.20.0', values: { a: 1 } }),
    kubeRouter: right({ version: '2.11.1' }),
    metallb: right({ version: '0.16.1', values: { a: [null] } }),
    gatewayApi: right({ version: '1.6.1' }),
    certManager: right({ version: '1.21.1', namespace: 'certificates' }),
    externalSecrets: right({ version: '2.9.0', namespace: 'stores' }),
    existing: right('kong', { version: '0.24' }),
  }),
  'AddOn.istio': call<AddOn>(AddOn, 'istio', right({ version: '1.30.3', values: { istiod: { a: 1 } } }), (addOn, y) => {
    const k8s = cluster(y, 'k8s', { addOns: [addOn] });
    new ServiceMesh(k8s, 'mesh', { provider: MeshProvider.ISTIO, mode: MeshMode.AMBIENT });
  }),
  ...calls<AddOn>(AddOn, (addOn, y) => guarded(y, addOn), {
    kong: right({ version: '0.24.0', values: { a: 1 } }),
    envoyGateway: right({ version: '1.9.0', values: { a: 1 } }),
  }),
  ...calls<RateLimit>(RateLimit, (rateLimit, y) => route(y, { rateLimit }), {
    perSecond: right(5, { together: true }),
    perMinute: right(5, { together: true }),
    perHour: right(5, { together: true }),
  }),
  'Repository.apt': call<Repository>(
    Repository,
    'apt',
    right({ url: 'https://packages.example/debian', suites: ['bookworm'] }),
    (vendor, y) => machine(y, { firstBoot: { repositories: { vendor } } }),
  ),
  'Repository.dnf': call<Repository>(Repository, 'dnf', right({ url: 'https://packages.example/el9' }), (vendor, y) =>
    machine(y, { os: GuestOs.rocky9(), firstBoot: { repositories: { vendor } } }),
  ),
  'Repository.zypper': call<Repository>(Repository, 'zypper', right({ url: 'https://packages.example/sle15' }), (vendor, y) =>
    machine(y, { os: GuestOs.sles15(), firstBoot: { repositories: { vendor } } }),
  ),
  'Rollout.rolling': call<never>(Rollout, 'rolling', right({ maxSurge: 1 }), (rollout, y) => pod(y, { rollout })),
  'Rollout.recreate': call<never>(Rollout, 'recreate', right(), (rollout, y) => pod(y, { rollout })),
  'Rollout.fromOrdinal': call<never>(Rollout, 'fromOrdinal', right(1), (rollout, y) => stateful(y, { rollout })),
  'Rollout.onDelete': call<never>(Rollout, 'onDelete', right(), (rollout, y) => stateful(y, { rollout })),
  ...calls<SecretStore>(SecretStore, (store, y) => new Secret(y.system, 'login', { store, keys: { a: { path: 'kv/a' } } }), {
    clusterWide: right('vault'),
    inNamespace: right('vault'),
  }),
  ...calls<SecurityUpdates>(SecurityUpdates, (securityUpdates, y) => machine(y, { firstBoot: { securityUpdates } }), {
    daily: right('03:00', { reboot: true }),
    elsewhere: right(BECAUSE),
  }),
  ...calls<WindowsSetup>(
    WindowsSetup,
    (windowsSetup, y) =>
      new VirtualMachine(y.system, 'win', { ...machineProps(y), os: GuestOs.windowsServer2022(), memory: Size.gibibytes(4), windowsSetup }),
    {
      cloudbaseInit: right({ administratorPassword: 'win_administrator' }),
      unattend: right({ administratorPassword: 'win_administrator' }),
    },
  ),
  ...calls<Size>(Size, (memory, y) => machine(y, { memory }), { mebibytes: right(512), gibibytes: right(5), tebibytes: right(0.25) }),
  ...calls<Spread>(Spread, (spread, y) => pod(y, { replicas: 1, placement: { spread: [spread] } }), {
    preferred: right(Topology.ZONE),
    required: right(Topology.NODE),
  }),
  ...calls<StoragePool>(
    StoragePool,
    (pool, y) =>
      new Host(y.system, 'second', { ssh: { user: 'root', address: 'second.example' }, cpus: 8, memory: Size.gibibytes(8), pool }),
    {
      existing: right('files', { size: Size.gibibytes(90) }),
      owned: right('files', { path: '/var/lib/files' }),
      nfs: right('files', { size: Size.gibibytes(90) }),
      lvm: right('files', { size: Size.gibibytes(90) }),
      zfs: right('files', { size: Size.gibibytes(90) }),
      rbd: right('files', {
        monitors: ['10.9.0.11:6789'],
        cephPool: 'machines',
        user: 'libvirt',
        secret: '2c5d1f5a-31a6-4d8f-8a0f-4b6cf0b6f3aa',
      }),
      iscsi: right('files'),
    },
  ),
  'Distribution.k3s': call<Distribution>(
    Distribution,
    'k3s',
    right({ release: 'v1.34.2+k3s1', binary: { url: 'https://mirror.example/k3s', sha256: 'a'.repeat(64) } }),
    (distribution, y) => ownCluster(y, 'k8s', { distribution, nodes: { cpus: 2 } }),
  ),
  'Taint.of': call<Taint>(Taint, 'of', right('gpu', { value: 'yes' }), (taint, y) =>
    ownCluster(y, 'k8s', { nodes: { pools: { gpu: { count: 1, taints: [taint] } } } }),
  ),
  ...calls<TextMatch>(TextMatch, (match, y) => route(y, { matches: { headers: { 'x-a': match } } }), {
    exact: right('a'),
    regularExpression: right('a'),
  }),
  ...calls<Toleration>(Toleration, (toleration, y) => pod(y, { placement: { tolerations: [toleration] } }), {
    of: right('gpu', { value: 'yes' }),
    everything: right(),
  }),
  ...calls<Volume>(Volume, (volume, y) => pod(y, { volumes: { '/data': volume } }), {
    scratch: right({ inMemory: true }),
    existingClaim: right('data', { readOnly: true }),
    secret: (y) => [secret(y), { optional: true }],
    configMap: right('settings', { optional: true }),
  }),
  'Volume.claim': call<Volume>(Volume, 'claim', right('data', { size: Size.gibibytes(1) }), (volume, y) =>
    stateful(y, { volumes: { '/data': volume } }),
  ),
  'Volume.nfs': call<Volume>(
    Volume,
    'nfs',
    () => ['data', { server: External.address('192.0.2.9', { listens: [Port.tcp(2049, 'nfs')] }), path: '/srv' }],
    (volume, y) => pod(y, { volumes: { '/data': volume } }),
  ),
  'Volume.hostPath': call<Volume>(Volume, 'hostPath', right('/var/log', { writable: true }), (volume, y) => {
    const k8s = cluster(y);
    const namespace = new Namespace(k8s, 'agents', { podSecurity: PodSecurity.privileged(BECAUSE) });
    const hardening = Hardening.default().except(Rule.NO_HOST_PATHS, BECAUSE);
    new DaemonService(k8s, 'agent', { ...WORKLOAD, namespace, hardening, volumes: { '/data': volume } });
  }),
};

const METHODS: Readonly<Record<string, Call>> = {
  'ApiGateway.addHttpRoute': method(bare, 'addHttpRoute', (y) => ['all', { backends: vm(y, 'web') }]),
  'ApiGateway.addGrpcRoute': method(bare, 'addGrpcRoute', (y) => ['all', { backends: vm(y, 'web') }]),
  'Connection.url': method(connection, 'url', right({ scheme: 'postgresql', passwordFrom: 'PW' }), told),
  'Connection.text': method(
    connection,
    'text',
    right(({ host }: { host: string }) => host),
    told,
  ),
  'Connection.file': method(
    connection,
    'file',
    right(({ host }: { host: string }) => host, { mode: 0o400 }),
    told,
  ),
  'DatabaseVm.connection': method(
    (y) => database(y, 'records'),
    'connection',
    right({ user: 'app' }),
    (value: Connection, y) => told(value.host, y),
  ),
  'Machine.connection': method(
    (y) => vm(y, 'records'),
    'connection',
    right({ port: HTTP }),
    (value: Connection, y) => told(value.host, y),
  ),
  'External.connection': method(
    (y) => {
      const external = External.address('192.0.2.9', { listens: [HTTP] });
      externals.set(y, external);
      return external;
    },
    'connection',
    right({ port: HTTP }),
    (value: Connection, y) => {
      const api = pod(y, { env: { HOST: value.host } });
      y.system.policy.allow(api, externals.get(y) as External, BECAUSE);
    },
  ),
  'Migration.connection': method(moving, 'connection', right(), (value: Connection, y) => {
    const migration = y.system.node.findChild('move') as Migration;
    const { cluster: k8s, props } = migration.props.to as Microservice;
    y.system.policy.allow(service(k8s, 'api', { mesh: props.mesh, env: { HOST: value.host } }), migration, BECAUSE);
  }),
  'Workload.connection': method(
    (y) => service(cluster(y), 'records'),
    'connection',
    right({ port: HTTP }),
    (value: Connection, y) => {
      const k8s = y.system.node.findChild('k8s') as KubernetesCluster;
      const api = service(k8s, 'api', { env: { HOST: value.host } });
      y.system.policy.allow(api, k8s.node.findChild('records') as Microservice, BECAUSE);
    },
  ),
  'Environments.build': method(() => Environments.of({ a: {} }, () => new System('a')), 'build', right('a')),
  'GuestOs.afterSupport': method(
    () => GuestOs.windowsServer2012(),
    'afterSupport',
    right(BECAUSE),
    (os: GuestOs, y) => legacy(y, 'old', { os }),
  ),
  'GuestOs.withHardware': method(
    () => GuestOs.debian12(),
    'withHardware',
    right({ firmware: 'uefi' }),
    (os: GuestOs, y) => machine(y, { os }),
  ),
  'Hardening.except': method(
    () => Hardening.default(),
    'except',
    right(Rule.SECCOMP, BECAUSE),
    (hardening: Hardening, y) => pod(y, { hardening }),
  ),
  'Machine.addInterface': method(
    (y) => vm(y, 'web'),
    'addInterface',
    (y) => ['card', { subnet: y.net.addSubnet('second', { cidr: '10.1.9.0/24' }), addressedBy: AddressedBy.CLOUD_INIT }],
  ),
  'Network.addSubnet': method(({ net }) => net, 'addSubnet', right('second', { cidr: '10.1.9.0/24' })),
  'Policy.allow': method(
    ({ system }) => system.policy,
    'allow',
    (y) => [vm(y, 'a'), vm(y, 'b'), BECAUSE],
  ),
  'Secret.key': method(
    (y) => secret(y, 'key'),
    'key',
    right('key'),
    (key: SecretKey, y) => pod(y, { env: { A: EnvSource.secret(key) } }),
  ),
  'System.retire': method(({ system }) => system, 'retire', right('gone', { keepData: true, ...BECAUSE })),
  'System.resolve': method(({ system }) => system, 'resolve', right({})),
};

const externals = new WeakMap<Yard, External>();

/** A machine that calls somebody who is known by a name: no rule of its own holds it to that. */
const allowName = (y: Yard, external: External, waiver: FlowWaiver): unknown =>
  y.system.policy.allow(vm(y, 'a'), external, { ...BECAUSE, waive: [waiver] });

const CONSTRUCTS: Readonly<Record<string, Call>> = {
  System: made(System, right('yard', {})),
  Host: made(Host, ({ system }) => [
    system,
    'second',
    { ssh: { user: 'root', address: 'second.example' }, cpus: 8, memory: Size.gibibytes(8) },
  ]),
  Network: made(Network, ({ system }) => [system, 'second', { cidr: '10.9.0.0/16' }]),
  Subnet: made(Subnet, ({ net }) => [net, 'second', { cidr: '10.1.9.0/24' }]),
  VirtualMachine: made(VirtualMachine, (y) => [y.system, 'web', listening(y)]),
  LegacyVm: made(LegacyVm, (y) => [y.system, 'web', { ...listening(y), os: GuestOs.windowsServer2012() }]),
  DatabaseVm: made(DatabaseVm, (y) => [
    y.system,
    'db',
    { ...machineProps(y), engine: DatabaseEngine.postgresql('15'), dataDisk: Size.gibibytes(1) },
  ]),
  LoadBalancer: made(LoadBalancer, (y) => [y.system, 'lb', { ...machineProps(y), backends: [vm(y, 'web')] }]),
  Migration: {
    ...made(Migration, (y) => [y.system, 'move', { from: vm(y, 'old'), to: vm(y, 'new'), weight: 10, ...BECAUSE }]),
    use: (migration: Migration, y: Yard) => new LoadBalancer(y.system, 'lb', { ...machineProps(y), backends: migration }),
  },
  NetworkInterface: made(NetworkInterface, (y) => [
    vm(y, 'web'),
    'card',
    { subnet: y.net.addSubnet('second', { cidr: '10.1.9.0/24' }) },
    false,
  ]),
  KubernetesCluster: made(KubernetesCluster, (y) => [
    y.system,
    'second',
    { ...CIDRS, nodes: { ...machineProps(y), subnet: y.net.addSubnet('second', { cidr: '10.1.9.0/24' }), count: 1 } },
  ]),
  'KubernetesCluster.fromExisting': call(KubernetesCluster, 'fromExisting', ({ system }) => [
    system,
    'second',
    { ...CIDRS, nodeAddresses: ['172.16.0.11'] },
  ]),
  Namespace: made(Namespace, (y) => [cluster(y), 'apps', { labels: { team: 'a' } }, true]),
  'Namespace.fromExisting': call(Namespace, 'fromExisting', (y) => [cluster(y), 'apps', { name: 'others' }]),
  'Pods.fromExisting': call(Pods, 'fromExisting', (y) => [cluster(y), 'others', { labels: { app: 'a' } }]),
  Secret: made(Secret, ({ system }) => [system, 'login', { store: SecretStore.clusterWide('vault'), keys: { a: { path: 'kv/a' } } }]),
  'Secret.fromExisting': call(Secret, 'fromExisting', ({ system }) => [system, 'login', { keys: ['a'] }]),
  ServiceMesh: made(ServiceMesh, (y) => [cluster(y), 'mesh', { provider: MeshProvider.ISTIO, mode: MeshMode.SIDECAR_WITH_CNI }]),
  TrafficPolicy: made(TrafficPolicy, (y) => {
    const { mesh, stock } = meshed(y);
    return [mesh, 'stock', { to: stock, timeout: Duration.seconds(5) }];
  }),
  ApiGateway: {
    ...made(ApiGateway, (y) => [cluster(y), 'edge', { provider: GatewayProvider.KONG }]),
    use: (edge: ApiGateway, y: Yard) => edge.addHttpRoute('all', { backends: vm(y, 'web') }),
  },
  HttpRoute: made(HttpRoute, (y) => [bare(y), 'all', { backends: vm(y, 'web') }]),
  GrpcRoute: made(GrpcRoute, (y) => [bare(y), 'all', { backends: vm(y, 'web') }]),
  Microservice: made(Microservice, (y) => [cluster(y), 'api', WORKLOAD]),
  StatefulService: made(StatefulService, (y) => [cluster(y), 'api', WORKLOAD]),
  DaemonService: made(DaemonService, (y) => [cluster(y), 'api', WORKLOAD]),
  Job: made(Job, (y) => [cluster(y), 'api', WORKLOAD]),
  CronJob: made(CronJob, (y) => [cluster(y), 'api', { ...WORKLOAD, schedule: '0 3 * * *' }]),
  'System.of': call(System, 'of', ({ host }) => [host]),
  'Environments.of': call<Environments<System>>(
    Environments,
    'of',
    right({ a: {} }, () => new System('a')),
    (environments) => environments.names.map((name) => environments.build(name)),
  ),
};

const ALL_WAIVERS = [AccessWaiver.wildcard(BECAUSE), AccessWaiver.escalation(BECAUSE), AccessWaiver.allSecrets(BECAUSE)];

/** Every call that users can make of the model. */
export const CALLS: Readonly<Record<string, Call>> = { ...VALUES, ...METHODS, ...CONSTRUCTS };
