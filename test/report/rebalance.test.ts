import { Host, Size, type VirtualMachineProps } from '../../src/model';
import { rebalance, rebalanceText } from '../../src/report';
import { bridged, vm, yard } from '../model/fixture';

/** Two hosts of 16 GiB with machines of that many, most of them on the first. */
function lopsided(props: (y: ReturnType<typeof yard>, other: Host) => Partial<VirtualMachineProps> = () => ({})) {
  const build = (sizes: Readonly<Record<string, number>>) => {
    const y = yard({}, { memory: Size.gibibytes(16) });
    const other = new Host(y.system, 'other', { uri: 'qemu+tls://other/system', cpus: 64, memory: Size.gibibytes(16) });
    const lan = bridged(y);
    for (const [name, size] of Object.entries(sizes))
      vm(y, name, { host: undefined, subnet: lan, stateless: true, memory: Size.gibibytes(size), ...props(y, other) });
    return y.system;
  };
  const { lock } = build({ a: 5, b: 4, c: 3 }).resolve();
  return build({ a: 5, b: 4, c: 3 }).resolve({ lock }).system;
}

test('moves are proposed that even hosts out, and nothing is changed', () => {
  const system = lopsided();
  expect(new Set(system.machines.map(({ host }) => host))).toEqual(new Set(['kvm']));
  const found = rebalance(system);
  expect(found.moves).toEqual([{ machine: 'a', from: 'kvm', to: 'other', memoryMiB: 5 * 1024 + 165, disksGiB: 20 }]);
  expect(found.hosts.map(({ host, before, after }) => [host, before > 0.8, after < 0.6])).toEqual([
    ['kvm', true, true],
    ['other', false, true],
  ]);
  expect(found.fixed).toEqual([]);
  const text = rebalanceText(found, 100);
  for (const part of ['Proposed moves', 'at most 20 GiB', 'Nothing was moved']) expect(text).toContain(part);
});

test('machines whose host is stated stay', () => {
  const { moves, fixed } = rebalance(lopsided(({ host }) => ({ host })));
  expect(moves).toEqual([]);
  expect(fixed).toEqual(['a', 'b', 'c']);
});

test('machines of a network that exists on one host stay', () => {
  const { moves, fixed } = rebalance(lopsided((y) => ({ subnet: y.lan })));
  expect(moves).toEqual([]);
  expect(rebalanceText({ moves, hosts: [], fixed }, 100)).toMatch(
    /^No move is worth its trouble\.\n.*stated or their network exists there/s,
  );
});

test('machines that have to be apart are not proposed to meet', () => {
  const y = yard({}, { memory: Size.gibibytes(16) });
  const other = new Host(y.system, 'other', { uri: 'qemu+tls://other/system', cpus: 64, memory: Size.gibibytes(64) });
  const lan = bridged(y);
  const first = vm(y, 'first', { host: other, subnet: lan });
  vm(y, 'second', { host: [y.host, other], subnet: lan, memory: Size.gibibytes(8), apartFrom: first });
  expect(rebalance(y.system.resolve().system).moves).toEqual([]);
});
