import { External, FailureDomain, Forward, GuestOs, Host, Image, KubernetesCluster, LoadBalancer, Network, Size, System } from '../../src';
import type { ClusterNodeRole, ResolvedSystem } from '../../src/model/resolved';
import { compare } from '../../src/verify/compare';
import { sshKey } from '../model/fixture';
import { fullWorld } from '../properties/outputs';

const ADMINISTRATORS = External.cidr('10.2.0.0/24', { name: 'admin-network' });

/** Three nodes of a control plane on three hosts, and a pair of load balancers before their API servers. */
function highlyAvailable({ before = true, backends = 3 } = {}): System {
  const system = new System('ha', {
    domain: 'ha.internal',
    provisioning: {
      packages: External.cidr('10.1.0.0/24', { name: 'packages' }),
      registry: External.address('10.1.1.10', { name: 'images' }),
    },
    admin: { from: ADMINISTRATORS, sshAuthorizedKeys: [sshKey('a')] },
  });
  const host = ['a', 'b', 'c'].map(
    (name) => new Host(system, name, { ssh: { user: 'root', address: name }, cpus: 16, memory: Size.gibibytes(64) }),
  );
  const net = new Network(system, 'net', { cidr: '10.30.0.0/16' });
  const subnet = net.addSubnet('nodes', { cidr: '10.30.3.0/24', forward: Forward.bridge('br0'), nameservers: ['10.1.1.53'] });
  const machine = {
    subnet,
    os: GuestOs.debian12(),
    image: Image.file('/images/debian-12.qcow2', { version: '12.5' }),
    cpus: 2,
    memory: Size.gibibytes(4),
  };
  const cluster = new KubernetesCluster(system, 'k8s', {
    version: '1.34',
    podCidr: '10.244.0.0/16',
    serviceCidr: '10.96.0.0/12',
    nodes: { ...machine, host, apartBy: FailureDomain.HOST, count: 3, controlPlanes: 3 },
  });
  if (before) {
    const planes = cluster.nodes.filter(({ controlPlane }) => controlPlane).slice(-backends);
    const balancer = new LoadBalancer(system, 'api-lb', { ...machine, host: host.slice(0, 2), backends: planes, pair: {} });
    system.policy.allow(ADMINISTRATORS, balancer, { because: 'administration of the cluster' });
  }
  return system;
}

const certificateNames = ({ machines }: ResolvedSystem): readonly string[] =>
  (machines.find(({ name }) => name === 'k8s-node-1')?.guest.role as ClusterNodeRole).bringUp?.certificateNames ?? [];

test('certificates of API servers hold for the load balancers before them, at the address that they have in turn', () => {
  const { system } = highlyAvailable().resolve();
  const [pair] = system.pairs;
  expect(certificateNames(system)).toEqual(expect.arrayContaining(['api-lb', 'api-lb.ha.internal', pair?.address]));
  // The first node is told for all, whichever of them the balancers know.
  expect(certificateNames(highlyAvailable({ backends: 1 }).resolve().system)).toContain('api-lb.ha.internal');
  expect(certificateNames(highlyAvailable({ before: false }).resolve().system)).not.toContain('api-lb.ha.internal');
});

test('what comes by them, and between them, is let through, and nothing else', () => {
  const { system } = highlyAvailable().resolve();
  expect(compare(system, fullWorld(system))).toEqual([]);
  const flows = system.flows.map(({ id, ports }) => `${id} ${ports.map(({ protocol, from }) => `${protocol}/${from}`)}`);
  expect(flows).toEqual(
    expect.arrayContaining([
      'external-admin-network-to-api-lb tcp/6443',
      'api-lb-to-k8s-node-1 tcp/6443',
      'api-lb-to-k8s-node-3 tcp/6443',
      'api-lb-1-to-api-lb-2 vrrp/0',
    ]),
  );
});

test('the address is kept, and nodes that are there are told of load balancers that come later', () => {
  const once = highlyAvailable().resolve();
  expect(highlyAvailable().resolve({ lock: once.lock }).system.pairs).toEqual(once.system.pairs);
  const { warnings } = highlyAvailable().resolve({ lock: highlyAvailable({ before: false }).resolve().lock });
  const outdated = warnings.filter(({ code }) => code === 'GUEST_OUTDATED').map(({ message }) => message);
  expect(outdated.length).toBeGreaterThan(0);
  for (const message of outdated) expect(message).toMatch(/certSANs/);
});
