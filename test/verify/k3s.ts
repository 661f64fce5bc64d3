import {
  Anyone,
  Distribution,
  FlannelBackend,
  GuestOs,
  Host,
  Image,
  KubernetesCluster,
  Microservice,
  Network,
  Port,
  Size,
  System,
  Taint,
} from '../../src/model';

const BINARY = { url: 'https://mirror.example/k3s/v1.34.2%2Bk3s1/k3s', sha256: '5e'.repeat(32) };
const release = 'v1.34.2+k3s1';

/** Clusters of k3s: of several servers and agents, of a single server, and with a network plug-in of its own. */
export function k3s(): System {
  const system = new System('light', { provisioning: { packages: Anyone.ipv4(), registry: Anyone.ipv4() } });
  const host = new Host(system, 'kvm1', { uri: 'qemu:///system', cpus: 64, memory: Size.gibibytes(256) });
  const net = new Network(system, 'net', { cidr: '10.60.0.0/16' });
  const image = Image.file('/images/debian.qcow2', { version: '1' });
  const machine = { host, image, os: GuestOs.debian12(), cpus: 2, memory: Size.gibibytes(4) };
  const cluster = (id: string, number: number, distribution: Distribution, nodes: object): KubernetesCluster =>
    new KubernetesCluster(system, id, {
      ...{ version: '1.34', podCidr: `10.24${number}.0.0/16`, serviceCidr: `10.10${number}.0.0/16`, distribution },
      nodes: {
        ...machine,
        subnet: net.addSubnet(`${id}-nodes`, { cidr: `10.60.${number}.0/24`, services: `10.60.${number}.192/26` }),
        count: 1,
        ...nodes,
      },
    });
  const wide = cluster('wide', 1, Distribution.k3s({ release, binary: BINARY, flannelBackend: FlannelBackend.WIREGUARD }), {
    count: 4,
    controlPlanes: 3,
    imageRepository: 'registry.example/kubernetes',
    apiServerNames: ['kubernetes.example.com'],
    labels: { disk: 'ssd' },
    pools: { batch: { count: 1, taints: [Taint.of('dedicated', { value: 'batch' })] } },
  });
  const small = cluster('small', 2, Distribution.k3s({ release, localStorage: true }), {
    image: Image.file('/images/k3s.qcow2', { version: '1', preinstalled: true }),
  });
  cluster('own', 3, Distribution.k3s({ release, binary: BINARY, flannelBackend: FlannelBackend.NONE }), { count: 2 });
  const port = Port.tcp(8080, 'http');
  const web = new Microservice(wide, 'web', { image: 'registry.example/web:1', port });
  const other = new Microservice(small, 'other', { image: 'registry.example/other:1', port });
  system.policy.allow(web, other, { because: 'variety' });
  return system;
}
