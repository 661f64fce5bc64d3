import fc from 'fast-check';
import { runs } from '../runs';
import { build } from './build';
import { render } from './outputs';
import { PINNED } from './pinned';
import { type FlowPlan, flow, type Plan, plans } from './plan';

/** Objects that make pods. */
const MAKERS = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob']);

const isTold = ({ told }: FlowPlan): boolean => told !== undefined;
const silent = ({ told: _, ...rest }: FlowPlan): FlowPlan => rest;

test('other flows change no pods: whoever is not told of them is not started anew', () => {
  const examples = Object.values(PINNED).map((plan): [Plan, FlowPlan[]] => [plan, []]);
  let makers = 0;
  fc.assert(
    fc.property(plans(), fc.array(flow, { maxLength: 12 }), (plan, others) => {
      // What pods are told is theirs, and goes by its place among the flows.
      const told = plan.flows.filter(isTold);
      const made = (flows: readonly FlowPlan[]): object => {
        const { manifests } = render(build({ ...plan, flows: [...told, ...flows] }).resolve().system);
        const found = [...manifests].map(([cluster, objects]) => [cluster, objects.filter(({ kind }) => MAKERS.has(kind))] as const);
        makers += found.flatMap(([, objects]) => objects).length;
        return Object.fromEntries(found);
      };
      expect(made(others.map(silent))).toEqual(made(plan.flows.filter((each) => !isTold(each))));
    }),
    { ...runs(examples.length + 8, 2), examples },
  );
  expect(makers).toBeGreaterThan(0);
});
