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

/** A database on a virtual machine, and a service in a cluster that is there already. */
export class MySystem extends System {
  readonly database: DatabaseVm;
  readonly web: Microservice;

  constructor() {
    super('my-system', {
      // Where machines install their software from.
      // Without time servers (`ntp`) machines keep the time of their hosts.
      provisioning: { packages: External.address('10.1.0.10', { hostname: 'deb.example.internal' }), ntp: [] },
      // Who may log in to machines: put public SSH keys in, as in `authorized_keys`.
      admin: { from: External.cidr('10.2.0.0/24', { name: 'admin-network' }), sshAuthorizedKeys: [] },
    });

    const host = new Host(this, 'kvm1', { uri: 'qemu:///system', cpus: 16, memory: Size.gibibytes(64) });
    const net = new Network(this, 'net', { cidr: '10.20.0.0/16' });
    const password = Secret.fromExisting(this, 'database-password', { keys: ['password'] });

    this.database = new DatabaseVm(this, 'database', {
      host,
      subnet: net.addSubnet('data', { cidr: '10.20.10.0/24' }),
      os: GuestOs.debian12(),
      image: Image.file('/var/lib/libvirt/images/debian-12.qcow2', { version: '12.8' }),
      cpus: 2,
      memory: Size.gibibytes(4),
      engine: DatabaseEngine.postgresql('15'),
      dataDisk: Size.gibibytes(50),
      roles: { app: { password: password.key('password') } },
    });

    const cluster = KubernetesCluster.fromExisting(this, 'k8s', {
      version: '1.34',
      podCidr: '10.244.0.0/16',
      serviceCidr: '10.96.0.0/12',
      nodeAddresses: ['192.168.7.11', '192.168.7.12'],
    });
    const { host: databaseHost, password: databasePassword } = this.database.connection();
    this.web = new Microservice(cluster, 'web', {
      image: 'registry.example/web:1.0.0',
      port: Port.tcp(8080, 'http'),
      env: { DATABASE_HOST: databaseHost, DATABASE_PASSWORD: databasePassword },
    });

    this.policy.allow(this.web, this.database, { because: 'records are kept there' });
  }
}
