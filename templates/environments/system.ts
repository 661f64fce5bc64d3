import {
  DatabaseEngine,
  DatabaseVm,
  External,
  GuestOs,
  Host,
  Image,
  KubernetesCluster,
  Microservice,
  Network,
  Port,
  Secret,
  Size,
  System,
} from 'isthmus';

/** What tells one environment from another. Everything else is the same in all of them. */
export interface Settings {
  readonly domain: string;
  /** Address of the host that the machines run on. */
  readonly host: string;
  /** Networks of different environments must not overlap where they can see each other. */
  readonly network: { readonly all: string; readonly data: string };
  readonly nodeAddresses: readonly string[];
  readonly database: { readonly cpus: number; readonly memory: Size; readonly disk: Size; readonly backup: boolean };
  readonly replicas: number;
}

/** A database on a virtual machine, and a service in a cluster that is there already. */
export class MySystem extends System {
  readonly database: DatabaseVm;
  readonly web: Microservice;

  constructor({ domain, host: hostAddress, network, nodeAddresses, database, replicas }: Settings) {
    super('my-system', {
      domain,
      // Without time servers (`ntp`) machines keep the time of their hosts.
      provisioning: { packages: External.address('10.1.0.10', { hostname: 'deb.example.internal' }), ntp: [] },
      admin: { from: External.cidr('10.2.0.0/24', { name: 'admin-network' }), sshAuthorizedKeys: [] },
    });

    const host = new Host(this, 'kvm1', { ssh: { user: 'admin', address: hostAddress }, cpus: 16, memory: Size.gibibytes(64) });
    const net = new Network(this, 'net', { cidr: network.all });
    const password = Secret.fromExisting(this, 'database-password', { keys: ['password'] });

    this.database = new DatabaseVm(this, 'database', {
      host,
      subnet: net.addSubnet('data', { cidr: network.data }),
      os: GuestOs.debian12(),
      image: Image.file('/var/lib/libvirt/images/debian-12.qcow2', { version: '12.8' }),
      cpus: database.cpus,
      memory: database.memory,
      engine: DatabaseEngine.postgresql('15'),
      dataDisk: database.disk,
      roles: { app: { password: password.key('password') } },
      backup: database.backup ? { daily: '02:00', keep: 14 } : undefined,
    });

    const cluster = KubernetesCluster.fromExisting(this, 'k8s', {
      version: '1.34',
      podCidr: '10.244.0.0/16',
      serviceCidr: '10.96.0.0/12',
      nodeAddresses,
    });
    const { host: databaseHost, password: databasePassword } = this.database.connection();
    this.web = new Microservice(cluster, 'web', {
      image: 'registry.example/web:1.0.0',
      port: Port.tcp(8080, 'http'),
      replicas,
      env: { DATABASE_HOST: databaseHost, DATABASE_PASSWORD: databasePassword },
    });

    this.policy.allow(this.web, this.database, { because: 'records are kept there' });
  }
}
