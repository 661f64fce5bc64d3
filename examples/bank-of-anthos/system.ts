import {
  Anyone,
  type Connection,
  Cpu,
  DatabaseEngine,
  DatabaseVm,
  Duration,
  EnvSource,
  External,
  FileSource,
  GuestOs,
  Host,
  Image,
  Isolation,
  Job,
  KubernetesCluster,
  Mesh,
  MeshMode,
  Microservice,
  Network,
  Port,
  Probe,
  Secret,
  type SecretKey,
  ServiceMesh,
  type ServingWorkload,
  Size,
  StoragePool,
  System,
} from 'isthmus';

const VERSION = 'v0.6.10';
const image = (name: string): string => `us-central1-docker.pkg.dev/bank-of-anthos-ci/bank-of-anthos/${name}:${VERSION}`;

/** The port that all services but the frontend have. */
const port = Port.tcp(8080, 'http');
const shutdown = { grace: Duration.seconds(5) };

const PUBLIC_KEY = '/tmp/.ssh/publickey';
const PRIVATE_KEY = '/tmp/.ssh/privatekey';

const routing = { LOCAL_ROUTING_NUM: '883745000' };
/** Tracing and metrics go to Google's cloud, which is not at hand. */
const common = { ...routing, VERSION, PORT: '8080', PUB_KEY_PATH: PUBLIC_KEY, ENABLE_TRACING: 'false', LOG_LEVEL: 'info' };

const ask = { period: Duration.seconds(5), timeout: Duration.seconds(10) };
const soon = { ...ask, initialDelay: Duration.seconds(10) };
/** A virtual machine of Java's takes its time to start. */
const later = { ...ask, initialDelay: Duration.seconds(60) };
const muchLater = { ...ask, initialDelay: Duration.seconds(120) };
const started = { period: Duration.seconds(10), failures: 30 };

const python = { cpu: Cpu.millis(100), cpuLimit: Cpu.millis(250), memory: Size.mebibytes(128), ephemeralStorage: Size.mebibytes(256) };
const java = { cpu: Cpu.millis(100), cpuLimit: Cpu.millis(500), memory: Size.mebibytes(512), ephemeralStorage: Size.mebibytes(512) };
const batch = { cpu: Cpu.millis(100), memory: Size.mebibytes(256), ephemeralStorage: Size.gibibytes(1) };

/** How a service is told of another one. */
const at = (service: ServingWorkload): EnvSource => service.connection().text(({ host, port }) => `${host}:${port}`);

/** Bank of Anthos, with its accounts and its ledger on virtual machines, and its services in a cluster that is there already. */
export class BankOfAnthos extends System {
  constructor() {
    super('bank-of-anthos', {
      domain: 'bank.internal',
      provisioning: {
        packages: External.cidr('10.1.0.0/24', {
          name: 'package-mirror',
          hostnames: { 'archive.ubuntu.com': '10.1.0.11', 'security.ubuntu.com': '10.1.0.11' },
        }),
      },
      admin: { from: External.cidr('10.2.0.0/24', { name: 'admin-network' }), sshAuthorizedKeys: [] },
    });

    const host = new Host(this, 'kvm1', {
      uri: 'qemu:///system',
      cpus: 16,
      memory: Size.gibibytes(64),
      pool: StoragePool.existing('default'),
    });
    const net = new Network(this, 'net', { cidr: '10.30.0.0/16' });
    const subnet = net.addSubnet('data', { cidr: '10.30.10.0/24', isolation: Isolation.HIGH });
    const server = {
      host,
      subnet,
      os: GuestOs.ubuntu2404(),
      image: Image.file('/var/lib/libvirt/images/ubuntu-24.04.qcow2', { version: '2024-10' }),
      cpus: 4,
      memory: Size.gibibytes(8),
      engine: DatabaseEngine.postgresql('16'),
      backup: { daily: '02:00', keep: 14 },
    };
    const password = (database: string): SecretKey =>
      Secret.fromExisting(this, `${database}-password`, { keys: ['password'] }).key('password');
    const accountsDb = new DatabaseVm(this, 'accounts-db', {
      ...server,
      database: 'accounts-db',
      password: password('accounts-db'),
      dataDisk: Size.gibibytes(50),
    });
    const ledgerDb = new DatabaseVm(this, 'ledger-db', {
      ...server,
      database: 'postgresdb',
      password: password('ledger-db'),
      dataDisk: Size.gibibytes(200),
    });

    const cluster = KubernetesCluster.fromExisting(this, 'k8s', {
      version: '1.34',
      podCidr: '10.244.0.0/16',
      serviceCidr: '10.96.0.0/12',
      nodeAddresses: ['192.168.7.11', '192.168.7.12', '192.168.7.13'],
      services: '192.168.7.192/27',
    });
    const mesh = new ServiceMesh(cluster, 'mesh', { provider: Mesh.ISTIO, mode: MeshMode.SIDECAR_WITH_CNI });

    // Sessions are signed by the user service; everybody else checks the signature.
    const keys = Secret.fromExisting(this, 'jwt-key', { keys: ['jwtRS256.key', 'jwtRS256.key.pub'] });
    const publicKey = { [PUBLIC_KEY]: FileSource.secret(keys.key('jwtRS256.key.pub')) };
    const demoLogin = Secret.fromExisting(this, 'demo-login', { keys: ['username', 'password'] });

    const service = { port, mesh, shutdown, scratch: ['/tmp'], files: publicKey };

    const accounts = { ...service, health: { readiness: Probe.http('/ready', soon) }, resources: python };
    const accountsLogin = accountsDb.connection();
    const accountsUri = {
      ACCOUNTS_DB_PASSWORD: accountsLogin.password,
      ACCOUNTS_DB_URI: accountsLogin.url({ scheme: 'postgresql', passwordFrom: 'ACCOUNTS_DB_PASSWORD' }),
    };
    const contacts = new Microservice(cluster, 'contacts', { ...accounts, image: image('contacts'), env: { ...common, ...accountsUri } });
    const users = new Microservice(cluster, 'userservice', {
      ...accounts,
      image: image('userservice'),
      env: { ...common, ...accountsUri, TOKEN_EXPIRY_SECONDS: '3600', PRIV_KEY_PATH: PRIVATE_KEY },
      files: { ...publicKey, [PRIVATE_KEY]: FileSource.secret(keys.key('jwtRS256.key')) },
      resources: { ...python, cpu: Cpu.millis(260), cpuLimit: Cpu.millis(500), memory: Size.mebibytes(256) },
    });

    const ready = Probe.http('/ready', later);
    const ledger = { ...service, resources: java };
    const reader = {
      ...ledger,
      health: { startup: Probe.http('/healthy', started), readiness: ready, liveness: Probe.http('/healthy', muchLater) },
    };
    const ledgerLogin = ledgerDb.connection();
    const ledgerEnv = {
      ...common,
      ENABLE_METRICS: 'false',
      JVM_OPTS: '-Xms256m -Xmx512m',
      NAMESPACE: EnvSource.field('metadata.namespace'),
      SPRING_DATASOURCE_URL: ledgerLogin.url({ scheme: 'jdbc:postgresql' }),
      SPRING_DATASOURCE_USERNAME: ledgerLogin.user,
      SPRING_DATASOURCE_PASSWORD: ledgerLogin.password,
    };
    const balances = new Microservice(cluster, 'balancereader', {
      ...reader,
      image: image('balancereader'),
      env: { ...ledgerEnv, POLL_MS: '100', CACHE_SIZE: '1000000' },
    });
    const history = new Microservice(cluster, 'transactionhistory', {
      ...reader,
      image: image('transactionhistory'),
      env: { ...ledgerEnv, POLL_MS: '100', CACHE_SIZE: '1000', CACHE_MINUTES: '60', HISTORY_LIMIT: '100' },
    });
    const writer = new Microservice(cluster, 'ledgerwriter', {
      ...ledger,
      health: { startup: Probe.http('/ready', started), readiness: ready },
      image: image('ledgerwriter'),
      env: { ...ledgerEnv, BALANCES_API_ADDR: at(balances) },
    });

    const frontend = new Microservice(cluster, 'frontend', {
      ...service,
      image: image('frontend'),
      port: Port.tcp(8080, 'http', { servicePort: 80 }),
      health: { readiness: Probe.http('/ready', soon) },
      env: {
        ...common,
        SCHEME: 'http',
        DEFAULT_USERNAME: EnvSource.secret(demoLogin.key('username')),
        DEFAULT_PASSWORD: EnvSource.secret(demoLogin.key('password')),
        REGISTERED_OAUTH_CLIENT_ID: EnvSource.configMapKey('oauth-config', 'DEMO_OAUTH_CLIENT_ID', { optional: true }),
        ALLOWED_OAUTH_REDIRECT_URI: EnvSource.configMapKey('oauth-config', 'DEMO_OAUTH_REDIRECT_URI', { optional: true }),
        TRANSACTIONS_API_ADDR: at(writer),
        BALANCES_API_ADDR: at(balances),
        HISTORY_API_ADDR: at(history),
        CONTACTS_API_ADDR: at(contacts),
        USERSERVICE_API_ADDR: at(users),
      },
      resources: python,
    });

    const load = new Microservice(cluster, 'loadgenerator', {
      image: image('loadgenerator'),
      replicas: 1,
      mesh,

      shutdown,
      env: { FRONTEND_ADDR: at(frontend), USERS: '5', LOG_LEVEL: 'error' },
      scratch: ['/tmp'],
      resources: { cpu: Cpu.millis(100), cpuLimit: Cpu.millis(250), memory: Size.gibibytes(1) },
    });

    // The images of the former databases bring tables and demo data: what their entry points did for a new database, jobs do here.
    const psql = (script: string): readonly string[] => ['psql', `--file=/docker-entrypoint-initdb.d/${script}`];
    const login = (database: Connection) => ({
      PGHOST: database.host,
      PGDATABASE: database.database,
      PGUSER: database.user,
      PGPASSWORD: database.password,
    });
    const demo = (database: Connection) => ({
      ...routing,
      ...login(database),
      USE_DEMO_DATA: 'True',
      POSTGRES_DB: database.database,
      POSTGRES_USER: database.user,
      POSTGRES_PASSWORD: database.password,
    });
    const populate = { deadline: Duration.minutes(10), scratch: ['/tmp'], resources: batch };
    const populateAccounts = new Job(cluster, 'populate-accounts-db', {
      ...populate,
      image: image('accounts-db'),
      initContainers: [
        {
          name: 'schema',
          image: image('accounts-db'),
          command: psql('0-accounts-schema.sql'),
          env: login(accountsLogin),
          resources: batch,
        },
      ],
      command: ['/docker-entrypoint-initdb.d/1-load-testdata.sh'],
      env: demo(accountsLogin),
    });
    const populateLedger = new Job(cluster, 'populate-ledger-db', {
      ...populate,
      image: image('ledger-db'),
      initContainers: [
        {
          name: 'schema',
          image: image('ledger-db'),
          command: psql('0_init_tables.sql'),
          env: login(ledgerLogin),
          resources: batch,
        },
      ],
      command: ['/docker-entrypoint-initdb.d/1_create_transactions.sh'],
      env: demo(ledgerLogin),
    });

    this.policy.allow(Anyone.ipv4(), frontend, { because: 'customers use the bank by its web pages' });
    this.policy.allow(load, frontend, { because: 'plays customers' });
    this.policy.allow(frontend, [users, contacts, balances, history, writer], { because: 'pages are made of what these know' });
    this.policy.allow(writer, balances, { because: 'no payment without cover' });
    this.policy.allow([users, contacts], accountsDb, { because: 'customers and their contacts' });
    this.policy.allow([balances, history, writer], ledgerDb, { because: 'every transaction there ever was' });
    this.policy.allow(populateAccounts, accountsDb, { because: 'tables and demo customers' });
    this.policy.allow(populateLedger, ledgerDb, { because: 'tables and demo transactions' });
  }
}
