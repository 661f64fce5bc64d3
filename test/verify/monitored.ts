import {
  DatabaseEngine,
  DatabaseTls,
  DatabaseVm,
  External,
  GuestOs,
  Host,
  Image,
  KubernetesCluster,
  LoadBalancer,
  Microservice,
  Network,
  PodEgress,
  Port,
  Size,
  System,
  VirtualMachine,
} from '../../src/model';
import { AUTHORITY } from '../first-boot-fixture';

/** Databases of all engines, with TLS and without, and other machines, whose metrics pods, a machine, a subnet and somebody outside fetch. */
export function monitored(): System {
  const system = new System('monitored', {
    provisioning: { packages: External.cidr('10.41.9.0/24', { name: 'mirror' }) },
  });
  const host = new Host(system, 'kvm1', { uri: 'qemu:///system', cpus: 64, memory: Size.gibibytes(256) });
  const net = new Network(system, 'net', { cidr: '10.40.0.0/16' });
  const [subnet, tools] = [net.addSubnet('data', { cidr: '10.40.1.0/24' }), net.addSubnet('tools', { cidr: '10.40.2.0/24' })];
  const k8s = KubernetesCluster.fromExisting(system, 'k8s', {
    ...{ version: '1.34', podCidr: '10.244.0.0/16', serviceCidr: '10.96.0.0/12', nodeAddresses: ['192.0.2.10'] },
    podEgress: PodEgress.NATIVE,
  });
  const image = Image.file('/images/guest.qcow2', { version: '1' });
  const machine = { host, subnet, image, os: GuestOs.debian12(), cpus: 1, memory: Size.gibibytes(2) };
  const prometheus = new Microservice(k8s, 'prometheus', { image: 'registry.example/prometheus:1', port: Port.tcp(9090, 'http') });
  const watcher = new VirtualMachine(system, 'watcher', { ...machine, subnet: tools });
  const data = { ...machine, dataDisk: Size.gibibytes(10), monitoring: { from: prometheus } };
  new DatabaseVm(system, 'ledger', {
    ...data,
    engine: DatabaseEngine.postgresql('15'),
    tls: DatabaseTls.variables({ authority: AUTHORITY }),
  });
  new DatabaseVm(system, 'stock', {
    ...data,
    engine: DatabaseEngine.mariadb('10.11'),
    monitoring: { from: [prometheus, watcher] },
  });
  const mysql = { os: GuestOs.ubuntu2404(), engine: DatabaseEngine.mysql('8.0'), tls: DatabaseTls.selfSigned() };
  new DatabaseVm(system, 'orders', { ...data, ...mysql });
  new DatabaseVm(system, 'cache', { ...data, engine: DatabaseEngine.redis('7'), monitoring: { from: tools } });
  const sealed = { engine: DatabaseEngine.valkey('8'), os: GuestOs.debian13(), tls: DatabaseTls.selfSigned() };
  new DatabaseVm(system, 'sessions', { ...data, ...sealed });
  new DatabaseVm(system, 'queue', { ...data, engine: DatabaseEngine.rabbitmq('3.10') });
  const sealedQueue = { engine: DatabaseEngine.rabbitmq('3.10'), tls: DatabaseTls.selfSigned() };
  new DatabaseVm(system, 'events', { ...data, ...sealedQueue });
  const app = new VirtualMachine(system, 'app', {
    ...machine,
    listens: [Port.tcp(8080, 'http')],
    monitoring: { from: External.address('198.51.100.9', { name: 'monitoring-of-the-company' }) },
  });
  const pair = { onOneHost: { because: 'variety' } };
  new LoadBalancer(system, 'entry', { ...machine, subnet: tools, backends: app, pair, monitoring: { from: watcher } });
  return system;
}
