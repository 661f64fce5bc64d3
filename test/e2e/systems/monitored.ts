import { DatabaseEngine, DatabaseTls, DatabaseVm, GuestOs, Host, Image, Network, Port, Size, System, VirtualMachine } from '../../../src';

/** A database of every engine that Debian 12 has, with the standbys that can be, and a machine beside them, whose metrics one machine fetches and another must not. */
export class MonitoredSystem extends System {
  constructor() {
    super('ms', { domain: 'ms.internal', admin: [] });
    const host = new Host(this, 'kvm1', { uri: 'qemu:///system', cpus: 16, memory: Size.gibibytes(32) });
    const net = new Network(this, 'net', { cidr: '10.31.0.0/16' });
    const subnet = net.addSubnet('data', { cidr: '10.31.1.0/24' });
    const tools = net.addSubnet('tools', { cidr: '10.31.2.0/24' });
    const image = Image.file('/var/lib/images/debian.qcow2', { version: '1', preinstalled: true });
    const small = { host, image, os: GuestOs.debian12(), cpus: 1, memory: Size.mebibytes(512), rootDisk: Size.gibibytes(3) };
    const watcher = new VirtualMachine(this, 'watcher', { ...small, subnet: tools });
    const stranger = new VirtualMachine(this, 'stranger', { ...small, subnet: tools });
    const data = { ...small, subnet, dataDisk: Size.gibibytes(1), monitoring: { from: watcher } };
    const tls = DatabaseTls.selfSigned();
    const here = { onPrimaryHost: { because: 'the laboratory is one' } };
    const databases = [
      new DatabaseVm(this, 'ledger', { ...data, engine: DatabaseEngine.postgresql('15'), tls, replicas: { 'ledger-2': here } }),
      new DatabaseVm(this, 'stock', { ...data, engine: DatabaseEngine.mariadb('10.11'), replicas: { 'stock-2': here } }),
      new DatabaseVm(this, 'cache', { ...data, engine: DatabaseEngine.redis('7'), tls }),
      new DatabaseVm(this, 'shelf', { ...data, engine: DatabaseEngine.redis('7') }),
      new DatabaseVm(this, 'queue', { ...data, engine: DatabaseEngine.rabbitmq('3.10'), tls }),
    ];
    new VirtualMachine(this, 'app', { ...small, subnet, listens: [Port.tcp(8080, 'http')], monitoring: { from: watcher } });
    this.policy.allow(
      stranger,
      databases.flatMap((each) => [each, ...each.replicas]),
      { because: 'it may log in, and is told no metrics' },
    );
  }
}
