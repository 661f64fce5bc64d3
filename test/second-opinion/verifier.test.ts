import fc from 'fast-check';
import type { ResolvedSystem } from '../../src/model/resolved';
import { Model } from '../../src/verify/compare/model';
import { Shop } from '../../system';
import { manifestsOf } from '../both-outputs/render';
import { build } from '../properties/build';
import { render, worldFrom } from '../properties/outputs';
import { plans } from '../properties/plan';
import { type Case, judge, judged } from './judge';
import { type Asked, questionsOf } from './questions';

/** Questions of one system, cluster by cluster, each with the policies to judge by. */
function casesOf(system: ResolvedSystem, limit: number): readonly { readonly case: Case; readonly asked: readonly Asked[] }[] {
  const manifests = manifestsOf(system);
  const world = worldFrom(system, { ...render(system), manifests });
  const model = new Model(system, world);
  return [...world.clusters.values()].map((cluster) => {
    const policies = (manifests.get(cluster.facts.name) ?? []).filter(({ kind }) => kind === 'NetworkPolicy');
    const all = questionsOf(system, model, cluster);
    const step = Math.max(1, Math.ceil(all.length / limit));
    const asked = all.filter((_, i) => i % step === 0);
    return { case: { policies, questions: asked.map(({ question }) => question), selections: [] }, asked };
  });
}

function compareOpinions(systems: readonly ResolvedSystem[], limit: number): { allowed: number; refused: number } {
  const cases = systems.flatMap((system) => casesOf(system, limit));
  const verdicts = judge(cases.map((each) => each.case));
  const count = { allowed: 0, refused: 0 };
  for (const [i, { asked }] of cases.entries()) {
    for (const [j, { question, ours, meant }] of asked.entries()) {
      const theirs = verdicts[i]?.traffic[j];
      expect({ question, ...ours }).toEqual({ question, ...theirs });
      expect({ question, ...theirs, ...meant }).toEqual({ question, ...theirs });
      if (theirs?.ingress && theirs.egress) count.allowed++;
      else count.refused++;
    }
  }
  return count;
}

judged('the reference system: the engine, the evaluation and the model agree on every pair', () => {
  const { allowed, refused } = compareOpinions([new Shop().resolve().system], Number.POSITIVE_INFINITY);
  expect(allowed).toBeGreaterThan(20);
  expect(refused).toBeGreaterThan(200);
});

judged('200 random systems: the same', () => {
  const systems = fc.sample(plans(), 200).map((plan) => build(plan).resolve().system);
  const { allowed, refused } = compareOpinions(systems, 120);
  expect(Math.min(allowed, refused)).toBeGreaterThan(500);
});
