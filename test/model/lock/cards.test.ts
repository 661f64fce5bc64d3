import type { Lock } from '../../../src/model';
import { serializeLock } from '../../../src/model';
import { checkLock, findDuplicates, parseLock } from '../../../src/model/lock/parse';
import { release } from '../../../src/model/lock/release';
import { repair } from '../../../src/model/lock/repair';
import { resolved, subnet, vm, type Yard } from '../fixture';

/** A machine with cards in subnets that have room for two of them. */
const web =
  (...cards: readonly string[]) =>
  (y: Yard) => {
    const machine = vm(y, 'web', { stateless: true });
    const small = y.net.addSubnet('small', { cidr: '10.1.9.0/29' });
    const others = Object.fromEntries(cards.filter((id) => id !== 'small').map((id, index) => [id, subnet(y, id, 20 + index)]));
    for (const id of cards) machine.addInterface(id, { subnet: others[id] ?? small });
    return { machine, small };
  };

test('what a card holds is kept after it has left, until it is released by its name or with its machine', () => {
  const first = resolved(web('small')).lock;
  expect(first.cards).toEqual({
    'web-small': { machine: 'web', subnet: 'small', address: '10.1.9.2', mac: expect.any(String), gateway: '10.1.9.1/29', place: 1 },
  });
  const gone = resolved((y) => vm(y, 'nas', { stateless: true, subnet: web()(y).small }), first).lock;
  expect([gone.machines.nas?.address, gone.cards, Object.keys(gone.removed.cards ?? {})]).toEqual(['10.1.9.3', undefined, ['web-small']]);
  const free = release(gone, 'web-small');
  expect(free.removed).toEqual({ ...gone.removed, cards: undefined });
  const empty = resolved(() => undefined, first).lock;
  expect(Object.keys(release(empty, 'web').removed.cards ?? {})).toEqual([]);
});

test('a lock with cards is read as it was written, and what is wrong in it is told', () => {
  const { lock } = resolved(web('small'));
  const found: string[] = [];
  expect(parseLock(serializeLock(lock), ({ message }) => found.push(message))).toEqual(lock);
  const card = lock.cards?.['web-small'];
  const broken = { ...lock, cards: { 'web-small': { ...card, mac: 'none', place: 0 } } };
  expect(checkLock(broken, ({ message }) => found.push(message))).toBeUndefined();
  expect(found.join()).toMatch(/lock\.cards\.web-small\.mac should be a MAC address.*place should be/s);
});

test('branches that each added a card: both stay, and of one address one gives way', () => {
  const base = resolved(web()).lock;
  const [left, right] = [resolved(web('a'), base).lock, resolved(web('small'), base).lock];
  const both = repair({ base, ours: left, theirs: right });
  expect([both.questions, Object.keys(both.lock.cards ?? {})]).toEqual([[], ['web-a', 'web-small']]);
  // Both are the guest's first further one: the next synth places them anew.
  const { lock } = resolved(web('a', 'small'), both.lock);
  expect(Object.values(lock.cards ?? {}).map(({ place }) => place)).toEqual([1, 2]);

  const nas = resolved((y) => vm(y, 'nas', { stateless: true, subnet: web()(y).small }), base).lock;
  expect(repair({ base, ours: right, theirs: nas }).questions.map(({ names }) => names)).toEqual([['web-small', 'nas']]);
  const joined: Lock = repair({ base, ours: right, theirs: nas }, { applied: 'theirs' }).lock;
  expect([Object.keys(joined.machines), joined.cards, findDuplicates(joined)]).toEqual([['nas', 'web'], undefined, []]);
});
