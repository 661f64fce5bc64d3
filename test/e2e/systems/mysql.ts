import {
  DatabaseEngine,
  DatabaseTls,
  DatabaseVm,
  External,
  GuestOs,
  Host,
  Image,
  Network,
  Size,
  System,
  VirtualMachine,
} from '../../../src';

/** MySQL with a standby, once with TLS and once in the clear. */
export class MysqlSystem extends System {
  /**
   * @param authority who has signed the certificates, as PEM
   * @param isEarlier as it was before there were TLS and standbys
   */
  constructor(authority: string, isEarlier = false) {
    super('ms', {
      domain: 'ms.internal',
      provisioning: {
        packages: External.cidr('10.1.0.0/24', { name: 'package-mirror' }),
        ntp: External.address('10.1.1.20', { name: 'time-server' }),
      },
      admin: { from: External.cidr('10.2.0.0/24', { name: 'admin-network' }) },
    });
    const host = new Host(this, 'kvm1', { uri: 'qemu:///system', cpus: 16, memory: Size.gibibytes(32) });
    const subnet = new Network(this, 'net', { cidr: '10.31.0.0/16' }).addSubnet('data', { cidr: '10.31.1.0/24' });
    const image = Image.file('/var/lib/images/debian.qcow2', { version: '1', preinstalled: true });
    const small = { host, image, subnet, os: GuestOs.debian13(), cpus: 1, memory: Size.mebibytes(512), rootDisk: Size.gibibytes(3) };
    const here = { onPrimaryHost: { because: 'the laboratory is one' } };
    const database = {
      ...small,
      engine: DatabaseEngine.mysql('9.7'),
      databases: { app: { owner: 'keeper', initialSql: 'CREATE TABLE shelf (id int);\nINSERT INTO shelf VALUES (7);\n' } },
      roles: { reader: { reads: ['app'] }, clerk: { writes: ['app'] } },
      dataDisk: Size.gibibytes(2),
      backup: { daily: '02:00', keep: 2 },
    };
    const stock = new DatabaseVm(this, 'stock', {
      ...database,
      ...(isEarlier ? {} : { tls: DatabaseTls.variables({ authority }), replicas: { 'stock-2': here } }),
    });
    const plain = new DatabaseVm(this, 'plain', { ...database, ...(isEarlier ? {} : { replicas: { 'plain-2': here } }) });
    const app = new VirtualMachine(this, 'app', small);
    for (const each of [stock, plain]) {
      this.policy.allow(app, each, { because: 'guests' });
      if (!isEarlier) this.policy.allow(app, each.replicas, { because: 'guests' });
    }
  }
}
