import { GuestOs, Host, Image, KubernetesCluster, Microservice, Network, Port, Size, System, VirtualMachine } from '../src';

export interface LargeSystemProps {
  readonly services: number;
  readonly machines: number;
  readonly flows: number;
}

/** A system of any size: services that call each other and the machines, and machines that call back. */
export function largeSystem({ services, machines, flows }: LargeSystemProps): System {
  const system = new System('large');
  const host = new Host(system, 'kvm1', { uri: 'qemu:///system', cpus: 4096, memory: Size.tebibytes(64) });
  const network = new Network(system, 'net', { cidr: '10.0.0.0/12' });
  const subnet = network.addSubnet('machines', { cidr: '10.0.0.0/16' });
  const nodes = network.addSubnet('nodes', { cidr: '10.1.0.0/16', services: '10.1.128.0/17' });
  const image = Image.file('/images/debian-12.qcow2', { version: '12', preinstalled: true });
  const guest = { host, os: GuestOs.debian12(), image, cpus: 2, memory: Size.gibibytes(4) };
  const port = Port.tcp(8080, 'http');
  const vms = numbered(machines, (index) => new VirtualMachine(system, `vm-${index}`, { ...guest, subnet, listens: [port] }));
  const cluster = new KubernetesCluster(system, 'k8s', {
    version: '1.34',
    podCidr: '10.244.0.0/16',
    serviceCidr: '10.96.0.0/12',
    nodes: { ...guest, subnet: nodes, count: 3 },
  });
  const pods = numbered(
    services,
    (index) => new Microservice(cluster, `service-${index}`, { image: 'registry.example/service:1.0.0', port }),
  );
  for (let index = 0; index < flows; index++) {
    const round = Math.floor(index / pods.length);
    const pod = pick(pods, index);
    if (index % 4 === 0) system.policy.allow(pod, pick(vms, index * 7 + round), { because: 'records' });
    else if (index % 4 === 1) system.policy.allow(pick(vms, index * 3 + round), pod, { because: 'feed' });
    else system.policy.allow(pod, pick(pods, index + 1 + ((round * 13) % (pods.length - 1))), { because: 'call' });
  }
  return system;
}

const numbered = <T>(length: number, make: (index: number) => T): readonly T[] => Array.from({ length }, (_, index) => make(index));

function pick<T>(list: readonly T[], index: number): T {
  const item = list[index % list.length];
  if (item === undefined) throw new Error('an empty list has nothing to pick from');
  return item;
}
