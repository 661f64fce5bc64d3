import fc from 'fast-check';
import { compare } from '../../src/verify/compare';
import { runs } from '../runs';
import { build } from './build';
import { astray, mentionsIn } from './connections';
import { differences, fullWorld, render } from './outputs';
import { PINNED, pinnedAnd } from './pinned';
import { plans } from './plan';

test.each(Object.entries(PINNED))('what can be reached in the outputs is what the model allows: %s', (_, plan) => {
  const { system } = build(plan).resolve();
  // What makes no sense is left out of a system: here nothing is.
  const allowed = new Set(plan.flows.map(({ from, to }) => JSON.stringify([from, to]))).size;
  expect(system.flows.filter(({ origin }) => origin === 'declared').length).toBeGreaterThanOrEqual(allowed);
  expect(differences(system, render(system))).toEqual([]);
});

test('what can be reached in the outputs is what the model allows: exactly where it says so, and else no wider than it says', () => {
  fc.assert(
    fc.property(plans(), (plan) => {
      const { system } = build(plan).resolve();
      expect(differences(system, render(system))).toEqual([]);
    }),
    runs(50, 8),
  );
});

test('what pods are told of others leads them there', () => {
  let mentions = 0;
  fc.assert(
    fc.property(plans(), (plan) => {
      const { system } = build(plan).resolve();
      const rendered = render(system);
      mentions += [...rendered.manifests.values()].flatMap(mentionsIn).length;
      expect(astray(system, rendered)).toEqual([]);
    }),
    pinnedAnd(24, 2),
  );
  expect(mentions).toBeGreaterThan(0);
});

test('the same holds for both outputs as a whole', () => {
  fc.assert(
    fc.property(plans(), (plan) => {
      const { system } = build(plan).resolve();
      expect(compare(system, fullWorld(system))).toEqual([]);
    }),
    pinnedAnd(8),
  );
});

test('the order of statements does not matter, and the same statements give the same bytes', () => {
  fc.assert(
    fc.property(plans(), (plan) => {
      const [once, again, backwards] = [build(plan), build(plan), build(plan, true)].map((system) => system.resolve());
      expect(again).toEqual(once);
      expect(backwards).toEqual(once);
      if (!once || !backwards) throw new Error('not resolved');
      const bytes = ({ manifests, filters }: ReturnType<typeof render>) => JSON.stringify([[...manifests], [...filters]]);
      expect(bytes(render(backwards.system))).toBe(bytes(render(once.system)));
    }),
    pinnedAnd(8),
  );
});

test('resolving again with its own lock changes nothing', () => {
  fc.assert(
    fc.property(plans(), (plan) => {
      const first = build(plan).resolve();
      expect(build(plan).resolve({ lock: first.lock })).toEqual(first);
    }),
    pinnedAnd(16),
  );
});
