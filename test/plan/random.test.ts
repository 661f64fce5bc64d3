import fc from 'fast-check';
import { planChanges } from '../../src/plan';
import { build } from '../properties/build';
import { plans } from '../properties/plan';
import { runs } from '../runs';
import { sideOfSystem } from './sides';

const made = plans().map((plan) => sideOfSystem(build(plan)));

/** Of a machine that one system makes and the other adopts, at another host, the lock alone knows what becomes. */
const adoptedIn = ({ system }: ReturnType<typeof sideOfSystem>): readonly string[] =>
  system.machines.filter(({ adopted }) => adopted).map(({ name }) => `libvirt_domain.${name}`);

test('of any system: nothing changes where nothing has changed', () => {
  fc.assert(
    fc.property(made, (side) => {
      expect(planChanges(side, side)).toMatchObject({ changes: false, steps: [], doubts: [] });
    }),
    runs(3, 2),
  );
});

test('from any system to any other: everything is known, and the way back undoes it', () => {
  fc.assert(
    fc.property(made, made, (a, b) => {
      const [there, back] = [planChanges(a, b), planChanges(b, a)];
      expect([...there.doubts, ...back.doubts].filter((doubt) => doubt.startsWith('nothing is known'))).toEqual([]);
      const named = (plan: typeof there, action: string): readonly string[] =>
        plan.details.terraform.filter((each) => each.action === action).map(({ address }) => address);
      // What is at another host is made in either direction: there is none to be found.
      const moved = new Set(named(back, 'create'));
      // What was adopted is let go of by the lock, which these have none of; and what is there is taken in, not made.
      const adopted = new Set([...named(there, 'import'), ...named(back, 'import'), ...adoptedIn(a), ...adoptedIn(b)]);
      const made = (plan: typeof there, action: string): readonly string[] =>
        named(plan, action).filter((address) => !adopted.has(address));
      expect(made(back, 'delete')).toEqual(made(there, 'create').filter((address) => !moved.has(address)));
      const objects = (plan: typeof there, action: string): readonly string[] =>
        plan.details.kubernetes.filter((each) => each.action === action).map(({ kind, namespace, name }) => `${kind} ${namespace} ${name}`);
      expect(objects(back, 'withdraw').toSorted()).toEqual(objects(there, 'create').toSorted());
    }),
    runs(4, 2),
  );
});
