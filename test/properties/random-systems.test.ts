import fc from 'fast-check';
import { compare } from '../../src/verify/compare';
import { runs } from '../runs';
import { build } from './build';
import { astray, mentionsIn } from './connections';
import { differences, fullWorld, render } from './outputs';
import { PINNED, pinnedAnd } from './pinned';
import { type Plan, plans } from './plan';

const made = new WeakMap<Plan, ReturnType<typeof making>>();

function making(plan: Plan) {
  const resolution = build(plan).resolve();
  return { resolution, system: resolution.system, rendered: render(resolution.system) };
}

/** What becomes of a plan; once, whatever is asked of it. */
function outcome(plan: Plan): ReturnType<typeof making> {
  const known = made.get(plan) ?? making(plan);
  made.set(plan, known);
  return known;
}

test.each(Object.entries(PINNED))('what can be reached in the outputs is what the model allows: %s', (_, plan) => {
  const { system, rendered } = outcome(plan);
  // What makes no sense is left out of a system: here nothing is.
  const allowed = new Set(plan.flows.map(({ from, to }) => JSON.stringify([from, to]))).size;
  expect(system.flows.filter(({ origin }) => origin === 'declared').length).toBeGreaterThanOrEqual(allowed);
  expect(differences(system, rendered)).toEqual([]);
});

test('what can be reached in the outputs is what the model allows: exactly where it says so, and else no wider than it says', () => {
  fc.assert(
    fc.property(plans(), (plan) => {
      const { system, rendered } = outcome(plan);
      expect(differences(system, rendered)).toEqual([]);
    }),
    runs(16, 8),
  );
});

test('what pods are told of others leads them there', () => {
  let mentions = 0;
  fc.assert(
    fc.property(plans(), (plan) => {
      const { system, rendered } = outcome(plan);
      mentions += [...rendered.manifests.values()].flatMap(mentionsIn).length;
      expect(astray(system, rendered)).toEqual([]);
    }),
    pinnedAnd(8, 2),
  );
  expect(mentions).toBeGreaterThan(0);
});

test('the same holds for both outputs as a whole', () => {
  fc.assert(
    fc.property(plans(), (plan) => {
      const { system } = outcome(plan);
      expect(compare(system, fullWorld(system))).toEqual([]);
    }),
    pinnedAnd(4),
  );
});

test('the order of statements does not matter, and the same statements give the same bytes', () => {
  fc.assert(
    fc.property(plans(), (plan) => {
      const { resolution: once, rendered } = outcome(plan);
      const [again, backwards] = [build(plan).resolve(), build(plan, true).resolve()];
      expect(again).toEqual(once);
      expect(backwards).toEqual(once);
      const bytes = ({ manifests, filters }: ReturnType<typeof render>) => JSON.stringify([[...manifests], [...filters]]);
      expect(bytes(render(backwards.system))).toBe(bytes(rendered));
    }),
    pinnedAnd(4),
  );
});

test('resolving again with its own lock changes nothing', () => {
  fc.assert(
    fc.property(plans(), (plan) => {
      const { resolution } = outcome(plan);
      expect(build(plan).resolve({ lock: resolution.lock })).toEqual(resolution);
    }),
    pinnedAnd(4),
  );
});
