import {
  Anyone,
  BackupTarget,
  CronJob,
  DaemonService,
  DatabaseEngine,
  DatabaseVm,
  EnvSource,
  External,
  FileSource,
  GuestOs,
  Host,
  Image,
  Isolation,
  Job,
  KubernetesCluster,
  LegacyVm,
  LoadBalancer,
  Microservice,
  type MicroserviceProps,
  Namespace,
  Network,
  PodManagement,
  Port,
  Secret,
  Size,
  StatefulService,
  type Subnet,
  System,
  Virtualization,
  VirtualMachine,
  Volume,
} from '../../src';
import { TINY } from '../e2e/systems/tiny';
import { gatewayOf } from '../gateway-fixture';

/** Whatever of this system somebody may edit. */
export interface Facts {
  /** Of the host. */
  readonly uri: string;
  readonly image: Image;
  readonly domain: string;
  readonly keys: readonly string[];
  /** Minutes that an apply waits for first boots. */
  readonly waits: number | undefined;
  readonly mtu: number;
  readonly nameservers: readonly string[] | undefined;
  readonly db: false | { readonly memory: Size; readonly cpus: number; readonly disk: Size; readonly backup: string };
  readonly app: false | { readonly os: GuestOs; readonly memory: Size; readonly root: Size; readonly disks: readonly string[] };
  readonly papers: Size | undefined;
  readonly doorMemory: Size;
  readonly version: string;
  readonly nodes: readonly string[];
  readonly web: Partial<MicroserviceProps>;
  readonly media: false | { readonly size: Size; readonly text: string };
  readonly queue: {
    readonly image: string;
    readonly replicas: number;
    readonly podManagement: PodManagement;
    readonly claims: readonly string[];
  };
  readonly agent: string | false;
  readonly migrate: string;
  readonly report: { readonly image: string; readonly schedule: string };
  readonly tools: { readonly pods: number | undefined };
  readonly routes: readonly string[];
  readonly secretKey: string;
  /** Who may reach the database beside `web`. */
  readonly readers: readonly ('app' | 'queue' | 'report')[];
  /** Ports of `app` that `web` may use. */
  readonly ports: readonly number[];
  readonly reason: string;
}

export const FACTS: Facts = {
  uri: 'qemu:///system',
  image: Image.file('/images/tiny.qcow2', { version: '1', preinstalled: true }),
  domain: 'works.internal',
  keys: [],
  waits: undefined,
  mtu: 1500,
  nameservers: undefined,
  db: { memory: Size.mebibytes(512), cpus: 1, disk: Size.gibibytes(1), backup: '02:00' },
  app: { os: TINY, memory: Size.mebibytes(192), root: Size.gibibytes(1), disks: [] },
  papers: Size.gibibytes(1),
  doorMemory: Size.mebibytes(512),
  version: '1.34',
  nodes: ['192.168.7.11', '192.168.7.12'],
  web: {},
  media: { size: Size.gibibytes(5), text: 'colour: green\n' },
  queue: { image: 'registry.example/queue:3.0.0', replicas: 3, podManagement: PodManagement.ORDERED, claims: ['data'] },
  agent: 'registry.example/agent:1.0.0',
  migrate: 'registry.example/migrate:1.0.0',
  report: { image: 'registry.example/report:1.0.0', schedule: '0 3 * * *' },
  tools: { pods: 20 },
  routes: ['/'],
  secretKey: 'token',
  readers: [],
  ports: [8080],
  reason: 'orders are kept there',
};

/** A system of few things, one of each kind, all of which somebody may edit: small enough to be applied in the lab. */
export class Works extends System {
  readonly host: Host;
  readonly lan: Subnet;
  readonly cluster: KubernetesCluster;
  readonly db?: DatabaseVm;
  readonly app?: VirtualMachine;
  readonly old: LegacyVm;
  readonly web: Microservice;
  readonly queue: StatefulService;
  readonly tools: Namespace;
  readonly reportJob: CronJob;

  constructor(edited: Partial<Facts> = {}) {
    const facts = { ...FACTS, ...edited };
    const source = External.cidr('10.1.0.0/24', { name: 'packages' });
    super('works', {
      domain: facts.domain,
      provisioning: { packages: source, registry: source, ntp: source, backup: External.address('10.1.1.30', { name: 'vault' }) },
      admin: { from: External.cidr('10.2.0.0/24', { name: 'office' }), sshAuthorizedKeys: facts.keys },
      ...(facts.waits !== undefined && { waitForFirstBoot: { minutes: facts.waits } }),
    });
    this.host = new Host(this, 'kvm', { uri: facts.uri, cpus: 16, memory: Size.gibibytes(64), virtualization: Virtualization.QEMU });
    const net = new Network(this, 'net', { cidr: '10.30.0.0/16', routes: 'provided' });
    const data = net.addSubnet('data', { cidr: '10.30.1.0/24', isolation: Isolation.HIGH });
    this.lan = net.addSubnet('lan', { cidr: '10.30.2.0/24', mtu: facts.mtu, nameservers: facts.nameservers });
    const guest = { host: this.host, image: facts.image, os: TINY, cpus: 1, rootDisk: Size.gibibytes(1) };
    if (facts.db)
      this.db = new DatabaseVm(this, 'db', {
        ...guest,
        subnet: data,
        cpus: facts.db.cpus,
        memory: facts.db.memory,
        engine: DatabaseEngine.postgresql('15'),
        dataDisk: facts.db.disk,
        filesystem: 'ext4',
        backup: { daily: facts.db.backup, keep: 2, to: BackupTarget.nfs({ path: '/srv/backups' }) },
      });
    if (facts.app)
      this.app = new VirtualMachine(this, 'app', {
        ...guest,
        os: facts.app.os,
        subnet: this.lan,
        memory: facts.app.memory,
        rootDisk: facts.app.root,
        dataDisks: facts.app.disks.map((id) => ({ id, size: Size.gibibytes(1) })),
        stateless: true,
        listens: [Port.tcp(8080, 'http')],
      });
    this.old = new LegacyVm(this, 'old', {
      ...guest,
      os: GuestOs.custom({
        like: GuestOs.windowsServer2012(),
        minimumMemory: Size.mebibytes(128),
        minimumDisk: Size.gibibytes(1),
      }).afterSupport({
        because: 'it is an image that boots in next to nothing',
      }),
      subnet: this.lan,
      memory: Size.mebibytes(512),
      listens: [Port.tcp(1433, 'ms-sql-s')],
      dataDisks: facts.papers ? [{ id: 'papers', size: facts.papers }] : [],
    });

    this.cluster = KubernetesCluster.fromExisting(this, 'k8s', {
      version: facts.version,
      podCidr: '10.244.0.0/16',
      serviceCidr: '10.96.0.0/12',
      nodeAddresses: facts.nodes,
      services: '192.168.7.192/28',
    });
    const port = Port.tcp(8080, 'http');
    const secret = Secret.fromExisting(this, 'web-secret', { keys: ['token', 'other'] });
    this.web = new Microservice(this.cluster, 'web', {
      image: 'registry.example/web:1.0.0',
      replicas: 2,
      port,
      env: { TOKEN: EnvSource.secret(secret.key(facts.secretKey)) },
      ...facts.web,
    });
    this.queue = new StatefulService(this.cluster, 'queue', {
      image: facts.queue.image,
      replicas: facts.queue.replicas,
      podManagement: facts.queue.podManagement,
      port: Port.tcp(5672, 'amqp'),
      volumes: Object.fromEntries(facts.queue.claims.map((id) => [`/var/lib/${id}`, Volume.claim(id, { size: Size.gibibytes(2) })])),
    });
    if (facts.media)
      new Microservice(this.cluster, 'media', {
        image: 'registry.example/media:1.0.0',
        replicas: 1,
        port,
        volumes: { '/srv/media': Volume.claim('files', { size: facts.media.size }) },
        files: { '/etc/media/look.yaml': FileSource.text(facts.media.text) },
      });
    this.tools = new Namespace(this.cluster, 'tools', { quota: { pods: facts.tools.pods } });
    if (facts.agent) new DaemonService(this.cluster, 'agent', { image: facts.agent, namespace: this.tools });
    new Job(this.cluster, 'migrate', { image: facts.migrate });
    this.reportJob = new CronJob(this.cluster, 'report', facts.report);
    const gateway = gatewayOf(this.cluster, 'api', Object.fromEntries(facts.routes.map((path) => [path, this.web])));
    const door = new LoadBalancer(this, 'door', { ...guest, subnet: this.lan, memory: facts.doorMemory, backends: gateway });

    this.policy.allow(Anyone.ipv4(), door, { because: 'public entry' });
    if (this.db) {
      this.policy.allow(this.web, this.db, { because: facts.reason });
      const readers = { app: this.app, queue: this.queue, report: this.reportJob };
      for (const reader of facts.readers) {
        const from = readers[reader];
        if (from) this.policy.allow(from, this.db, { because: 'reads' });
      }
    }
    if (this.app)
      this.policy.allow(this.web, this.app, { because: 'prices', ports: facts.ports.map((number) => Port.tcp(number, `port-${number}`)) });
    this.policy.allow(this.web, this.queue, { because: 'work to be done' });
    this.policy.allow(this.old, this.web, { because: 'stock' });
  }
}
