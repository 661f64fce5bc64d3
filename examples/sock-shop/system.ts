import {
  Anyone,
  Cpu,
  DatabaseEngine,
  DatabaseVm,
  Duration,
  EnvSource,
  External,
  GuestOs,
  Host,
  Image,
  Isolation,
  Job,
  KubernetesCluster,
  LoadBalancer,
  Microservice,
  Namespace,
  Network,
  Port,
  Probe,
  Secret,
  type ServingWorkload,
  Size,
  StatefulService,
  System,
  Volume,
} from 'isthmus';

const image = (name: string, tag: string): string => `weaveworksdemos/${name}:${tag}`;

const http = Port.tcp(80, 'http');
const memory = (mebibytes: number, cpu: number, cpuLimit: number) => ({
  cpu: Cpu.millis(cpu),
  cpuLimit: Cpu.millis(cpuLimit),
  memory: Size.mebibytes(mebibytes),
});

/**
 * Upstream asks for the first time after minutes. Here the first answer is waited for, and counts when it comes: up to sixty times, which are
 * three minutes.
 */
const asked = (path: string) => ({ readiness: Probe.http(path, { period: Duration.seconds(3) }) });

/** Spring Boot, which unpacks itself into `/tmp`. Its Service tells Prometheus where its metrics are. */
const java = {
  port: http,
  serviceAnnotations: { 'prometheus.io/path': '/prometheus' },
  env: { JAVA_OPTS: '-Xms64m -Xmx128m -XX:+UseG1GC -Djava.security.egd=file:/dev/urandom -Dspring.zipkin.enabled=false' },
  volumes: { '/tmp': Volume.scratch({ inMemory: true, size: Size.mebibytes(128) }) },
};

/** How a container is told of what it calls, where its image does not know. */
const at = (service: ServingWorkload): EnvSource => service.connection().text(({ host, port }) => `${host}:${port}`);

/** Sock Shop, with its catalogue on a virtual machine, and everything else in a cluster on virtual machines of its own. */
export class SockShop extends System {
  constructor() {
    super('sock-shop', {
      domain: 'socks.internal',
      provisioning: {
        packages: External.cidr('10.1.0.0/24', {
          name: 'package-mirror',
          hostnames: { 'archive.ubuntu.com': '10.1.0.11', 'security.ubuntu.com': '10.1.0.11', 'pkgs.k8s.io': '10.1.0.12' },
        }),
        registry: External.address('10.1.1.10', {
          name: 'image-registry',
          hostname: ['docker.io', 'registry-1.docker.io', 'registry.k8s.io'],
        }),
        ntp: [],
      },
      admin: { from: External.cidr('10.2.0.0/24', { name: 'admin-network' }), sshAuthorizedKeys: [] },
    });

    const host = new Host(this, 'kvm1', { uri: 'qemu:///system', cpus: 24, memory: Size.gibibytes(96) });
    const net = new Network(this, 'net', { cidr: '10.50.0.0/16' });
    const guest = {
      host,
      os: GuestOs.ubuntu2404(),
      image: Image.file('/var/lib/libvirt/images/ubuntu-24.04.qcow2', { version: '2024-10' }),
    };
    const cluster = new KubernetesCluster(this, 'k8s', {
      version: '1.34',
      podCidr: '10.244.0.0/16',
      serviceCidr: '10.96.0.0/12',
      nodes: {
        ...guest,
        subnet: net.addSubnet('nodes', { cidr: '10.50.30.0/24', services: '10.50.30.192/26' }),
        count: 3,
        cpus: 4,
        memory: Size.gibibytes(16),
      },
    });

    const password = Secret.fromExisting(this, 'catalogue-db-password', { keys: ['password'] }).key('password');
    const catalogueDb = new DatabaseVm(this, 'catalogue-db', {
      ...guest,
      subnet: net.addSubnet('data', { cidr: '10.50.10.0/24', isolation: Isolation.HIGH }),
      cpus: 2,
      memory: Size.gibibytes(4),
      engine: DatabaseEngine.mariadb('10.11'),
      databases: { socksdb: { owner: 'catalogue_user' } },
      roles: { catalogue_user: { password } },
      dataDisk: Size.gibibytes(20),
      backup: { daily: '03:00', keep: 7 },
    });
    const socks = catalogueDb.connection();
    const catalogue = new Microservice(cluster, 'catalogue', {
      image: image('catalogue', '0.3.5'),
      port: http,
      health: asked('/health'),
      command: ['/app'],
      args: ['-port=80', EnvSource.expand('-DSN=$(DB_USER):$(DB_PASSWORD)@tcp($(DB_HOST):$(DB_PORT))/$(DB_NAME)')],
      env: { DB_HOST: socks.host, DB_PORT: socks.port, DB_NAME: socks.database, DB_USER: socks.user, DB_PASSWORD: socks.password },
      resources: memory(200, 100, 200),
    });
    const populateSocks = new Job(cluster, 'populate-catalogue-db', {
      image: image('catalogue-db', '0.3.0'),
      command: ['mysql', ...['--host=$(DB_HOST)', '--user=$(DB_USER)', '--database=$(DB_NAME)'].map(EnvSource.expand), '--force'],
      args: ['--execute=source /docker-entrypoint-initdb.d/dump.sql'],
      env: { DB_HOST: socks.host, DB_NAME: socks.database, DB_USER: socks.user, MYSQL_PWD: socks.password },
      deadline: Duration.minutes(10),
      resources: memory(256, 100, 200),
    });

    const mongo = {
      image: 'mongo:3.4',
      port: Port.tcp(27017, 'mongodb'),
      replicas: 1,
      scratch: ['/tmp', '/data/configdb'],
      resources: memory(512, 100, 500),
    };
    const store = () => ({ '/data/db': Volume.claim('data', { size: Size.gibibytes(10) }) });
    const cartsDb = new StatefulService(cluster, 'carts-db', { ...mongo, volumes: store() });
    const ordersDb = new StatefulService(cluster, 'orders-db', { ...mongo, volumes: store() });
    const userDb = new StatefulService(cluster, 'user-db', { ...mongo, volumes: store() });
    const populateUsers = new Job(cluster, 'populate-user-db', {
      image: image('user-db', '0.3.0'),
      command: ['mongo', EnvSource.expand('$(STORE)/users')],
      env: { STORE: at(userDb) },
      args: ['accounts-create', 'address-insert', 'card-insert', 'customer-insert'].map((script) => `/tmp/scripts/${script}.js`),
      deadline: Duration.minutes(10),
      resources: memory(256, 100, 200),
    });
    const sessionDb = new Microservice(cluster, 'session-db', {
      image: 'redis:7.4.2-alpine',
      port: Port.tcp(6379, 'redis'),
      replicas: 1,
      scratch: ['/data'],
    });
    const queue = new StatefulService(cluster, 'rabbitmq', {
      image: 'rabbitmq:3.6.8-management',
      port: Port.tcp(5672, 'amqp'),
      morePorts: [Port.tcp(15672, 'management')],
      replicas: 1,
      volumes: { '/var/lib/rabbitmq': Volume.claim('data', { size: Size.gibibytes(5) }) },
      sidecars: [
        {
          name: 'exporter',
          image: 'kbudde/rabbitmq-exporter:v0.29.0',
          ports: [Port.tcp(9090, 'exporter')],
          env: { PUBLISH_PORT: '9090' },
          resources: memory(64, 50, 100),
        },
      ],
      resources: memory(512, 100, 500),
    });

    const carts = new Microservice(cluster, 'carts', { ...java, image: image('carts', '0.4.8'), resources: memory(500, 100, 300) });
    const orders = new Microservice(cluster, 'orders', { ...java, image: image('orders', '0.4.7'), resources: memory(500, 100, 500) });
    const shipping = new Microservice(cluster, 'shipping', {
      ...java,
      image: image('shipping', '0.4.8'),
      resources: memory(500, 100, 300),
    });
    const queueMaster = new Microservice(cluster, 'queue-master', {
      ...java,
      image: image('queue-master', '0.3.1'),
      resources: memory(500, 100, 300),
    });
    const payment = new Microservice(cluster, 'payment', {
      image: image('payment', '0.4.3'),
      port: http,
      health: asked('/health'),
      resources: memory(200, 99, 200),
    });
    const user = new Microservice(cluster, 'user', {
      image: image('user', '0.4.7'),
      port: http,
      health: asked('/health'),
      env: { MONGO_HOST: at(userDb) },
      resources: memory(200, 100, 300),
    });
    const frontEnd = new Microservice(cluster, 'front-end', {
      image: image('front-end', '0.3.12'),
      port: Port.tcp(8079, 'http', { servicePort: 80 }),
      health: asked('/'),
      env: { SESSION_REDIS: 'true' },
      resources: memory(1000, 100, 300),
    });

    const balancer = new LoadBalancer(this, 'edge-router', {
      ...guest,
      subnet: net.addSubnet('edge', { cidr: '10.50.40.0/24' }),
      cpus: 2,
      memory: Size.gibibytes(2),
      backends: frontEnd,
    });
    const load = new Microservice(cluster, 'load-test', {
      image: image('load-test', '0.1.1'),
      namespace: new Namespace(cluster, 'loadtest'),
      command: [
        'locust',
        EnvSource.expand('--host=http://$(SHOP)'),
        '--locustfile=/config/locustfile.py',
        '--no-web',
        '--clients=5',
        '--hatch-rate=5',
      ],
      env: { SHOP: at(frontEnd) },
    });

    this.policy.allow(Anyone.ipv4(), balancer, { because: 'customers look at socks' });
    this.policy.allow(load, frontEnd, { because: 'plays customers' });
    this.policy.allow(frontEnd, [carts, catalogue, orders, user], { because: 'pages are made of what these know' });
    this.policy.allow(frontEnd, sessionDb, { because: 'customers stay logged in whichever pod answers' });
    this.policy.allow(orders, [carts, payment, shipping, user], { because: 'an order goes through all of these' });
    this.policy.allow(catalogue, catalogueDb, { because: 'the socks for sale' });
    this.policy.allow(populateSocks, catalogueDb, { because: 'tables and demo socks' });
    this.policy.allow(populateUsers, userDb, { because: 'demo customers' });
    this.policy.allow(carts, cartsDb, { because: 'what customers have put in their carts' });
    this.policy.allow(orders, ordersDb, { because: 'what was ordered' });
    this.policy.allow(user, userDb, { because: 'customers, their addresses and cards' });
    this.policy.allow([shipping, queueMaster], queue, { because: 'parcels wait here to be sent', ports: [Port.tcp(5672, 'amqp')] });
  }
}
