import {
  AddOn,
  AddressedBy,
  ApiGateway,
  Authentication,
  BackupTarget,
  BringUp,
  Certificate,
  CertificateIssuer,
  Cpu,
  CpuFeaturePolicy,
  CpuMode,
  DatabaseEngine,
  DatabaseTls,
  DatabaseVm,
  DiskBus,
  DiskCache,
  DiskIo,
  Distribution,
  Duration,
  External,
  FailureDomain,
  FlannelBackend,
  FlowWaiver,
  Forward,
  GatewayProvider,
  Graphics,
  GuestOs,
  type HardwareProps,
  Host,
  HostDevice,
  Image,
  Isolation,
  KubernetesCluster,
  LegacyVm,
  Listener,
  LoadBalancer,
  type Lock,
  MemoryAllocation,
  MeshMode,
  MeshProvider,
  type Microservice,
  Migration,
  Mtls,
  Namespace,
  Network,
  NumaMode,
  PathMatch,
  PathRewrite,
  PodEgress,
  PodSecurity,
  Pods,
  Port,
  RateLimit,
  Retries,
  Secret,
  SecretStore,
  SecurityUpdates,
  ServerTls,
  ServiceMesh,
  Size,
  StoragePool,
  System,
  Taint,
  TaintEffect,
  TextMatch,
  TrafficPolicy,
  VideoModel,
  Virtualization,
  VirtualMachine,
  WatchdogAction,
  WatchdogModel,
} from '../../../src/model';
import { RULES } from '../../../src/model/advice/rules';
import type { StatedRequirements } from '../../../src/model/resolved/requirements';
import { AUTHORITY } from '../../first-boot-fixture';
import { sshKey, vm, yard } from '../fixture';
import { firstBoot } from './first-boot';
import type { Say } from './say';
import { windowsSetup } from './windows-setup';
import { workloads } from './workloads';

/**
 * A system that says all that can be said: every prop of every construct and value is given, and every text of it passes through `say`.
 * `everything.test.ts` finds what is missing.
 */
export function everything(say: Say): System {
  const because = (): string => say('a reason for people');
  const office = External.cidr(say('192.0.2.224/28'), { name: say('office') });
  const system = new System(say('yard'), {
    domain: say('yard.internal'),
    sharedDomain: true,
    spareHosts: 0,
    waitForFirstBoot: { minutes: 20 },
    provisioning: {
      packages: External.cidr(say('192.0.2.0/25'), { name: say('packages') }),
      registry: External.address(say('192.0.2.200'), { name: say('registry'), hostname: say('registry.example') }),
      ntp: External.address(say('192.0.2.201'), { name: say('ntp'), hostname: [say('ntp.example')] }),
      backup: External.cidr(say('192.0.2.202/32'), { name: say('backup'), listens: [Port.tcp(22, say('ssh'))] }),
    },
    admin: { from: office, sshAuthorizedKeys: [say(sshKey('me'))] },
  });
  const room = { cpus: 256, memory: Size.gibibytes(512) };
  const kvm = new Host(system, say('kvm'), {
    ...room,
    uri: say('qemu:///system'),
    reservedMemory: Size.gibibytes(4),
    cpuOvercommit: 4,
    pool: StoragePool.owned(say('yard-pool'), { path: say('/var/lib/libvirt/yard'), size: Size.gibibytes(4000), overcommit: 2 }),
    pools: [
      StoragePool.lvm(say('fast'), { size: Size.gibibytes(4000), overcommit: 1 }),
      StoragePool.rbd(say('ceph'), {
        monitors: [say('10.9.0.11:6789')],
        cephPool: say('machines'),
        user: say('libvirt'),
        secret: say('2c5d1f5a-31a6-4d8f-8a0f-4b6cf0b6f3aa'),
        size: Size.gibibytes(4000),
        overcommit: 1,
      }),
      StoragePool.existing(say('files')),
    ],
    virtualization: Virtualization.KVM,
    firmware: {
      code: say('/usr/share/OVMF/OVMF_CODE_4M.fd'),
      variables: say('/usr/share/OVMF/OVMF_VARS_4M.fd'),
      secureCode: say('/usr/share/OVMF/OVMF_CODE_4M.secboot.fd'),
      secureVariables: say('/usr/share/OVMF/OVMF_VARS_4M.ms.fd'),
    },
    machineTypes: { q35: say('pc-q35-8.2'), pc: say('pc-i440fx-8.2') },
    dedicatedCpus: say('128-255'),
    hugePages: [{ size: Size.mebibytes(2), count: 2048 }],
    numaNodes: [
      { cpus: say('0-127'), memory: Size.gibibytes(256) },
      { cpus: say('128-255'), memory: Size.gibibytes(256) },
    ],
    devices: [HostDevice.pci(say('0000:65:00.0')), HostDevice.usb(say('0529:0001'))],
  });
  const far = new Host(system, say('far'), {
    ...room,
    zone: say('north'),
    stack: say('far'),
    ssh: { user: say('root'), address: say('far.example'), port: 22, keyFile: say('/home/me/.ssh/id') },
    pool: StoragePool.existing(say('default')),
  });
  const net = new Network(system, say('net'), { cidr: say('10.1.0.0/16'), routes: 'provided' });
  const lan = net.addSubnet(say('lan'), {
    cidr: say('10.1.1.0/24'),
    forward: Forward.ROUTE,
    isolation: Isolation.STANDARD,
    gateway: say('10.1.1.1'),
    mtu: 1500,
    nameservers: [say('10.1.1.1')],
  });
  const bridged = net.addSubnet(say('bridged'), {
    cidr: say('10.1.3.0/24'),
    forward: Forward.bridge(say('br0')),
    gateway: say('10.1.3.1'),
    reserved: [say('10.1.3.8/29')],
    nameservers: [say('10.1.3.9')],
    dhcpServers: [say('10.1.3.10')],
    hostAddresses: [say('10.1.3.2')],
  });
  const nodes = net.addSubnet(say('nodes'), { cidr: say('10.1.2.0/24'), services: say('10.1.2.192/26') });
  const storage = net.addSubnet(say('storage'), { cidr: say('10.1.4.0/24') });
  const image = Image.url(say('https://images.example/debian-12.qcow2'), {
    version: say('12.5'),
    sha256: say('a'.repeat(64)),
    format: 'qcow2',
    preinstalled: false,
  });
  const attached = {
    cache: DiskCache.NONE,
    io: DiskIo.NATIVE,
    limits: {
      iops: 900,
      throughput: Size.mebibytes(100),
    },
  };
  const hardware = { os: GuestOs.debian12(), image, cpus: 2, memory: Size.gibibytes(2) };
  const http = Port.tcp(8080, say('http'), { clientPorts: [600, 1023] });
  const os = GuestOs.custom({
    like: GuestOs.debian12(),
    id: say('own-12'),
    title: say('Own Linux 12'),
    packages: 'apt',
    firewall: 'nftables',
    clientPorts: { from: 32768, to: 60999 },
    administrator: say('keeper'),
    securityOrigin: say('origin=Own,label=Own-Security'),
    controlGroups: 2,
    minimumMemory: Size.mebibytes(512),
    minimumDisk: Size.gibibytes(2),
    rootDisk: Size.gibibytes(20),
    supportedUntil: say('2099-12-31'),
    engines: {
      postgresql: { [say('16')]: [say('postgresql-16')] },
      mysql: {},
      mariadb: {},
      redis: {},
      valkey: {},
      rabbitmq: {},
      mongodb: {},
    },
  });
  const machine = new VirtualMachine(system, say('vm'), {
    ...hardware,
    os,
    name: say('web-vm'),
    host: kvm,
    subnet: lan,
    address: say('10.1.1.50'),
    pool: say('fast'),
    addressedBy: AddressedBy.CLOUD_INIT,
    rootDisk: Size.gibibytes(20),
    rootDiskOptions: { ...attached, existing: { name: say('web-root'), format: 'raw' } },
    cdImages: [Image.file(say('/images/tools.iso'), { version: say('1'), format: 'iso' })],
    sharedFolders: [{ id: say('reports'), path: say('/srv/reports'), mount: say('/mnt/reports') }],
    hardware: statedHardware(say),
    listens: [http, Port.tcp(2049, say('nfs')), Port.tcp(443, say('tls')), Port.tcp(22, say('ssh'))],
    dataDisks: [
      {
        id: say('data'),
        size: Size.gibibytes(1),
        limits: { readIops: 900, writeIops: 900, readThroughput: Size.mebibytes(100), writeThroughput: Size.mebibytes(100) },
        pool: say('ceph'),
        bus: DiskBus.VIRTIO,
      },
      {
        id: say('archive'),
        size: Size.gibibytes(1),
        pool: say('files'),
        existing: { name: say('archive.img'), format: 'raw' },
        readOnly: true,
        shared: true,
      },
    ],
    firstBoot: firstBoot(say),
    waitForFirstBoot: { minutes: 40 },
    requirements: { ...requirements(), operatingSystem: 'own-kernel', because: because() },
    stateless: false,
  });
  machine.addInterface(say('storage-card'), {
    subnet: storage,
    address: say('10.1.4.50'),
    mac: say('02:00:00:00:04:50'),
    defaultRoute: false,
    routes: [{ to: say('203.0.113.0/24'), via: say('10.1.4.1') }],
    addressedBy: AddressedBy.CLOUD_INIT,
  });
  const bridgedVm = new VirtualMachine(system, say('bridged-vm'), {
    ...hardware,
    firstBoot: { securityUpdates: SecurityUpdates.elsewhere({ because: because() }) },
    host: far,
    subnet: bridged,
    stateless: true,
    apartFrom: machine,
    apartBy: FailureDomain.ZONE,
  });
  new VirtualMachine(system, say('books-vm'), {
    ...hardware,
    os: GuestOs.windowsServer2022(),
    memory: Size.gibibytes(4),
    host: kvm,
    subnet: lan,
    dataDisks: [{ id: say('books'), size: Size.gibibytes(1) }],
    windowsSetup: windowsSetup(say),
  });
  const password = new Secret(system, say('login'), {
    name: say('db-login'),
    type: 'Opaque',
    pullsImages: false,
    store: SecretStore.clusterWide(say('vault')),
    keys: { [say('password')]: { path: say('kv/db'), property: say('password'), version: say('3') } },
    refresh: Duration.minutes(30),
  });
  const database = new DatabaseVm(system, say('database'), {
    ...hardware,
    host: kvm,
    subnet: lan,
    engine: DatabaseEngine.postgresql(say('15')),
    dataDisk: Size.gibibytes(1),
    dataDiskOptions: { ...attached, pool: say('files'), bus: DiskBus.VIRTIO },
    databases: { [say('orders')]: { owner: say('clerk'), initialSql: say('create table orders (id int);') }, [say('audit')]: {} },
    roles: {
      [say('clerk')]: { password: password.key(say('password')) },
      [say('reader')]: { reads: [say('orders')], writes: [say('audit')], password: password.key(say('password')) },
      [say('auditor')]: {
        reads: [say('audit'), say('orders')],
        from: [lan, External.cidr(say('10.8.0.0/24'), { name: say('reports') })],
      },
    },
    filesystem: 'xfs',
    monitoring: { from: [lan, External.cidr(say('10.8.1.0/24'), { name: say('watchers') })] },
    backup: {
      daily: say('02:00'),
      keep: 3,
      to: BackupTarget.sftp({
        user: say('keeper'),
        path: say('/srv/backups'),
        hostKey: say(sshKey('vault')),
        port: Port.tcp(22, say('ssh')),
      }),
      pointInTime: { within: Duration.minutes(17) },
      alarm: say('page.service'),
    },
  });
  const stored = (id: string, to: BackupTarget, tls: DatabaseTls): DatabaseVm =>
    new DatabaseVm(system, say(id), {
      ...hardware,
      host: kvm,
      subnet: lan,
      engine: DatabaseEngine.mariadb(say('10.11')),
      dataDisk: Size.gibibytes(1),
      backup: { daily: say('03:00'), keep: 1, to },
      tls,
      replicas: {
        [say(`${id}-2`)]: {
          ...{
            host: kvm,
            subnet: lan,
            pool: say('files'),
            apartFrom: bridgedVm,
            address: say(`10.1.1.${61 + ['in-bucket', 'on-nas', 'by-ssh'].indexOf(id)}`),
          },
          image: Image.file(say('/images/newer.qcow2'), { version: say('13') }),
          hardware: { memoryBalloon: { enabled: false } },
          onPrimaryHost: { because: say('there is one host') },
        },
      },
    });
  const server = machine.firstInterface;
  stored(
    'in-bucket',
    BackupTarget.s3({ server, bucket: say('dumps'), host: say('s3.example'), region: say('eu-1'), port: Port.tcp(443, say('tls')) }),
    DatabaseTls.variables({ authority: say(AUTHORITY) }),
  );
  stored('on-nas', BackupTarget.nfs({ server, path: say('/srv/nas') }), DatabaseTls.selfSigned({ certificate: say(AUTHORITY) }));
  stored(
    'by-ssh',
    BackupTarget.sftp({ server, user: say('keeper'), path: say('/srv/backups'), hostKey: say(sshKey('vault')) }),
    DatabaseTls.files({ authority: say(AUTHORITY), certificate: say('/etc/pki/db.pem'), key: say('/etc/pki/db.key') }),
  );
  const legacy = new LegacyVm(system, say('legacy'), {
    ...hardware,
    image: Image.file(say('/images/win2012.qcow2'), { version: say('2019-04') }),
    os: GuestOs.windowsServer2012().afterSupport({ because: say('nothing newer runs it') }),
    host: kvm,
    subnet: lan,
    listens: [Port.tcp(8080, say('http'), { serverFirst: true })],
    dataDisks: [{ id: say('drive-d'), size: Size.gibibytes(1) }],
    hardware: { graphics: Graphics.VNC, video: { model: VideoModel.VGA, vram: Size.mebibytes(32) }, serialConsole: false },
  });
  new LegacyVm(system, say('wiki'), {
    ...{ host: far, subnet: bridged, os: GuestOs.debian12(), cpus: 1, memory: Size.gibibytes(1) },
    address: say('10.1.3.60'),
    mac: say('02:00:00:00:03:60'),
    rootDiskOptions: { existing: { name: say('wiki.img') } },
    adopt: { uuid: say('25cc704b-0374-4100-b31c-691cf01fbc68'), name: say('old-wiki'), filtered: true },
  });
  const pull = Secret.fromExisting(system, say('pull'), {
    name: say('pull-secret'),
    pullsImages: true,
    type: 'kubernetes.io/dockerconfigjson',
    keys: [say('.dockerconfigjson')],
  });
  const k8s = new KubernetesCluster(system, say('k8s'), {
    version: say('1.34'),
    podCidr: say('10.244.0.0/16'),
    serviceCidr: say('10.96.0.0/12'),
    podEgress: PodEgress.MASQUERADE,
    namespace: say('yard-system'),
    metallbNamespace: say('metallb-system'),
    addOns: [
      AddOn.istio({
        version: say('1.30.3'),
        repository: say('https://charts.example/istio'),
        values: {
          base: { [say('defaultRevision')]: say('stable') },
          cni: { [say('logLevel')]: [say('debug')] },
          istiod: { [say('pilot')]: { [say('image')]: say('pilot') } },
          ztunnel: { [say('terminationGracePeriodSeconds')]: 60 },
        },
      }),
      AddOn.certManager({
        version: say('1.21.1'),
        repository: say('oci://registry.example/charts'),
        namespace: say('certificates'),
        values: { [say('enableCertificateOwnerRef')]: true },
      }),
    ],
    apiServer: External.address(say('192.0.2.210'), { name: say('api'), listens: [Port.tcp(6443, say('kubernetes-api'))] }),
    imagePullSecrets: [pull],
    dns: { namespace: say('kube-system'), labels: { [say('k8s-app')]: say('kube-dns') }, port: 53, nodeLocal: [say('169.254.20.10')] },
    nodes: {
      ...hardware,
      cpus: 16,
      memory: Size.gibibytes(64),
      subnet: nodes,
      host: kvm,
      count: 1,
      firstBoot: { timeZone: say('Europe/Berlin') },
      waitForFirstBoot: false,
      hardware: { rng: { enabled: true } },
      apartBy: FailureDomain.HOST,
      controlPlanes: 1,
      bringUp: BringUp.AUTOMATIC,
      imageRepository: say('registry.example/kubernetes'),
      apiServerNames: [say('kubernetes.example.com')],
      rootDisk: Size.gibibytes(40),
      labels: { [say('example.com/disk')]: say('fast') },
      reserved: { cpu: Cpu.millis(100), memory: Size.mebibytes(256) },
      spare: 0,
      pools: {
        batch: {
          count: 1,
          host: kvm,
          apartBy: FailureDomain.HOST,
          ...hardware,
          cpus: 16,
          memory: Size.gibibytes(64),
          rootDisk: Size.gibibytes(40),
          hardware: { watchdog: {} },
          reserved: { cpu: Cpu.millis(100), memory: Size.mebibytes(256) },
          labels: { [say('example.com/rack')]: say('a') },
          taints: [Taint.of(say('example.com/dedicated'), { value: say('batch'), effect: TaintEffect.PREFER_NO_SCHEDULE })],
          firstBoot: { timeZone: say('Europe/Rome') },
        },
      },
    },
  });
  const light = net.addSubnet(say('light'), { cidr: say('10.1.6.0/24') });
  new KubernetesCluster(system, say('light-k8s'), {
    version: say('1.34'),
    podCidr: say('10.247.0.0/16'),
    serviceCidr: say('10.115.0.0/16'),
    distribution: Distribution.k3s({
      release: say('v1.34.2+k3s1'),
      binary: { url: say('https://mirror.example/k3s'), sha256: say('5e'.repeat(32)) },
      flannelBackend: FlannelBackend.WIREGUARD,
      localStorage: true,
    }),
    nodes: {
      ...hardware,
      subnet: light,
      host: kvm,
      count: 1,
      cpus: 4,
      memory: Size.gibibytes(4),
      imageRepository: say('registry.example/rancher'),
    },
  });
  const other = KubernetesCluster.fromExisting(system, say('other'), {
    version: say('1.33'),
    podCidr: say('10.245.0.0/16'),
    serviceCidr: say('10.112.0.0/16'),
    podEgress: PodEgress.NATIVE,
    namespace: say('yard-other'),
    metallbNamespace: say('metallb'),
    addOns: [
      AddOn.existing(say('calico'), { version: say('3.30') }),
      AddOn.gatewayApi({ version: say('1.6.1'), repository: say('https://files.example/gateway-api') }),
      AddOn.metallb({
        version: say('0.16.1'),
        repository: say('https://charts.example/metallb'),
        values: { [say('controller')]: { [say('logLevel')]: say('warn') } },
      }),
    ],
    apiServer: External.address(say('172.16.0.1'), { name: say('other-api') }),
    imagePullSecrets: [pull],
    dns: { nodeLocal: say('169.254.20.11') },
    nodeAddresses: [say('172.16.0.1'), say('172.16.0.2')],
    nodeNetworks: [say('172.16.0.0/24')],
    services: say('172.16.1.0/28'),
  });
  const mesh = new ServiceMesh(k8s, say('mesh'), {
    provider: MeshProvider.ISTIO,
    mode: MeshMode.SIDECAR_WITH_CNI,
    mtls: Mtls.STRICT,
    trustDomain: say('cluster.local'),
    clusterDomain: say('cluster.local'),
    namespace: say('istio-system'),
    controlPlaneLabels: { [say('istio')]: say('pilot') },
  });
  const namespace = new Namespace(k8s, say('shop'), {
    name: say('shop-space'),
    podSecurity: PodSecurity.privileged({ because: because() }),
    quota: {
      cpu: Cpu.units(900),
      cpuLimit: Cpu.units(900),
      memory: Size.gibibytes(900),
      memoryLimit: Size.gibibytes(900),
      ephemeralStorage: Size.gibibytes(900),
      pods: 400,
      claims: 90,
      storage: Size.gibibytes(900),
    },
    defaultLimits: {
      cpu: Cpu.millis(100),
      cpuLimit: Cpu.millis(500),
      memory: Size.mebibytes(64),
      ephemeralStorage: Size.mebibytes(64),
    },
    labels: { [say('example.com/team')]: say('shop') },
    annotations: { [say('example.com/wiki')]: say('a page for people') },
  });
  const { web, agent } = workloads({ say, k8s, namespace, mesh, pull, password, machine, database });
  const tls = Secret.fromExisting(system, say('tls'), { type: 'kubernetes.io/tls', keys: [say('tls.crt'), say('tls.key')] });
  const gateway = new ApiGateway(k8s, say('gateway'), {
    name: say('shop-gateway'),
    provider: GatewayProvider.KONG,
    listeners: [
      Listener.http({ port: 8080, redirectToHttps: true, hostnames: [say('shop.example')] }),
      Listener.https({
        port: 443,
        hostnames: [say('shop.example')],
        certificate: Certificate.fromSecret(tls, { hostnames: [say('shop.example')] }),
      }),
      Listener.https({
        port: 443,
        hostnames: [say('api.shop.example')],
        certificate: Certificate.issuedBy(CertificateIssuer.clusterWide(say('lets-encrypt')), { name: say('api-tls') }),
      }),
    ],
    proxyProtocol: true,
    mesh,
    proxy: {
      namespace: say('kong'),
      labels: { [say('app')]: say('kong') },
      serviceAccount: say('kong-proxy'),
      httpPort: 8000,
      httpsPort: 8443,
      gatewayClass: say('kong'),
    },
  });
  addRoutes(gateway, { say, web, machine, system });
  const foreign = Namespace.fromExisting(k8s, say('monitoring'), { name: say('monitoring-space') });
  const pods = Pods.fromExisting(k8s, say('prometheus'), {
    name: say('prometheus-server'),
    namespace: foreign,
    labels: { [say('app')]: say('prometheus') },
    listens: [Port.tcp(9090, say('web'))],
    mesh,
    serviceAccount: say('prometheus'),
  });
  const balancer = new LoadBalancer(system, say('balancer'), { ...hardware, host: kvm, subnet: lan, backends: [web] });
  const pair = new LoadBalancer(system, say('pair'), {
    ...hardware,
    host: kvm,
    subnet: lan,
    address: say('10.1.1.90'),
    backends: web,
    healthCheck: { path: say('/healthz'), status: [200, 204], port: Port.tcp(80, say('http')) },
    limits: { connections: 500, connectionsPerClient: 20, ratePerClient: RateLimit.perMinute(300) },
    timeouts: { connect: Duration.seconds(3), idle: Duration.minutes(5) },
    pair: { addresses: [say('10.1.1.91'), say('10.1.1.92')], onOneHost: { because: because() }, preempt: true },
  });
  const reader = new LoadBalancer(system, say('reader'), {
    ...hardware,
    host: kvm,
    subnet: lan,
    http: {
      port: 81,
      tls: { certificates: [say('/etc/haproxy/certificates/a.pem')], port: 444 },
      servesPlainHttp: { because: because() },
      routes: {
        [say('web-route')]: {
          hostnames: [say('reader.example')],
          paths: [PathMatch.prefix(say('/read')), PathMatch.exact(say('/exactly'))],
          backends: web,
          port: Port.tcp(80, say('read-port')),
          healthCheck: { path: say('/ready'), status: 204, port: Port.tcp(80, say('asked-port')) },
        },
      },
    },
  });
  const names = new LoadBalancer(system, say('names'), {
    ...hardware,
    host: kvm,
    subnet: lan,
    tls: {
      port: 445,
      certificates: [say('/etc/haproxy/certificates/b.pem')],
      routes: {
        [say('name-route')]: {
          hostnames: [say('names.example')],
          backends: web,
          port: Port.tcp(80, say('named-port')),
          healthCheck: { path: say('/named'), status: 204, port: Port.tcp(80, say('named-asked-port')) },
        },
      },
    },
  });
  const partner = External.cidrs([say('198.51.100.0/25'), say('198.51.100.128/26')], {
    name: say('partner'),
    hostnames: { [say('edi.partner.example')]: say('198.51.100.7') },
    listens: [Port.tcp(443, say('https'))],
  });
  const authority = Secret.fromExisting(system, say('authority'), { name: say('our-authority'), keys: [say('ca.crt')] });
  new TrafficPolicy(mesh, say('legacy-calls'), {
    to: legacy,
    ports: [Port.tcp(9999, say('other-port'))],
    connectionPool: { connections: 5, connectTimeout: Duration.seconds(2) },
    outlierDetection: { consecutiveErrors: 3, interval: Duration.seconds(9), ejection: Duration.seconds(31), maxEjectionPercent: 51 },
    tls: ServerTls.simple({ serverName: say('legacy.example'), certificateAuthority: authority }),
  });
  new TrafficPolicy(mesh, say('read-calls'), {
    to: machine,
    timeout: Duration.seconds(10),
    retries: Retries.every({ attempts: 3, perTry: Duration.seconds(4), atOnce: 6, because: because() }),
    connectionPool: { pendingRequests: 7, requests: 8, requestsPerConnection: 9, idleTimeout: Duration.seconds(61) },
  });
  const moving = new Migration(system, say('moving'), {
    name: say('moving-app'),
    from: legacy,
    to: machine,
    weight: 10,
    port: Port.tcp(8080, say('moved')),
    toPort: Port.tcp(2049, say('moved-to')),
    because: because(),
  });
  new LoadBalancer(system, say('moving-balancer'), { ...hardware, host: kvm, subnet: lan, backends: moving });
  system.policy.allow(web, moving, { because: because() });
  system.policy.allow([web, machine], database, { because: because() });
  system.policy.allow(web, legacy, { because: because(), ports: [Port.tcp(9999, say('other-port'))] });
  system.policy.allow([pods, bridgedVm], [web, machine], { because: because() });
  system.policy.allow([agent, legacy], partner, { because: because() });
  system.policy.allow(partner, [balancer, pair, reader, names], { because: because() });
  system.policy.allow([agent, legacy], External.host(say('api.partner.example'), { name: say('partner-api') }), {
    because: because(),
    waive: [FlowWaiver.unenforcedName({ because: because() })],
  });
  system.policy.allow(External.cidr(say('8.8.8.0/24'), { name: say('public') }), database, {
    because: because(),
    waive: [FlowWaiver.publicDatabase({ because: because() })],
  });
  void other;
  return system;
}

function addRoutes(
  gateway: ApiGateway,
  {
    say,
    web,
    machine,
    system,
  }: { readonly say: Say; readonly web: Microservice; readonly machine: VirtualMachine; readonly system: System },
): void {
  const headers = { set: { [say('X-Set')]: say('set') }, add: { [say('X-Add')]: say('added') }, remove: [say('X-Gone')] };
  const key = Secret.fromExisting(system, say('partner-key'), { keys: [say('key')] });
  gateway.addHttpRoute(say('web'), {
    hostnames: [say('shop.example')],
    matches: [
      {
        path: PathMatch.prefix(say('/web')),
        method: 'GET',
        headers: { [say('X-Version')]: TextMatch.exact(say('2')) },
        queryParams: { [say('page')]: TextMatch.regularExpression(say('[0-9]+')) },
      },
    ],
    backends: [{ to: web, port: web.listens[0] as Port, weight: 100 }],
    rewrite: { hostname: say('web.example'), path: PathRewrite.prefix(say('/inside')) },
    requestHeaders: headers,
    responseHeaders: headers,
    timeouts: { backendRequest: Duration.seconds(5) },
    authentication: Authentication.apiKey({ header: say('x-partner-key'), clients: { [say('partner-client')]: key } }),
    rateLimit: RateLimit.perMinute(60, { together: true }),
    cors: {
      origins: [say('https://pages.example')],
      methods: [say('PATCH')],
      headers: [say('X-Sent')],
      exposedHeaders: [say('X-Read')],
      maxAge: Duration.minutes(5),
      credentials: true,
    },
  });
  gateway.addHttpRoute(say('old'), {
    matches: { path: PathMatch.exact(say('/old')) },
    redirect: { scheme: 'https', hostname: say('new.example'), port: 443, path: PathRewrite.full(say('/new')), permanent: true },
  });
  const other = new ApiGateway(gateway.cluster, say('other-gateway'), {
    provider: GatewayProvider.ENVOY_GATEWAY,
    listeners: [Listener.http({ servesPlainHttp: { because: say('old clients') } })],
  });
  other.addGrpcRoute(say('stock'), {
    matches: { service: say('shop.v1.Stock'), method: say('Count'), headers: { [say('X-Version')]: TextMatch.exact(say('2')) } },
    backends: machine,
  });
  other.addHttpRoute(say('slow'), {
    matches: { path: PathMatch.prefix(say('/slow')) },
    backends: machine,
    timeouts: { request: Duration.seconds(10) },
  });
}

/** Any answer to each criterion. */
const requirements = (): StatedRequirements =>
  Object.fromEntries(
    Object.entries(RULES)
      .filter(([criterion]) => criterion !== 'operatingSystem')
      .map(([criterion, { answers }]) => [criterion, Object.keys(answers)[0]]),
  );

/** A system that lets go of a disk which it had before, and the lock of then. */
export function retiring(say: Say): { readonly system: System; readonly lock: Lock } {
  const make = (withMachine: boolean): System => {
    const y = yard();
    vm(y, 'stays');
    if (withMachine) vm(y, 'gone', { dataDisks: [{ id: 'data', size: Size.gibibytes(1) }] });
    return y.system;
  };
  const system = make(false);
  system.retire(say('gone/data'), { keepData: true, because: say('a reason for people') });
  return { system, lock: make(true).resolve().lock };
}

/** Of a machine with two processors and 2 GiB of memory. */
const statedHardware = (say: Say): HardwareProps => ({
  cpu: {
    mode: CpuMode.CUSTOM,
    model: say('Skylake-Server-IBRS'),
    features: { [say('vmx')]: CpuFeaturePolicy.DISABLE },
    topology: { sockets: 1, cores: 1, threads: 2 },
    pinning: { vcpus: [say('130'), say('131')], emulator: say('0-3') },
  },
  numa: {
    cells: [
      { cpus: say('0'), memory: Size.gibibytes(1), hostNode: 0 },
      { cpus: say('1'), memory: Size.gibibytes(1), hostNode: 1 },
    ],
    hostNodes: say('0-1'),
    mode: NumaMode.INTERLEAVE,
  },
  memoryBacking: { hugePages: Size.mebibytes(2), locked: true, allocation: MemoryAllocation.IMMEDIATE, sharedPages: false },
  memoryBalloon: { enabled: true, freePageReporting: true, autoDeflate: true, statsPeriod: Duration.seconds(10) },
  devices: [HostDevice.pci(say('0000:65:00.0')), HostDevice.usb(say('0529:0001'))],
  vsock: { cid: 42 },
  watchdog: { model: WatchdogModel.IB700, action: WatchdogAction.POWEROFF },
  rng: { enabled: true, rate: { bytes: 1024, period: Duration.seconds(2) } },
});
