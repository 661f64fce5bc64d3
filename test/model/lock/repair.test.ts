import fc from 'fast-check';
import { type Lock, Size, serializeLock } from '../../../src/model';
import { findDuplicates } from '../../../src/model/lock/parse';
import { repair } from '../../../src/model/lock/repair';
import { runs } from '../../runs';
import { codesOf, database, resolved, vm, type Yard, yard } from '../fixture';

const machines =
  (...ids: readonly string[]) =>
  (y: Yard) =>
    ids.map((id) => vm(y, id, { stateless: true }));

const base = resolved(machines('a', 'b')).lock;
const ours = resolved(machines('a', 'b', 'ours'), base).lock;
const theirs = resolved(machines('a', 'b', 'theirs'), base).lock;

/** What git leaves when two branches changed the same lines: common lines, and both sides of all that differs. */
function merged(left: string, right: string, style: 'merge' | 'diff3' = 'merge', end = '\n'): string {
  const [a, b] = [left.split('\n'), right.split('\n')];
  let head = 0;
  while (head < Math.min(a.length, b.length) && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < Math.min(a.length, b.length) - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  if (head === a.length && head === b.length) return left;
  const middle = (lines: string[]) => lines.slice(head, lines.length - tail);
  const old = style === 'diff3' ? ['||||||| 1234567', '  "old": {'] : [];
  return [
    ...a.slice(0, head),
    '<<<<<<< HEAD',
    ...middle(a),
    ...old,
    '=======',
    ...middle(b),
    '>>>>>>> theirs',
    ...a.slice(a.length - tail),
  ].join(end);
}

describe('repair', () => {
  test.each([
    ['merge', '\n'],
    ['diff3', '\n'],
    ['merge', '\r\n'],
  ] as const)('keeps the machines of both sides (style %s)', (style, end) => {
    const right = resolved(machines('a', 'b', 'x', 'y', 'theirs'), base).lock;
    const { lock, dropped } = repair(merged(serializeLock(ours), serializeLock(right), style, end));
    expect(Object.keys(lock.machines).sort()).toEqual(['a', 'b', 'ours', 'x', 'y'].sort());
    expect(dropped).toEqual(['theirs (the address 10.1.1.4 stays with ours)']);
    expect(lock.machines.ours).toEqual(ours.machines.ours);
    expect(lock.machines.y).toEqual(right.machines.y);
  });

  test('drops theirs of two that were added with one address, and the next synth plans it anew', () => {
    const { lock, dropped } = repair(merged(serializeLock(ours), serializeLock(theirs)));
    expect(dropped).toEqual([`theirs (the address ${ours.machines.ours?.address} stays with ours)`]);
    const next = resolved(machines('a', 'b', 'ours', 'theirs'), lock).lock;
    expect(next.machines).toEqual({ ...ours.machines, theirs: { ...theirs.machines.theirs, address: '10.1.1.5' } });
  });

  test('lets the other side win when the sides are swapped', () => {
    const { lock } = repair(merged(serializeLock(theirs), serializeLock(ours)));
    expect(lock.machines.theirs).toEqual(theirs.machines.theirs);
    expect(lock.machines.ours).toBeUndefined();
  });

  test('keeps what the applied side holds, also when it is the second one', () => {
    const { lock, dropped } = repair(merged(serializeLock(ours), serializeLock(theirs)), serializeLock(theirs));
    expect(lock.machines).toEqual(theirs.machines);
    expect(dropped).toEqual([expect.stringMatching(/^ours .* stays with theirs/)]);
  });

  test('keeps what the applied side holds, not who else had that name there', () => {
    const moved = { ...base.machines.a, address: '10.1.1.4' } as (typeof base.machines)[string];
    const text = serializeLock({ ...base, machines: { ...ours.machines, a: moved } });
    expect(repair(text, serializeLock(ours)).dropped).toEqual(['a (the address 10.1.1.4 stays with ours)']);
  });

  test('of a file without markers keeps what was there before the merge', () => {
    const text = serializeLock({ ...base, machines: { ...ours.machines, ...theirs.machines } });
    expect(codesOf(yard().system, text)).toContain('LOCK_DUPLICATE');
    expect(Object.keys(repair(text, serializeLock(theirs)).lock.machines)).toEqual(['a', 'b', 'theirs']);
    expect(Object.keys(repair(text, serializeLock(ours)).lock.machines)).toEqual(['a', 'b', 'ours']);
    expect(Object.keys(repair(text).lock.machines)).toEqual(['a', 'b', 'ours']);
  });

  test('changes nothing in a lock that is whole', () => {
    for (const lock of [base, ours]) expect(repair(serializeLock(lock))).toEqual({ lock, dropped: [] });
  });

  test('keeps the volumes of both sides: a disk that one side added is not forgotten', () => {
    const size = (gibibytes: number) => Size.gibibytes(gibibytes);
    const left = resolved((y) => vm(y, 'a', { dataDisks: [{ id: 'x', size: size(1) }] }), base).lock;
    const right = resolved((y) => vm(y, 'a', { dataDisks: [{ id: 'y', size: size(2) }] }), base).lock;
    const { lock } = repair(merged(serializeLock(left), serializeLock(right)));
    expect(Object.keys(lock.machines.a?.volumes ?? {}).sort()).toEqual(['root', 'x', 'y']);
  });

  test('keeps a machine as present that one side removed, and the next synth buries it', () => {
    const first = resolved((y) => database(y, 'db')).lock;
    const left = resolved((y) => [database(y, 'db'), vm(y, 'web')], first).lock;
    const right = resolved((y) => y.system.retire('db', { keepData: true, because: 'moved' }), first).lock;
    const { lock } = repair(merged(serializeLock(left), serializeLock(right)));
    expect([Object.keys(lock.machines).sort(), lock.removed.machines]).toEqual([['db', 'web'], {}]);
    const next = resolved((y) => [vm(y, 'web'), y.system.retire('db', { keepData: true, because: 'moved' })], lock).lock;
    expect(next.removed.machines.db?.retired).toEqual({ data: { keepData: true, because: 'moved' } });
  });

  test('never drops what became of a retired volume', () => {
    const first = resolved((y) => [database(y, 'db'), vm(y, 'a', { stateless: true })]).lock;
    const kept = resolved(
      (y) => [vm(y, 'a', { stateless: true }), y.system.retire('db', { keepData: true, because: 'moved' })],
      first,
    ).lock;
    const text = serializeLock({
      ...kept,
      machines: { ...kept.machines, thief: { ...kept.machines.a, address: '10.1.1.3', mac: '52:54:00:00:00:01' } },
    } as Lock);
    const { lock, dropped } = repair(text, text);
    expect(dropped).toEqual(['thief (the address 10.1.1.3 stays with db)']);
    expect(lock.removed.machines.db).toEqual(kept.removed.machines.db);
  });

  test.each([
    ['a start without an end', '<<<<<<< HEAD\n{}', 'no end marker'],
    ['an end without a start', '{}\n>>>>>>> x', 'stands alone'],
    ['a start within a side', '<<<<<<< a\n<<<<<<< b\n=======\n>>>>>>> b', 'stands alone'],
    ['something else than JSON', 'hello', 'not JSON'],
    ['something else than a lock', '{}', 'lock.version should be 1'],
  ])('refuses %s', (_what, text, message) => expect(() => repair(text)).toThrow(message));

  test('refuses to join the locks of two systems', () => {
    const other = serializeLock({ ...theirs, system: 'other' });
    expect(() => repair(merged(serializeLock(ours), other))).toThrow('The lock belongs to the system "other", this one is "yard".');
  });

  test('of any two branches gives a lock in which nothing is held twice and nothing old has moved', () => {
    const names = fc.uniqueArray(fc.constantFrom('c', 'd', 'e', 'f', 'g', 'h'), { maxLength: 5 });
    fc.assert(
      fc.property(names, names, (left, right) => {
        const [a, b] = [resolved(machines('a', 'b', ...left), base).lock, resolved(machines('a', 'b', ...right), base).lock];
        const { lock, dropped } = repair(merged(serializeLock(a), serializeLock(b)));
        expect(findDuplicates(lock)).toEqual([]);
        expect(lock.machines).toMatchObject(a.machines);
        for (const name of right) expect(name in lock.machines || dropped.some((line) => line.startsWith(`${name} `))).toBe(true);
        const next = resolved(machines('a', 'b', ...new Set([...left, ...right])), lock).lock;
        expect(next.machines).toMatchObject(lock.machines);
      }),
      runs(60),
    );
  });
});
