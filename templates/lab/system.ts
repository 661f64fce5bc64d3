import {
  Anyone,
  DatabaseEngine,
  DatabaseVm,
  Forward,
  GuestOs,
  Host,
  Image,
  KubernetesCluster,
  Microservice,
  Network,
  Port,
  Secret,
  Size,
  type Subnet,
  System,
} from 'isthmus';

/** A laboratory on one computer: a cluster of two nodes and a database in one NAT network, and you who work at the host. */
export class MySystem extends System {
  readonly lan: Subnet;
  readonly database: DatabaseVm;
  readonly cluster: KubernetesCluster;
  readonly web: Microservice;

  constructor() {
    super('my-system', {
      // Everything is installed straight from the internet. Without time servers machines keep the time of their hosts.
      provisioning: { packages: Anyone.ipv4(), registry: Anyone.ipv4(), ntp: [] },
      // Who logs in, from where flows let them in: put public SSH keys in, as in `authorized_keys`.
      admin: { sshAuthorizedKeys: [] },
    });

    const host = new Host(this, 'pc', { uri: 'qemu:///system', cpus: 8, memory: Size.gibibytes(32) });
    const net = new Network(this, 'net', { cidr: '192.168.150.0/24' });
    this.lan = net.addSubnet('lan', {
      cidr: '192.168.150.0/24',
      forward: Forward.NAT,
      // MetalLB gives addresses out of this block to what is to be reached from outside of the cluster: here, from the host.
      services: '192.168.150.192/28',
    });
    const machine = {
      host,
      subnet: this.lan,
      os: GuestOs.debian12(),
      image: Image.file('/var/lib/libvirt/images/debian-12.qcow2', { version: '12.8' }),
    };

    const password = Secret.fromExisting(this, 'database-password', { keys: ['password'] });
    this.database = new DatabaseVm(this, 'database', {
      ...machine,
      cpus: 2,
      memory: Size.gibibytes(2),
      engine: DatabaseEngine.postgresql('15'),
      dataDisk: Size.gibibytes(10),
      roles: { app: { password: password.key('password') } },
    });

    this.cluster = new KubernetesCluster(this, 'k8s', {
      version: '1.34',
      podCidr: '10.244.0.0/16',
      serviceCidr: '10.96.0.0/12',
      nodes: { ...machine, count: 2, cpus: 2, memory: Size.gibibytes(4) },
    });
    const { host: databaseHost, password: databasePassword } = this.database.connection();
    this.web = new Microservice(this.cluster, 'web', {
      image: 'ghcr.io/me/web:1.0.0',
      port: Port.tcp(3000, 'http'),
      env: { DATABASE_HOST: databaseHost, DATABASE_PASSWORD: databasePassword },
    });

    this.policy.allow(this.web, this.database, { because: 'records are kept there' });
    this.policy.allow(this.lan.hosts, this.web, { because: 'I open it in my browser' });
    const ssh = Port.tcp(22, 'ssh');
    this.policy.allow(this.lan.hosts, this.database, { because: 'I log in, and look into tables', ports: [ssh, Port.tcp(5432)] });
    this.policy.allow(this.lan.hosts, this.cluster.nodes, { because: 'I log in, and use kubectl', ports: [ssh, Port.tcp(6443, 'api')] });
  }
}
