import {
  DatabaseEngine,
  DatabaseTls,
  DatabaseVm,
  GuestOs,
  Host,
  Image,
  KubernetesCluster,
  Microservice,
  Network,
  Port,
  Size,
  System,
} from '../../src/model';
import { AUTHORITY } from '../first-boot-fixture';

/** Databases of all engines that take no login in the clear, with certificates from everywhere that they can come from. */
export function encrypted(): System {
  const system = new System('encrypted');
  const host = new Host(system, 'kvm1', { uri: 'qemu:///system', cpus: 64, memory: Size.gibibytes(256) });
  const subnet = new Network(system, 'net', { cidr: '10.40.0.0/16' }).addSubnet('data', { cidr: '10.40.1.0/24' });
  const k8s = KubernetesCluster.fromExisting(system, 'k8s', {
    ...{ version: '1.34', podCidr: '10.244.0.0/16', serviceCidr: '10.96.0.0/12', nodeAddresses: ['192.0.2.10'] },
  });
  const image = Image.file('/images/guest.qcow2', { version: '1', preinstalled: true });
  const machine = { host, subnet, image, os: GuestOs.debian12(), cpus: 1, memory: Size.gibibytes(2), dataDisk: Size.gibibytes(10) };
  const files = DatabaseTls.files({ authority: AUTHORITY, certificate: '/etc/pki/db.pem', key: '/etc/pki/db.key' });
  const variables = DatabaseTls.variables({ authority: AUTHORITY });
  const engines: readonly (readonly [string, DatabaseEngine, DatabaseTls])[] = [
    ['ledger', DatabaseEngine.postgresql('15'), variables],
    ['orders', DatabaseEngine.mysql('8.0'), files],
    ['stock', DatabaseEngine.mariadb('10.11'), DatabaseTls.selfSigned()],
    ['cache', DatabaseEngine.redis('7'), variables],
    ['queue', DatabaseEngine.rabbitmq('3.10'), files],
    ['papers', DatabaseEngine.mongodb('8.0'), variables],
  ];
  const databases = engines.map(([name, engine, tls]) => new DatabaseVm(system, name, { ...machine, engine, tls }));
  const web = new Microservice(k8s, 'web', { image: 'registry.example/web:1', port: Port.tcp(8080, 'http') });
  system.policy.allow(web, databases, { because: 'variety' });
  return system;
}
