import { clusterDisagreements, diffName, isWithdrawn, planChanges } from '../../src/plan';
import { EDITS } from './edits';
import { sideOf } from './sides';

const { lock } = sideOf({});
const applied = sideOf({}, lock);
const planOf = (name: string) => planChanges(applied, sideOf(EDITS[name] ?? {}, lock));
const said = (
  name: string,
  differing: readonly string[],
  refused: readonly string[] = [],
  remaining: readonly string[] = [],
): readonly string[] =>
  clusterDisagreements(planOf(name), 'k8s', { differing, refused, remaining }).map(
    ({ about, here, there, grave }) => `${about}: ${here}, ${there}${grave ? '!' : ''}`,
  );

test('a cluster that agrees', () => {
  expect(said('another image of a service', ['apps.v1.Deployment.works.web'])).toEqual([]);
  expect(said('nothing', [])).toEqual([]);
});

test('what was changed in it by hand, and what is there already', () => {
  expect(said('another image of a service', ['v1.Service.works.queue'])).toEqual([
    'apps.v1.Deployment.works.web: change, nothing',
    'v1.Service.works.queue: nothing, change',
  ]);
});

test('what leaves it: still there, gone already, and not told by what it refuses', () => {
  const { details } = planOf('a machine leaves');
  const leaving = details.kubernetes.filter(isWithdrawn).map(diffName);
  expect(leaving).toContain('v1.Service.works.app');
  const differing = details.kubernetes.filter((object) => !isWithdrawn(object)).map(diffName);
  expect(said('a machine leaves', differing, [], leaving)).toEqual([]);
  const without = leaving.filter((name) => name !== 'v1.Service.works.app');
  expect(said('a machine leaves', differing, [], without)).toEqual(['v1.Service.works.app: withdraw, nothing']);
  expect(said('a machine leaves', [], ['It is invalid'], without)).toEqual([
    'It is invalid: not refused, refused!',
    'v1.Service.works.app: withdraw, nothing',
  ]);
});

test('what it refuses: known, and not known', () => {
  const refusal = 'The StatefulSet "queue" is invalid: spec: Forbidden: updates to statefulset spec';
  expect(said('another order of pods', [], [refusal])).toEqual([]);
  expect(said('another image of a service', [], [refusal])).toEqual([`${refusal}: not refused, refused!`]);
});
