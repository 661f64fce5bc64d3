import {
  Anyone,
  BackupTarget,
  CronJob,
  DaemonService,
  DatabaseEngine,
  DatabaseVm,
  type DatabaseVmProps,
  Duration,
  EnvSource,
  External,
  FileSource,
  type FirstBootProps,
  FlowWaiver,
  Forward,
  GuestOs,
  Host,
  Image,
  Isolation,
  Job,
  KubernetesCluster,
  LegacyVm,
  Listener,
  LoadBalancer,
  MeshMode,
  MeshProvider,
  Microservice,
  Mtls,
  Namespace,
  Network,
  PathMatch,
  PodEgress,
  Pods,
  Port,
  RateLimit,
  Repository,
  Secret,
  SecretStore,
  ServiceMesh,
  Size,
  StatefulService,
  System,
  Taint,
  TaintEffect,
  VirtualMachine,
  Volume,
} from '../../src';
import { Shop } from '../../system';
import { Stall } from '../add-on-fixture';
import { FILES_DISK, ON_DEBIAN, ON_SUSE, SIGNING_KEY, WITHOUT_PACKAGES } from '../first-boot-fixture';
import { bothListeners, gatewayOf, tlsSecret } from '../gateway-fixture';
import { moving } from '../migration-fixture';
import { balancer, edge as edgeOfPairs } from '../model/pair-fixture';
import { calling } from '../traffic-fixture';
import { STALLS } from './add-ons';
import { edge } from './edge';
import { encrypted } from './encrypted';
import { hardware } from './hardware';
import { ignition } from './ignition';
import { k3s } from './k3s';
import { monitored } from './monitored';
import { replicated } from './replicated';
import { windows } from './windows';

const HTTP = Port.tcp(8080, 'http');
const SIP = Port.udp(5060, 'sip');
const SMTP = Port.tcp(25, 'smtp');
const because = 'a test';
const image = Image.file('/images/base.qcow2', { version: '1' });
const PARTNER_API = External.host('api.example.com');
const OFFICE = External.cidr('192.0.2.0/24', { name: 'office', listens: [Port.tcp(443, 'https')] });

/** The reference system with some of everything that it lacks: strangers, a bastion, ports beside a machine's own, mail. */
export function reference(): System {
  const shop = new Shop();
  const { host, subnet } = shop.loadBalancer.props;
  const bastion = new VirtualMachine(shop, 'bastion', {
    ...{ host, subnet, image, os: GuestOs.debian12(), cpus: 1, memory: Size.gibibytes(2) },
    listens: [Port.tcp(22, 'ssh')],
  });
  shop.policy.allow(bastion, shop.database, { because, ports: [Port.tcp(22), Port.icmp()] });
  shop.policy.allow(Anyone.ipv4(), shop.payment, { because: 'callbacks' });
  shop.policy.allow(OFFICE, [shop.order, shop.erp], { because });
  // A server that speaks first, called from within the mesh and from outside of it.
  const {
    cluster,
    props: { mesh },
  } = shop.order;
  const mail = new Microservice(cluster, 'mail', { image: 'registry.shop.internal/mail:1', port: HTTP, morePorts: [SMTP], mesh });
  shop.policy.allow([shop.order, bastion], mail, { because });
  // Pods of one workload among themselves.
  shop.policy.allow(mail, mail, { because, ports: [SMTP] });
  shop.policy.allow([shop.user, shop.payment], [shop.user, shop.payment], { because });
  return shop;
}

/** Where its maker keeps it. */
const OF_MONGODB: FirstBootProps = {
  repositories: {
    mongodb: Repository.apt({ url: 'https://repo.mongodb.org/apt/debian', suites: ['bookworm/mongodb-org/8.0'], key: SIGNING_KEY }),
  },
};

const machineOf = (host: Host) => ({ host, image, cpus: 2, memory: Size.gibibytes(2) });

/**
 * Pods that keep their addresses outside of their cluster, an ambient mesh that takes plaintext where it must, foreign pods in it,
 * datagrams, a machine behind NAT, one on a bridge, their hosts, one that DHCP addresses, MySQL, MariaDB.
 */
export function native(): System {
  const system = new System('depot', {
    provisioning: {
      packages: External.cidr('10.1.0.0/24', { name: 'mirror' }),
      registry: External.address('10.1.1.10', { name: 'registry' }),
    },
    admin: { from: External.cidr('10.2.0.0/24', { name: 'admins' }) },
    waitForFirstBoot: { minutes: 20 },
  });
  const host = new Host(system, 'kvm1', { uri: 'qemu:///system', cpus: 64, memory: Size.gibibytes(512) });
  const net = new Network(system, 'net', { cidr: '10.20.0.0/16', routes: 'provided' });
  const nodes = net.addSubnet('nodes', { cidr: '10.20.30.0/24', services: '10.20.30.192/26' });
  const machines = net.addSubnet('machines', { cidr: '10.20.10.0/24' });
  const hidden = net.addSubnet('hidden', { cidr: '10.20.50.0/24', forward: Forward.NAT });
  const bridged = net.addSubnet('bridged', {
    cidr: '10.20.60.0/24',
    forward: Forward.bridge('br0'),
    nameservers: ['10.1.1.53'],
    dhcpServers: ['10.1.1.67'],
    hostAddresses: ['10.20.60.250'],
  });
  const k8s = new KubernetesCluster(system, 'k8s', {
    version: '1.34',
    podCidr: '10.244.0.0/16',
    serviceCidr: '10.96.0.0/12',
    podEgress: PodEgress.NATIVE,
    nodes: {
      subnet: nodes,
      count: 2,
      os: GuestOs.ubuntu2404(),
      ...machineOf(host),
      labels: { disk: 'ssd' },
      pools: {
        batch: {
          count: 1,
          labels: { work: 'batch' },
          taints: [
            Taint.of('dedicated', { value: 'batch' }),
            Taint.of('slow', { effect: TaintEffect.PREFER_NO_SCHEDULE }),
            Taint.of('leaving', { effect: TaintEffect.NO_EXECUTE }),
          ],
        },
      },
    },
  });
  const mesh = new ServiceMesh(k8s, 'mesh', {
    provider: MeshProvider.ISTIO,
    mode: MeshMode.AMBIENT,
    mtls: Mtls.STRICT,
    trustDomain: 'mesh.example',
  });
  const service = (id: string, more: object = {}) => new Microservice(k8s, id, { image: 'registry.example/app:1', port: HTTP, ...more });
  const [front, back, plain] = [service('front', { mesh }), service('back', { mesh, morePorts: [SIP] }), service('plain')];
  const theirs = Pods.fromExisting(k8s, 'theirs', {
    namespace: Namespace.fromExisting(k8s, 'tools'),
    labels: { app: 'theirs' },
    listens: [Port.tcp(9090, 'metrics')],
    mesh,
  });
  const gate = gatewayOf(
    k8s,
    'gate',
    { '/front': front, '/back': back },
    { listeners: [Listener.http({ hostnames: ['shop.example'] })], mesh },
  );
  const vm = (id: string, subnet = machines) =>
    new VirtualMachine(system, id, { subnet, os: GuestOs.debian12(), listens: [HTTP, SIP], ...machineOf(host) });
  const leased = new LegacyVm(system, 'leased', { subnet: bridged, os: GuestOs.windowsServer2019(), listens: [HTTP], ...machineOf(host) });
  const found = (id: string, last: number, filtered: boolean) =>
    new LegacyVm(system, id, {
      ...{ host, subnet: bridged, os: GuestOs.debian12(), cpus: 1, memory: Size.gibibytes(2), listens: [HTTP] },
      address: `10.20.60.${last}`,
      mac: `52:54:00:00:60:${last}`,
      rootDiskOptions: { existing: { name: `${id}.qcow2`, format: 'qcow2' } },
      dataDisks: [{ id: 'pages', size: Size.gibibytes(1), existing: { name: `${id}-pages.raw` }, readOnly: true }],
      adopt: { uuid: `6a0e1a3e-5d0c-4c7e-9c52-0000000000${last}`, filtered },
    });
  const [wiki, blog] = [found('wiki', 40, true), found('blog', 41, false)];
  const [app, nat, onBridge] = [vm('app'), vm('nat', hidden), vm('on-bridge', bridged)];
  const old = new LegacyVm(system, 'old', { subnet: machines, os: GuestOs.windowsServer2003(), listens: [HTTP], ...machineOf(host) });
  const initialSql = 'CREATE TABLE shelf (\n  id int\n);\n';
  const database = (id: string, engine: DatabaseEngine) =>
    new DatabaseVm(system, id, {
      subnet: machines,
      os: GuestOs.rhel9(),
      engine,
      dataDisk: Size.gibibytes(10),
      databases: { app: { owner: 'keeper', initialSql }, audit: {} },
      roles: { clerk: { writes: ['app'], from: [machines] }, reader: { reads: ['app', 'audit'] } },
      ...machineOf(host),
    });
  const [orders, stock] = [database('orders', DatabaseEngine.mysql('8.0')), database('stock', DatabaseEngine.mariadb('10.5'))];
  const store = (id: string, engine: DatabaseEngine, roles: DatabaseVmProps['roles'], firstBoot: FirstBootProps = {}) =>
    new DatabaseVm(system, id, {
      subnet: machines,
      os: GuestOs.debian12(),
      engine,
      roles,
      firstBoot,
      dataDisk: Size.gibibytes(10),
      ...machineOf(host),
    });
  const stores = [
    store('cache', DatabaseEngine.redis('7'), { clerk: { reads: ['stock:*'], writes: ['orders:*'] }, reader: { reads: ['orders:*'] } }),
    store('queue', DatabaseEngine.rabbitmq('3.10'), { clerk: { writes: ['app'] }, reader: { reads: ['app'] } }),
    store('papers', DatabaseEngine.mongodb('8.0'), { clerk: { writes: ['app'] }, reader: { reads: ['app'] } }, OF_MONGODB),
  ];
  const entry = new LoadBalancer(system, 'entry', { subnet: machines, os: GuestOs.ubuntu2404(), backends: gate, ...machineOf(host) });
  const { policy } = system;
  policy.allow(front, back, { because });
  policy.allow(app, stores, { because });
  policy.allow(plain, back, { because });
  policy.allow(theirs, back, { because });
  policy.allow(back, theirs, { because, waive: [FlowWaiver.unenforcedAtDestination({ because })] });
  policy.allow([front, back], [orders, app], { because });
  policy.allow([app, nat, onBridge], [back, stock], { because });
  policy.allow(onBridge, [old, leased, wiki], { because });
  policy.allow(hidden.hosts, nat, { because });
  policy.allow(nat, hidden.hosts, { because, ports: [Port.tcp(2049, 'nfs')] });
  policy.allow(bridged.hosts, onBridge, { because });
  policy.allow(front, blog, { because, waive: [FlowWaiver.unenforcedAtDestination({ because })] });
  policy.allow(blog, [wiki, app], { because });
  policy.allow(wiki, OFFICE, { because });
  policy.allow(OFFICE, back, { because, ports: [SIP] });
  policy.allow(app, OFFICE, { because });
  policy.allow(app, old, { because, ports: [Port.icmp(), Port.tcp(445, 'smb')] });
  policy.allow(Anyone.ipv4(), entry, { because });
  return system;
}

/** Two clusters that were there before, one of them with sidecars, a gateway whose routes lead to another namespace, high isolation, DHCP. */
export function existing(): System {
  const system = new System('yard', { provisioning: { packages: External.cidr('10.1.0.0/24', { name: 'mirror' }) } });
  const host = new Host(system, 'kvm1', { uri: 'qemu:///system', cpus: 64, memory: Size.gibibytes(512) });
  const net = new Network(system, 'net', { cidr: '10.30.0.0/16' });
  const apart = net.addSubnet('apart', { cidr: '10.30.10.0/24', isolation: Isolation.HIGH });
  const lan = net.addSubnet('lan', { cidr: '10.30.20.0/24' });
  const cluster = (id: string, third: number) =>
    KubernetesCluster.fromExisting(system, id, {
      version: '1.34',
      podCidr: `10.24${third}.0.0/16`,
      serviceCidr: `10.9${third}.0.0/16`,
      nodeAddresses: [`172.16.${third}.11`, `172.16.${third}.12`],
      services: `172.16.${third}.192/28`,
      ...(third === 5 && { dns: { namespace: 'dns', labels: { app: 'dns' }, port: 5353, nodeLocal: '169.254.20.10' } }),
    });
  const [east, west] = [cluster('east', 4), cluster('west', 5)];
  const mesh = new ServiceMesh(east, 'mesh', { provider: MeshProvider.ISTIO, mode: MeshMode.SIDECAR_WITH_CNI, mtls: Mtls.PERMISSIVE });
  const web = new Microservice(east, 'web', { image: 'registry.example/web:1', port: HTTP, namespace: new Namespace(east, 'front'), mesh });
  const api = new Microservice(east, 'api', { image: 'registry.example/api:1', port: HTTP, morePorts: [Port.tcp(9000, 'admin')] });
  const far = new Microservice(west, 'far', { image: 'registry.example/far:1', port: HTTP });
  gatewayOf(east, 'gate', { '/web': web, '/web/admin': web, '/api': api }, { listeners: bothListeners(tlsSecret(east)) });
  const machine = { subnet: apart, os: GuestOs.rhel8(), ...machineOf(host) };
  const db = new DatabaseVm(system, 'db', { ...machine, engine: DatabaseEngine.postgresql('15'), dataDisk: Size.gibibytes(10) });
  const old = new LegacyVm(system, 'old', { ...machine, subnet: lan, os: GuestOs.windowsServer2008R2(), listens: [HTTP] });
  system.policy.allow(web, [api, PARTNER_API, OFFICE], { because });
  system.policy.allow([api, far], db, { because });
  system.policy.allow(old, [web, db], { because });
  system.policy.allow(far, web, { because });
  system.policy.allow(lan, db, { because });
  return system;
}

/** What installs from wherever on the internet; clients that bind ports. */
export function lab(): System {
  const system = new System('lab', { provisioning: { packages: Anyone.ipv4(), registry: Anyone.ipv4() }, waitForFirstBoot: {} });
  const host = new Host(system, 'kvm1', { uri: 'qemu:///system', cpus: 64, memory: Size.gibibytes(512) });
  const subnet = new Network(system, 'net', { cidr: '10.40.0.0/16' }).addSubnet('lan', {
    cidr: '10.40.10.0/24',
    services: '10.40.10.192/26',
  });
  const machine = { subnet, os: GuestOs.debian12(), ...machineOf(host) };
  const db = new DatabaseVm(system, 'db', { ...machine, engine: DatabaseEngine.postgresql('15'), dataDisk: Size.gibibytes(10) });
  const k8s = new KubernetesCluster(system, 'k8s', {
    ...{ version: '1.34', podCidr: '10.244.0.0/16', serviceCidr: '10.96.0.0/12' },
    nodes: { ...machine, count: 1 },
  });
  const files = new VirtualMachine(system, 'files', { ...machine, listens: [Port.tcp(2049, 'nfs')], firstBoot: WITHOUT_PACKAGES });
  new VirtualMachine(system, 'tools', { ...machine, listens: [HTTP], dataDisks: [FILES_DISK], firstBoot: ON_DEBIAN });
  new VirtualMachine(system, 'suse', {
    ...machine,
    os: GuestOs.sles15(),
    listens: [HTTP],
    dataDisks: [FILES_DISK],
    firstBoot: ON_SUSE,
  });
  const access = Port.udp(1812, 'radius', { clientPorts: [1812, 1812] });
  system.policy.allow(db, files, { because });
  system.policy.allow(files, db, { because, ports: [access] });
  const web = new Microservice(k8s, 'web', {
    image: 'docker.io/library/nginx:1',
    port: HTTP,
    volumes: { '/pictures': Volume.nfs('pictures', { server: files, path: '/srv/pictures' }) },
  });
  system.policy.allow(web, db, { because });
  return system;
}

/** Workloads of every kind, in a mesh and outside of it. */
export function kinds(): System {
  const system = new System('kinds');
  const k8s = KubernetesCluster.fromExisting(system, 'k8s', {
    ...{ version: '1.34', podCidr: '10.244.0.0/16', serviceCidr: '10.96.0.0/12', nodeAddresses: ['192.0.2.10'] },
    services: '192.0.2.192/26',
  });
  const host = new Host(system, 'kvm1', { uri: 'qemu:///system', cpus: 64, memory: Size.gibibytes(512) });
  const subnet = new Network(system, 'net', { cidr: '10.40.0.0/16' }).addSubnet('lan', { cidr: '10.40.10.0/24' });
  const files = new VirtualMachine(system, 'files', { subnet, os: GuestOs.debian12(), ...machineOf(host), listens: [HTTP] });
  const mesh = new ServiceMesh(k8s, 'mesh', { provider: MeshProvider.ISTIO, mode: MeshMode.SIDECAR_WITH_CNI });
  const app = { image: 'registry.example/app:1' };
  const queue = new StatefulService(k8s, 'queue', { ...app, port: HTTP, mesh });
  const agent = new DaemonService(k8s, 'agent', { ...app, port: HTTP });
  new Namespace(k8s, 'quoted', { quota: { pods: 9, memory: Size.gibibytes(4) }, defaultLimits: {} });
  const key = new Secret(system, 'key', { store: SecretStore.clusterWide('vault'), keys: { key: { path: 'kinds', property: 'key' } } });
  const load = new Job(k8s, 'load', { ...app, mesh, env: { KEY: EnvSource.secret(key.key('key')) } });
  const tls = Secret.fromExisting(system, 'tls', { type: 'kubernetes.io/tls', keys: ['tls.crt', 'tls.key'] });
  const nightly = new CronJob(k8s, 'nightly', {
    ...{ ...app, schedule: '@daily', env: { LEVEL: 'info', SINCE: 'yesterday' } },
    files: { '/app/keys/key': FileSource.secret(key.key('key')), '/app/settings/level': FileSource.text('info') },
    volumes: { '/tls': Volume.secret(tls), '/data': Volume.claim('data', { size: Size.gibibytes(1) }) },
  });
  system.policy.allow([load, nightly, queue], queue, { because });
  system.policy.allow([queue, nightly], agent, { because });
  system.policy.allow([load, agent], files, { because });
  system.policy.allow(load, PARTNER_API, { because });
  system.policy.allow(files, queue, { because });
  return system;
}

/** Machines with several network cards, set up by cloud-init and not, beside each other's cards and apart from them. */
function ring(): System {
  const system = new System('ring', { provisioning: { packages: External.cidr('192.0.2.0/25', { name: 'packages' }) } });
  const host = new Host(system, 'kvm1', { uri: 'qemu:///system', cpus: 64, memory: Size.gibibytes(256) });
  const net = new Network(system, 'net', { cidr: '10.40.0.0/16' });
  const [front, store] = [net.addSubnet('front', { cidr: '10.40.1.0/24' }), net.addSubnet('store', { cidr: '10.40.2.0/24', mtu: 9000 })];
  const [far, apart] = [
    net.addSubnet('far', { cidr: '10.40.3.0/24' }),
    net.addSubnet('apart', { cidr: '10.40.4.0/24', isolation: Isolation.HIGH }),
  ];
  const image = Image.file('/images/guest.qcow2', { version: '1', preinstalled: true });
  const machine = { host, image, os: GuestOs.debian12(), cpus: 1, memory: Size.gibibytes(2) };
  const nas = new VirtualMachine(system, 'nas', { ...machine, subnet: store, listens: [HTTP, Port.tcp(2049, 'nfs')] });
  const records = new DatabaseVm(system, 'records', {
    ...machine,
    subnet: front,
    engine: DatabaseEngine.postgresql('15'),
    dataDisk: Size.gibibytes(10),
    databases: { app: { owner: 'keeper', initialSql: 'CREATE TABLE shelf (id int);' }, audit: {} },
    roles: { clerk: { writes: ['app'], from: [front] }, reader: { reads: ['app', 'audit'] } },
    backup: {
      daily: '01:00',
      keep: 2,
      to: BackupTarget.nfs({ path: '/srv/backups', server: nas }),
      pointInTime: { within: Duration.minutes(10) },
    },
  });
  const dumps = records.addInterface('store', { subnet: store, routes: [{ to: '10.40.3.0/24' }] });
  const ledger = new VirtualMachine(system, 'ledger', { ...machine, subnet: apart, listens: [HTTP] });
  ledger.addInterface('care', { subnet: front, defaultRoute: true });
  const old = new LegacyVm(system, 'old', { ...machine, os: GuestOs.windowsServer2012(), subnet: front, listens: [HTTP] });
  old.addInterface('tapes', { subnet: net.addSubnet('tapes', { cidr: '10.40.5.0/24', forward: Forward.ISOLATED }) });
  const web = new VirtualMachine(system, 'web', { ...machine, subnet: far });
  const because = 'variety';
  system.policy.allow([web, old], records, { because });
  system.policy.allow(dumps, nas, { because, ports: [HTTP] });
  system.policy.allow(web, dumps, { because: 'reports' });
  system.policy.allow(records.firstInterface, [ledger, old], { because });
  system.policy.allow(Anyone.ipv4(), ledger, { because });
  return system;
}

/** Load balancers of two machines each, on nftables and firewalld: on two hosts of one bridge, and on one host that routes. */
export function pairs(): System {
  const all = edgeOfPairs();
  const { system, machine, web, pods } = all;
  const lb = balancer(all, { pair: {} });
  const routed = system.node
    .findAll()
    .filter((each) => each instanceof Network)[0]
    ?.addSubnet('inner', { cidr: '10.1.5.0/24' });
  const [kvm1] = system.node.findAll().filter((each) => each instanceof Host);
  if (!routed || !kvm1) throw new Error('the edge has a network and hosts');
  const inner = { ...machine, os: GuestOs.rhel9(), subnet: routed, host: kvm1 };
  const records = new VirtualMachine(system, 'records', { ...inner, listens: [SMTP] });
  const second = new LoadBalancer(system, 'inner', {
    ...inner,
    backends: records,
    healthCheck: { path: '/healthz', status: 204, port: SMTP },
    limits: { connectionsPerClient: 5, ratePerClient: RateLimit.perMinute(60) },
    pair: { preempt: true, onOneHost: { because } },
  });
  // Two that read requests: by TLS, with plain HTTP sent there; and by both, at ports of their own.
  const office = new VirtualMachine(system, 'office', { ...machine, listens: [HTTP, Port.tcp(9000, 'http-office')] });
  const third = balancer(all, {
    name: 'requests',
    backends: undefined,
    healthCheck: { path: '/healthz' },
    limits: { connectionsPerClient: 7, ratePerClient: RateLimit.perMinute(70) },
    http: {
      tls: { certificates: ['/etc/haproxy/certificates/shop.pem', '/etc/ssl/private/office.pem'] },
      routes: {
        shop: { backends: [web, office] },
        office: {
          hostnames: ['office.example', '*.office.example'],
          paths: [PathMatch.prefix("/it's/"), PathMatch.exact('/one')],
          backends: office,
          port: Port.tcp(9000),
          healthCheck: { path: '/up', status: 204 },
        },
      },
    },
    pair: {},
  });
  const fourth = new LoadBalancer(system, 'mixed', {
    ...inner,
    http: {
      port: 8080,
      tls: { certificates: '/etc/haproxy/certificates/mixed.pem', port: 8443 },
      servesPlainHttp: { because },
      routes: { records: { backends: records } },
    },
  });
  // Two that read names in TLS: passed on as it is, and ended.
  const fifth = balancer(all, {
    name: 'names',
    backends: undefined,
    limits: { ratePerClient: RateLimit.perSecond(9) },
    tls: {
      port: 9443,
      routes: {
        sealed: { hostnames: ['shop.example', '*.shop.example'], backends: web, healthCheck: { path: '/up' } },
        rest: { backends: office, port: Port.tcp(9000) },
      },
    },
  });
  const sixth = new LoadBalancer(system, 'ended', {
    ...inner,
    tls: {
      certificates: '/etc/haproxy/certificates/records.pem',
      routes: { records: { hostnames: ['records.example'], backends: records } },
    },
  });
  system.policy.allow(Anyone.ipv4(), [lb, second, third, fourth, fifth, sixth], { because });
  system.policy.allow([pods, web], lb, { because });
  return system;
}

export const VARIETIES: Readonly<Record<string, () => System>> = {
  reference,
  native,
  existing,
  lab,
  kinds,
  ring,
  edge,
  pairs,
  encrypted,
  monitored,
  replicated,
  hardware,
  k3s,
  windows,
  ignition,
  ...Object.fromEntries(Object.entries(STALLS).map(([name, options]) => [name, () => new Stall(options)])),
  moving: () => moving().y.system,
  calling: () => calling().y.system,
};
