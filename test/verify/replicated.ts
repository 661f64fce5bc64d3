import {
  DatabaseEngine,
  DatabaseTls,
  DatabaseVm,
  Forward,
  GuestOs,
  Host,
  Image,
  KubernetesCluster,
  MeshMode,
  MeshProvider,
  Microservice,
  Network,
  Port,
  ServiceMesh,
  Size,
  System,
} from '../../src/model';
import { AUTHORITY } from '../first-boot-fixture';

/** Databases with standbys on other hosts, which pods of a mesh only read. */
export function replicated(): System {
  const system = new System('replicated');
  const hosts = [1, 2, 3].map(
    (n) => new Host(system, `kvm${n}`, { ssh: { user: 'root', address: `192.0.2.${n}` }, cpus: 64, memory: Size.gibibytes(256) }),
  );
  const subnet = new Network(system, 'net', { cidr: '10.40.0.0/16' }).addSubnet('data', {
    ...{ cidr: '10.40.1.0/24', forward: Forward.bridge('br0'), gateway: '10.40.1.1', nameservers: ['10.40.1.1'] },
  });
  const k8s = KubernetesCluster.fromExisting(system, 'k8s', {
    ...{ version: '1.34', podCidr: '10.244.0.0/16', serviceCidr: '10.96.0.0/12', nodeAddresses: ['192.0.2.10'] },
  });
  const mesh = new ServiceMesh(k8s, 'mesh', { provider: MeshProvider.ISTIO, mode: MeshMode.SIDECAR_WITH_CNI });
  const image = Image.file('/images/guest.qcow2', { version: '1', preinstalled: true });
  const [host, second, third] = hosts;
  const machine = { host, subnet, image, os: GuestOs.debian12(), cpus: 1, memory: Size.gibibytes(2), dataDisk: Size.gibibytes(10) };
  const ledger = new DatabaseVm(system, 'ledger', {
    ...machine,
    engine: DatabaseEngine.postgresql('15'),
    tls: DatabaseTls.variables({ authority: AUTHORITY }),
    backup: { daily: '02:00', keep: 2 },
    replicas: { 'ledger-2': { host: second }, 'ledger-3': { host: third } },
  });
  const stock = new DatabaseVm(system, 'stock', {
    ...machine,
    engine: DatabaseEngine.mariadb('10.11'),
    replicas: { 'stock-2': { host: second } },
  });
  const port = Port.tcp(8080, 'http');
  const web = new Microservice(k8s, 'web', { image: 'registry.example/web:1', port, mesh });
  const reports = new Microservice(k8s, 'reports', {
    ...{ image: 'registry.example/reports:1', port, mesh },
    env: { DB_HOST: ledger.connection({ readOnly: true }).host },
  });
  system.policy.allow(web, [ledger, stock], { because: 'variety' });
  system.policy.allow(reports, ledger.replicas, { because: 'sums' });
  return system;
}
