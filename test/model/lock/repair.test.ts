import fc from 'fast-check';
import { Host, LoadBalancer, type LoadBalancerProps, type Lock, type Problem, Size, VirtualMachine } from '../../../src/model';
import type { LockedMachine } from '../../../src/model/lock/lock';
import { checkLock } from '../../../src/model/lock/parse';
import { release } from '../../../src/model/lock/release';
import { type Choice, repair, type Sides } from '../../../src/model/lock/repair';
import { runs } from '../../runs';
import { bridged, database, HTTP, machineProps, resolved, vm, type Yard } from '../fixture';
import { checkRepair } from './merges';
import { EMPTY, edits, history } from './town';

const machines =
  (...ids: readonly string[]) =>
  (y: Yard) =>
    ids.map((id) => vm(y, id, { stateless: true }));
const disks = (...sizes: readonly (readonly [id: string, gibibytes: number])[]) =>
  sizes.map(([id, gibibytes]) => ({ id, size: Size.gibibytes(gibibytes) }));

const base = resolved(machines('a', 'b')).lock;
const ours = resolved(machines('a', 'b', 'ours'), base).lock;
const theirs = resolved(machines('a', 'b', 'theirs'), base).lock;

const asked = (sides: Sides, choice?: Choice): readonly string[] => repair(sides, choice).questions.map(({ text }) => text);

/** What a repair without questions makes of two sides. */
function joined(sides: Sides, choice: Choice = {}): Lock {
  const { lock, questions } = repair(sides, choice);
  expect(questions).toEqual([]);
  return lock;
}

describe('what only one side changed is as that side has it', () => {
  test('machines of both sides', () => {
    const other = resolved(
      (y) => [...machines('a', 'b')(y), vm(y, 'there', { stateless: true, subnet: y.net.addSubnet('s', { cidr: '10.1.5.0/24' }) })],
      base,
    ).lock;
    expect(joined({ base, ours, theirs: other }).machines).toEqual({ ...ours.machines, there: other.machines.there });
  });

  test('a machine that one side removed, and what became of its disks', () => {
    const first = resolved((y) => database(y, 'db')).lock;
    const left = resolved((y) => [database(y, 'db'), vm(y, 'web')], first).lock;
    const right = resolved((y) => y.system.retire('db', { keepData: true, because: 'moved' }), first).lock;
    for (const [mine, other] of [
      [left, right],
      [right, left],
    ] as const) {
      const lock = joined({ base: first, ours: mine, theirs: other });
      expect([lock.machines, lock.removed]).toEqual([{ web: left.machines.web }, right.removed]);
    }
  });

  test('a name that one side released', () => {
    const gone = resolved(machines('a'), base).lock;
    expect(joined({ base: gone, ours: release(gone, 'b'), theirs: gone }).removed.machines).toEqual({});
  });

  test('disks of one machine', () => {
    const first = resolved((y) => vm(y, 'a', { dataDisks: disks(['old', 1]) })).lock;
    const left = resolved((y) => vm(y, 'a', { dataDisks: disks(['old', 2], ['x', 1]) }), first).lock;
    const right = resolved((y) => vm(y, 'a', { dataDisks: disks(['old', 1], ['y', 3]) }), first).lock;
    const sizes = Object.entries(joined({ base: first, ours: left, theirs: right }).machines.a?.volumes ?? {});
    expect(sizes.map(([id, { mebibytes }]) => [id, mebibytes / 1024]).sort()).toEqual([
      ['old', 2],
      ['root', 20],
      ['x', 1],
      ['y', 3],
    ]);
  });

  test('places of disks: those of two new ones are settled by the next synth, behind the old one', () => {
    const web = (...ids: readonly string[]) =>
      resolved((y) => vm(y, 'a', { dataDisks: disks(...ids.map((id) => [id, 1] as const)) }), lock);
    let lock: Lock | undefined;
    const first = web('old').lock;
    lock = first;
    const [left, right] = [web('x', 'old').lock, web('y', 'old').lock];
    lock = joined({ base: first, ours: left, theirs: right });
    const places = web('y', 'x', 'old').system.machines[0]?.data.map(({ id, place }) => [id, place]);
    expect(places).toEqual([
      ['old', 1],
      ['y', 2],
      ['x', 3],
    ]);
  });

  test('what an earlier version did not note and both sides do', () => {
    const old = (machine: LockedMachine): LockedMachine => {
      const { firmware, ...rest } = machine;
      return rest;
    };
    const first = resolved((y) => vm(y, 'a', { dataDisks: disks(['old', 1]) })).lock;
    const aged = { ...first, machines: { a: old(first.machines.a as LockedMachine) } };
    const left = resolved((y) => vm(y, 'a', { dataDisks: disks(['old', 2]) }), aged).lock;
    const right = resolved((y) => vm(y, 'a', { dataDisks: disks(['old', 1], ['y', 3]) }), aged).lock;
    const { firmware, volumes } = joined({ base: aged, ours: left, theirs: right }).machines.a ?? {};
    expect([firmware, Object.keys(volumes ?? {}).sort()]).toEqual(['bios', ['old', 'root', 'y']]);
  });

  test('what was noted of the firewall of a guest on either side', () => {
    const noted = (block: string): Lock => {
      const a = base.machines.a as LockedMachine;
      return { ...base, machines: { ...base.machines, a: { ...a, baseline: [...(a.baseline ?? []), block] } } };
    };
    expect(joined({ base, ours: noted('10.9.0.0/16'), theirs: noted('10.8.0.0/16') }).machines.a?.baseline).toEqual([
      '10.1.0.0/16',
      '10.8.0.0/16',
      '10.9.0.0/16',
    ]);
  });

  test('a lock that is the same on both sides', () => expect(joined({ base, ours, theirs: ours })).toEqual(ours));

  test('a host that one side has forgotten while the other put something on it', () => {
    const lock: Lock = { ...base, hosts: { ...base.hosts, kvm2: { connection: 'qemu+ssh://kvm2/system', pools: { fast: {} } } } };
    expect(joined({ base: lock, ours: base, theirs: lock }).hosts.kvm2).toEqual(lock.hosts.kvm2);
  });

  test('what a host is known again by; where the sides say two machines, neither, since the next synth looks for one that is there', () => {
    const all = resolved((y) => {
      for (const name of ['a', 'b', 'c']) vm(y, name, { stateless: true });
    }).lock;
    const by = (landmark?: string): Lock => ({
      ...all,
      hosts: { kvm: { connection: 'qemu+ssh://kvm/system', pools: {}, ...(landmark !== undefined && { landmark }) } },
    });
    expect(joined({ base: by('a'), ours: by('b'), theirs: by('a') }).hosts).toEqual(by('b').hosts);
    expect(joined({ base: by(), ours: by('b'), theirs: by('b') }).hosts).toEqual(by('b').hosts);
    expect(joined({ base: by('a'), ours: by('b'), theirs: by('c') }).hosts).toEqual(by().hosts);
    expect(joined({ base: by('gone'), ours: by('gone'), theirs: by('gone') }).hosts).toEqual(by().hosts);
  });

  test('the stack that a host is in, whether it is as it was or one side has moved it there', () => {
    const kvm = { connection: 'qemu+ssh://kvm/system', pools: {} };
    const at = (stack?: string): Lock => ({ ...base, hosts: { kvm: { ...kvm, ...(stack !== undefined && { stack }) } } });
    expect(joined({ base: at('north'), ours: at('north'), theirs: at('north') }).hosts).toEqual(at('north').hosts);
    expect(joined({ base: at(), ours: at(), theirs: at('north') }).hosts).toEqual(at('north').hosts);
    expect(joined({ base: at('north'), ours: at(), theirs: at('north') }).hosts).toEqual(at().hosts);
  });
});

describe('what does not follow from the sides is asked', () => {
  test('two machines with one address', () => {
    expect(asked({ base, ours, theirs })).toEqual(['ours (ours) and theirs (theirs) both hold the address 10.1.1.4.']);
  });

  test.each(['ours', 'theirs'] as const)('and %s keeps it when that side is applied; the other is planned anew', (applied) => {
    const { lock, dropped, questions } = repair({ base, ours, theirs }, { applied });
    const other = applied === 'ours' ? 'theirs' : 'ours';
    expect([lock, questions, dropped]).toEqual([{ ours, theirs }[applied], [], [`${other} (the address 10.1.1.4 stays with ${applied})`]]);
    const next = resolved(machines('a', 'b', 'ours', 'theirs'), lock).lock;
    expect(next.machines).toMatchObject(lock.machines);
    expect(next.machines[other]?.address).toBe('10.1.1.5');
  });

  test('or the one that is named', () => {
    const { lock, dropped } = repair({ base, ours, theirs }, { take: { ours: 'theirs' } });
    expect([lock, dropped]).toEqual([theirs, ['ours (theirs has it not)']]);
  });

  test('a machine that was removed on one side and changed on the other', () => {
    const first = resolved((y) => database(y, 'db')).lock;
    const left = resolved((y) => database(y, 'db', { dataDisk: Size.gibibytes(11) }), first).lock;
    const right = resolved((y) => y.system.retire('db', { keepData: true, because: 'moved' }), first).lock;
    const sides = { base: first, ours: left, theirs: right };
    expect(asked(sides)).toEqual([
      expect.stringMatching(/^db: ours has .*volumes\.data\.mebibytes 11264.*; theirs has .*retired\.data\.keepData true/),
    ]);
    expect(joined(sides, { applied: 'ours' })).toEqual(left);
    expect(joined(sides, { take: { db: 'theirs' } })).toEqual(right);
  });

  test('one disk that grew to two sizes', () => {
    const first = resolved((y) => database(y, 'db')).lock;
    const grown = (gibibytes: number): Lock => resolved((y) => database(y, 'db', { dataDisk: Size.gibibytes(gibibytes) }), first).lock;
    const sides = { base: first, ours: grown(11), theirs: grown(12) };
    expect(asked(sides)).toEqual(['db: ours has present.volumes.data.mebibytes 11264; theirs has present.volumes.data.mebibytes 12288.']);
    expect(joined(sides, { applied: 'theirs' }).machines).toEqual(sides.theirs.machines);
  });

  test('two machines that were given one name', () => {
    const left = resolved((y) => vm(y, 'new'), base).lock;
    const right = resolved((y) => database(y, 'new'), base).lock;
    expect(asked({ base, ours: left, theirs: right })).toEqual([
      expect.stringMatching(/^new: ours has .*; theirs has .*engine "postgresql-15"/),
    ]);
  });

  test('a name that one side has given to another machine, whose disk the other side has grown', () => {
    const first = resolved((y) => [vm(y, 'a', { stateless: true }), database(y, 'db')]).lock;
    const left = resolved((y) => [vm(y, 'a', { stateless: true }), database(y, 'db', { dataDisk: Size.gibibytes(99) })], first).lock;
    const without = resolved(
      (y) => [vm(y, 'a', { stateless: true }), y.system.retire('db', { keepData: false, because: 'empty' })],
      first,
    ).lock;
    const right = resolved(
      (y) => [vm(y, 'a', { stateless: true }), database(y, 'db', { address: '10.1.1.77' })],
      release(without, 'db'),
    ).lock;
    expect(asked({ base: first, ours: left, theirs: right })).toHaveLength(1);
  });

  describe('a load balancer that is one machine on one side, and a pair on the other', () => {
    const balancer =
      (isPair: boolean, props: Partial<LoadBalancerProps> = {}) =>
      (y: Yard): unknown => {
        const second = new Host(y.system, 'kvm2', { uri: 'qemu+tls://kvm2.example/system', cpus: 8, memory: Size.gibibytes(64) });
        const machine = { ...machineProps(y), subnet: bridged(y) };
        const web = new VirtualMachine(y.system, 'web', { ...machine, listens: [HTTP], stateless: true, address: '10.1.9.50' });
        const addresses = ['10.1.9.61', '10.1.9.62'] as const;
        const how = isPair ? { host: [y.host, second], pair: { addresses } } : { host: y.host };
        return new LoadBalancer(y.system, 'lb', { ...machine, backends: web, address: '10.1.9.60', ...how, ...props });
      };
    const one = resolved(balancer(false)).lock;
    const pair = resolved(balancer(true)).lock;

    test('because both added it', () => {
      expect(asked({ ours: one, theirs: pair })).toEqual(['lb is a pair (theirs) and one machine (ours).']);
      for (const [applied, isPair] of [
        ['ours', false],
        ['theirs', true],
      ] as const) {
        const sides = { ours: one, theirs: pair };
        for (const choice of [{ applied }, { take: { lb: applied } }]) {
          const lock = joined(sides, choice);
          expect([lock.machines.lb, lock.pairs?.lb]).toEqual([sides[applied].machines.lb, sides[applied].pairs?.lb]);
          expect(checkLock(lock, fail)).toEqual(lock);
          expect(resolved(balancer(isPair), lock).lock.machines.lb).toEqual(lock.machines.lb);
        }
      }
    });

    test('because one changed it into a pair, and the other the machine', () => {
      const moved = resolved(balancer(false, { address: '10.1.9.77' })).lock;
      const { lb: _gone, ...others } = pair.machines;
      const theirs = { ...pair, machines: others };
      expect(asked({ base: one, ours: moved, theirs })).toHaveLength(1);
      expect(joined({ base: one, ours: moved, theirs }, { applied: 'ours' })).toMatchObject({ machines: { lb: moved.machines.lb } });
      expect(checkLock(joined({ base: one, ours: moved, theirs }, { applied: 'ours' }), fail)?.pairs).toBeUndefined();
    });

    const fail = (problem: Problem): never => {
      throw new Error(problem.message);
    };
  });

  test('a host that is reached in two ways', () => {
    const at = (connection: string): Lock => ({ ...base, hosts: { kvm: { connection, pools: {} } } });
    expect(asked({ base, ours: at('qemu+ssh://a/system'), theirs: at('qemu+ssh://b/system') })).toEqual([
      'kvm: ours has connection "qemu+ssh://a/system"; theirs has connection "qemu+ssh://b/system".',
    ]);
  });

  test('a host that both sides moved to a stack', () => {
    const at = (stack: string): Lock => ({ ...base, hosts: { kvm: { connection: 'qemu+ssh://kvm/system', pools: {}, stack } } });
    expect(asked({ base, ours: at('north'), theirs: at('south') })).toEqual(['kvm: ours has stack "north"; theirs has stack "south".']);
  });
});

test('what was said of disks is kept when the machine gives way', () => {
  const add = resolved((y) => [...machines('a', 'b')(y), database(y, 'theirs')], base).lock;
  const gone = resolved((y) => [...machines('a', 'b')(y), y.system.retire('theirs', { keepData: true, because: 'moved' })], add).lock;
  const { lock, dropped } = repair({ base, ours, theirs: gone }, { applied: 'ours' });
  expect(dropped).toEqual(['theirs (the address 10.1.1.4 stays with ours)']);
  expect(lock.removed.volumes).toEqual({
    'theirs/data': { machine: 'theirs', volume: 'data', host: 'kvm', pool: 'default', keepData: true, because: 'moved', released: true },
  });
  const { system } = resolved(machines('a', 'b', 'ours'), lock);
  expect(system.retired.map(({ key, keepData }) => [key, keepData])).toEqual([['theirs-data', true]]);
});

describe('refuses', () => {
  test('to join the locks of two systems', () => {
    expect(() => repair({ ours, theirs: { ...theirs, system: 'other' } })).toThrow(
      'The lock belongs to the system "other", this one is "yard".',
    );
  });

  test('a side that holds something twice by itself', () => {
    const twice: Lock = { ...base, machines: { ...ours.machines, thief: ours.machines.ours as LockedMachine } };
    expect(() => repair({ base, ours: twice, theirs: base })).toThrow('The address 10.1.1.4 is held by ours and thief.');
  });
});

test('of any two branches nothing is mixed, nothing is lost, nothing is held twice', () => {
  const steps = fc.array(edits(), { maxLength: 4 });
  fc.assert(
    fc.property(fc.array(edits(), { maxLength: 10 }), steps, steps, (before, left, right) => {
      const common = history(EMPTY, before);
      const [mine, other] = [history(common, left), history(common, right)];
      const empty = history(EMPTY, [{ do: 'release', name: 'ant' }]).lock;
      checkRepair({
        base: common.lock ?? empty,
        ours: mine.lock ?? common.lock ?? empty,
        theirs: other.lock ?? common.lock ?? empty,
      } as Sides);
    }),
    runs(15, 2),
  );
});
