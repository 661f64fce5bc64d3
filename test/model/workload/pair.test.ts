import { Anyone, type LoadBalancerProps, type Lock, type Resolution, serializeLock, VirtualMachine } from '../../../src/model';
import { release } from '../../../src/model/lock/release';
import { repair } from '../../../src/model/lock/repair';
import { destinationOf, sourceOf } from '../../../src/model/resolved';
import { cidrsOf, codesOf, named } from '../fixture';
import { balancer, edge } from '../pair-fixture';

function resolve(props: Partial<LoadBalancerProps>, lock?: Lock): Resolution {
  const all = edge();
  const lb = balancer(all, props);
  all.system.policy.allow(Anyone.ipv4(), lb, { because: 'entry' });
  all.system.policy.allow(all.pods, lb, { because: 'calls' });
  return all.system.resolve(lock ? { lock: serializeLock(lock) } : {});
}

const PAIR = { pair: {} };

describe('a pair', () => {
  const { system, lock, warnings } = resolve(PAIR);
  const flow = (id: string) =>
    named(
      system.flows.map((each) => ({ ...each, name: each.id })),
      id,
    );

  test('is two machines on two hosts, which speak for one address', () => {
    expect(system.pairs).toEqual([{ name: 'lb', address: '10.1.4.1', subnet: 'edge', members: ['lb-1', 'lb-2'] }]);
    const members = system.machines.filter(({ kind }) => kind === 'load-balancer');
    expect(members.map(({ name, host, nic }) => [name, host, nic.address, nic.speaksFor])).toEqual([
      ['lb-1', 'kvm1', '10.1.4.2', ['10.1.4.1/32']],
      ['lb-2', 'kvm2', '10.1.4.3', ['10.1.4.1/32']],
    ]);
    expect(warnings).toEqual([]);
    expect(lock.pairs).toEqual({ lb: { subnet: 'edge', address: '10.1.4.1' } });
  });

  test('is dialled at that address, and seen under those of its machines', () => {
    expect(cidrsOf(destinationOf(flow('anyone-to-lb')))).toEqual(['10.1.4.1/32']);
    expect(cidrsOf(sourceOf(flow('lb-to-web')))).toEqual(['10.1.4.2/32', '10.1.4.3/32']);
    expect(cidrsOf(destinationOf(flow('external-admins-to-lb-2')))).toEqual(['10.1.4.3/32']);
  });

  test('tells itself who holds it, and nobody else', () => {
    expect(flow('lb-1-to-lb-2')).toMatchObject({ origin: 'vrrp', ports: [{ protocol: 'vrrp' }] });
    expect(flow('lb-2-to-lb-1')).toMatchObject({ origin: 'vrrp' });
    expect(named(system.machines, 'lb-1').guest.firewall).toContainEqual({
      ports: [expect.objectContaining({ protocol: 'vrrp' })],
      from: ['10.1.4.3/32'],
    });
  });

  test('is found by its name: from pods by a Service that leads to the address', () => {
    expect(system.clusters[0]?.machineServices).toEqual([
      { machine: 'lb', address: '10.1.4.1', ports: [expect.objectContaining({ from: 8080 })] },
    ]);
  });

  test('is far from what says so, with both of its machines', () => {
    const all = edge();
    const lb = balancer(all, PAIR);
    new VirtualMachine(all.system, 'spare', { ...all.machine, apartFrom: lb });
    // There are two hosts, and a machine of the pair on each.
    expect(codesOf(all.system)).toEqual(['NO_ROOM']);
  });
});

describe('the address that clients use', () => {
  const before = resolve({});
  const grown = resolve(PAIR, before.lock);
  const shrunk = resolve({}, grown.lock);
  const addressOf = ({ system }: Resolution): string => system.pairs[0]?.address ?? named(system.machines, 'lb').nic.address;

  test('stays when one machine becomes a pair, and back', () => {
    expect([before, grown, shrunk].map(addressOf)).toEqual(['10.1.4.1', '10.1.4.1', '10.1.4.1']);
    expect([grown, shrunk].map(({ warnings }) => warnings.map(({ code }) => code))).toEqual([['BECOMES_A_PAIR'], ['BECOMES_ONE_MACHINE']]);
    expect(grown.warnings[0]?.message).toContain('lb-1 and lb-2');
  });

  test('is held once in each lock, which the next run takes', () => {
    expect(grown.lock.removed.machines).toEqual({});
    expect(shrunk.lock.pairs).toBeUndefined();
    expect(resolve(PAIR, grown.lock).warnings).toEqual([]);
    expect(resolve({}, shrunk.lock).lock).toEqual(shrunk.lock);
  });

  test('is nobody else’s while the lock remembers a pair that left', () => {
    const all = edge();
    const gone = all.system.resolve({ lock: grown.lock }).lock;
    expect(gone.removed.pairs).toEqual({ lb: { subnet: 'edge', address: '10.1.4.1' } });
    expect(release(gone, 'lb').removed.pairs).toBeUndefined();
    expect(addressOf(resolve(PAIR, gone))).toBe('10.1.4.1');
  });

  test('of a pair that one branch made is kept when branches are joined', () => {
    const { lock, questions } = repair({ base: before.lock, ours: grown.lock, theirs: before.lock });
    expect(questions).toEqual([]);
    expect(lock.pairs).toEqual(grown.lock.pairs);
    expect(lock.machines.lb).toBeUndefined();
  });
});
