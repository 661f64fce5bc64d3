import { BringUp, type NodesProps } from '../../src';
import { nothingOf, type PlanSide, planChanges } from '../../src/plan';
import { cluster, yard } from '../model/fixture';
import { sideOfSystem } from './sides';

function side(nodes: Partial<NodesProps>, before?: ReturnType<typeof sideOfSystem>): ReturnType<typeof sideOfSystem> {
  const y = yard();
  cluster(y, 'k8s', { nodes: { controlPlanes: 1, ...nodes } });
  return sideOfSystem(y.system, before?.lock);
}

const commands = (before: PlanSide, after: PlanSide): readonly string[] =>
  planChanges(before, after)
    .steps.map(({ run }) => run)
    .filter((run) => !run.startsWith('kubectl apply') && !/ apply$/.test(run));

const two = side({ count: 2 });

describe('what is done about nodes that make their cluster by themselves', () => {
  test('the first time nobody can be asked for a token', () => {
    expect(commands(nothingOf(two.system), two)).toEqual(['export TF_VAR_k8s_join_token="$(npx isthmus join-token k8s --new)"']);
  });

  test('one more gets a token of the cluster', () => {
    expect(commands(two, side({ count: 3 }, two))).toEqual(['export TF_VAR_k8s_join_token="$(npx isthmus join-token k8s)"']);
  });

  test('one that leaves is emptied and forgotten first', () => {
    const three = side({ count: 3 }, two);
    expect(commands(three, side({ count: 2 }, three))).toEqual([
      'kubectl drain k8s-node-3 --ignore-daemonsets --delete-emptydir-data',
      'kubectl delete node k8s-node-3',
    ]);
  });

  test('an edit of what they were told asks for nothing', () => {
    expect(commands(two, side({ count: 2, apiServerNames: ['kubernetes.example.com'] }, two))).toEqual([]);
  });

  test('those that somebody joins get no token', () => {
    const byHand = side({ count: 2, bringUp: BringUp.BY_HAND });
    expect(commands(byHand, side({ count: 3, bringUp: BringUp.BY_HAND }, byHand))).toEqual([]);
  });
});
