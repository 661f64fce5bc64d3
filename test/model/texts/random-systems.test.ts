import type { Plan, WorkloadPlan } from '../../properties/plan';
import { asked, missing } from './asked';

const KINDS: readonly WorkloadPlan['kind'][] = ['service', 'stateful', 'daemon', 'job', 'cron'];
/** Those that {@link Plan} draws. */
const NUMBERS = Array.from({ length: 30 }, (_, number) => number);

/** Workloads of every kind with every number that features go by. */
const plan: Plan = {
  hosts: 1,
  routesProvided: false,
  provisioning: false,
  admin: false,
  subnets: [{ mode: 'route', high: false, host: 0 }],
  clusters: [
    { own: true, subnet: 0, nodes: 2, services: true, native: false, mesh: { ambient: false, strict: true, trustDomain: 'cluster.local' } },
  ],
  workloads: KINDS.flatMap((kind) =>
    NUMBERS.map((targets) => ({
      kind,
      place: 0,
      host: 0,
      ports: [0, 4],
      inMesh: targets % 2 === 1,
      namespace: targets,
      worker: targets % 4 === 3,
      targets,
      cards: [],
    })),
  ),
  flows: [{ from: { kind: 'workload', number: 0 }, to: { kind: 'workload', number: 1 }, because: 0, waived: false, told: 'variables' }],
};

/** Where the model says what may be given to workloads and their pods. */
const isOfPods = (at: string): boolean => /^kinds\/(workload|pod)\//.test(at);

test('random systems have every prop of workloads: what is missing here is tried in no combination', () => {
  const { build } = require('../../properties/build') as typeof import('../../properties/build');
  build(plan).resolve();
  expect(asked.filter(({ at }) => isOfPods(at)).length).toBeGreaterThan(100);
  expect(missing(isOfPods)).toEqual([]);
});
