import fc from 'fast-check';
import type { System } from '../../../src';
import { build } from '../../properties/build';
import { type Plan, plans } from '../../properties/plan';

/** Draws the same systems each time. */
const SEED = 20261129;
/** Most workloads of one: each pair of their pods is asked about. */
const LARGEST = 14;

/**
 * Random systems with pods that somebody may or may not reach, without a mesh: what its proxies do is not a network plug-in's.
 * Every other one keeps its pods' own addresses outside.
 */
export function randomSystems(count: number): readonly { readonly name: string; readonly system: System }[] {
  const fitting = fc
    .sample(plans(), { seed: SEED, numRuns: count * 10 })
    .filter(({ clusters, workloads, flows }) => clusters.length > 0 && flows.length > 2 && workloads.length <= LARGEST)
    .filter(({ workloads }) => workloads.some(({ kind }) => kind === 'service' || kind === 'stateful'));
  if (fitting.length < count) throw new Error(`${fitting.length} of ${count} systems`);
  return fitting.slice(0, count).map((plan, index) => ({ name: `random-${index + 1}`, system: build(egress(plan, index % 2 === 0)) }));
}

const egress = (plan: Plan, native: boolean): Plan => ({
  ...plan,
  clusters: plan.clusters.map(({ mesh: _, ...cluster }) => ({ ...cluster, native })),
});
