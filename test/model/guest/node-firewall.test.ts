import { External } from '../../../src/model';
import { cluster, database, yard } from '../fixture';

const admin = { from: External.cidr('198.51.100.0/24', { name: 'admins' }) };

test("a node's own firewall lets its pods reach it, and administrators its API server", () => {
  const y = yard({ admin });
  cluster(y);
  database(y, 'db');
  const { system } = y.system.resolve();
  const firewallOf = (name: string) =>
    system.machines
      .find((machine) => machine.name === name)
      ?.guest.firewall.map(({ from, ports }) => [from, ports.map((port) => `${port.protocol}/${port.from}`)]);
  expect(firewallOf('k8s-node-1')).toEqual([
    [['10.1.0.0/16', '10.244.0.0/16'], ['any/0']],
    [['198.51.100.0/24'], ['tcp/22', 'tcp/6443']],
  ]);
  expect(firewallOf('db')).toEqual([
    [['10.1.0.0/16'], ['tcp/5432']],
    [['198.51.100.0/24'], ['tcp/22']],
  ]);
});
