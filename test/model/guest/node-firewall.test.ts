import { type ClusterNode, External } from '../../../src/model';
import { cluster, database, vm, yard } from '../fixture';

const admin = { from: External.cidr('198.51.100.0/24', { name: 'admins' }) };

test("a node's own firewall lets nodes and pods reach it, administrators its API server, and nothing else of the system", () => {
  const y = yard({ admin });
  cluster(y);
  database(y, 'db');
  const { system } = y.system.resolve();
  const firewallOf = (name: string) =>
    system.machines
      .find((machine) => machine.name === name)
      ?.guest.firewall.map(({ from, ports }) => [from, ports.map((port) => `${port.protocol}/${port.from}`)]);
  expect(firewallOf('k8s-node-1')).toEqual([
    [['10.1.2.0/24', '10.244.0.0/16'], ['any/0']],
    [['198.51.100.0/24'], ['tcp/22']],
    [['198.51.100.0/24'], ['tcp/6443']],
  ]);
  expect(firewallOf('db')).toEqual([
    [['10.1.0.0/16'], ['tcp/5432']],
    [['198.51.100.0/24'], ['tcp/22']],
  ]);
});

test('a port of a node that the policy names is opened to those it names', () => {
  const y = yard({ admin });
  const k8s = cluster(y);
  const [node] = k8s.nodes;
  y.system.policy.allow(vm(y, 'ci'), node as ClusterNode, { because: 'deploys' });
  const { system } = y.system.resolve();
  const firewall = system.machines.find(({ name }) => name === 'k8s-node-1')?.guest.firewall;
  expect(firewall?.find(({ ports }) => ports.some(({ from }) => from === 6443))?.from).toEqual(['10.1.1.2/32', '198.51.100.0/24']);
});
