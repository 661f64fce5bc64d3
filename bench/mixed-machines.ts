import {
  Anyone,
  DatabaseEngine,
  DatabaseVm,
  External,
  GuestOs,
  Host,
  Image,
  Isolation,
  KubernetesCluster,
  LegacyVm,
  LoadBalancer,
  Network,
  Port,
  Size,
  System,
  VirtualMachine,
} from '../src';

/** Machines of one host, all kinds among them. */
const PER_HOST = 30;

/** As many machines of all kinds, thirty to a host: what talks to each other lives on one host, and everything has its reasons. */
export function mixedMachines(count: number): System {
  const provisioning = {
    packages: External.cidr('172.16.0.0/24', { name: 'packages' }),
    registry: External.address('172.16.1.10', { name: 'registry' }),
    ntp: External.address('172.16.1.20', { name: 'time' }),
  };
  const system = new System('mixed', { provisioning, admin: { from: External.cidr('172.16.2.0/24', { name: 'administrators' }) } });
  const network = new Network(system, 'net', { cidr: '10.0.0.0/9', routes: 'provided' });
  for (let index = 0; index * PER_HOST < count; index++) {
    const uri = `qemu+tcp://kvm${index}.example/system`;
    populate(system, network, new Host(system, `kvm${index}`, { uri, cpus: 128, memory: Size.gibibytes(512) }), index);
  }
  return system;
}

const image = (name: string): Image => Image.file(`/images/${name}.qcow2`, { version: '1' });

/** Twelve servers, eight databases, three machines that are taken as they are and two load balancers, and a cluster of five nodes. */
function populate(system: System, network: Network, host: Host, index: number): void {
  const [debian, ubuntu] = [image('debian-12'), image('ubuntu-24.04')];
  const apps = network.addSubnet(`apps-${index}`, { cidr: `10.${index % 100}.0.0/24` });
  const data = network.addSubnet(`data-${index}`, { cidr: `10.${index % 100}.1.0/24`, isolation: Isolation.HIGH });
  const guest = { host, os: GuestOs.debian12(), image: debian, cpus: 2, memory: Size.gibibytes(4) };
  const http = Port.tcp(8080, 'http');
  const named = <T>(length: number, kind: string, make: (id: string, n: number) => T): readonly T[] =>
    Array.from({ length }, (_, n) => make(`${kind}-${index}-${n}`, n));
  const servers = named(12, 'app', (id) => new VirtualMachine(system, id, { ...guest, subnet: apps, listens: [http], stateless: true }));
  const databases = named(8, 'db', (id, n) => {
    const engine = n % 2 === 0 ? DatabaseEngine.postgresql('15') : DatabaseEngine.mariadb('10.11');
    const backup = { daily: '02:00', keep: 7 };
    return new DatabaseVm(system, id, { ...guest, subnet: data, engine, dataDisk: Size.gibibytes(100), backup });
  });
  const old = { ...guest, os: GuestOs.windowsServer2012().afterSupport({ because: 'it is measured' }), image: image('windows') };
  const legacy = named(3, 'old', (id) => new LegacyVm(system, id, { ...old, subnet: apps, listens: [http] }));
  const balancers = named(2, 'lb', (id) => new LoadBalancer(system, id, { ...guest, subnet: apps, backends: [...servers] }));
  const nodes = network.addSubnet(`nodes-${index}`, { cidr: `10.${index % 100}.2.0/24` });
  new KubernetesCluster(system, `k8s-${index}`, {
    version: '1.34',
    podCidr: `10.${128 + (index % 100)}.0.0/16`,
    serviceCidr: `172.${20 + Math.floor(index / 256)}.${index % 256}.0/24`,
    nodes: { ...guest, subnet: nodes, count: 5, image: ubuntu, os: GuestOs.ubuntu2404() },
  });
  system.policy.allow(Anyone.ipv4(), balancers, { because: 'public entry' });
  for (const [n, server] of servers.entries()) {
    const [one, other] = [databases[n % databases.length], databases[(n + 3) % databases.length]];
    if (one && other) system.policy.allow(server, [one, other], { because: 'system of record' });
    system.policy.allow(server, legacy, { because: 'stock still lives there' });
  }
}
