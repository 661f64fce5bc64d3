/**
 * Reads both outputs back, by readers that share nothing with what wrote them, and compares who can reach whom with the model.
 *
 * @module isthmus/verify
 */

import type { ResolvedSystem } from '../model/resolved';
import { addOnDifferences, clusterFacts, type Difference } from './compare';
import { differencesOf } from './differences';
import { type ReadStacks, type ReadWorld, readAddOns, readKubernetes, readTerraform, worldOf } from './outputs';
import type { KubernetesSource, TerraformSource } from './sources';

export type { Difference } from './compare';
export { NotUnderstoodError } from './errors';
export { type LiveOptions, type LiveState, readLive, verifyLive } from './live';
export type { LiveGuest } from './live-guests/ask';
export type { LiveGuests } from './live-guests/differences';
export type { ReadWorld } from './outputs';
export type { Run } from './run';
export type { KubernetesSource, TerraformSource } from './sources';
export { canReach, type Verdict } from './world/reach';
export { type Reach, reachable } from './world/reachable';
export { findParty, type Party, type World } from './world/world';

/** What {@link verify} compares. */
export interface VerifyOptions {
  /** What `resolve()` answered. */
  readonly system: ResolvedSystem;
  /** Folder of `cdktf synth`, e.g. `cdktf.out`, or what `synthTerraform` of `isthmus/testing` answered. */
  readonly terraform: TerraformSource;
  /** Folder of `cdk8s synth`, e.g. `dist`, or what `synthKubernetes` of `isthmus/testing` answered. */
  readonly kubernetes: KubernetesSource;
}

/**
 * What both outputs say about who can reach whom, to be asked with {@link canReach} and {@link reachable}. What is in them and
 * not understood is among the `problems`.
 */
export const readOutputs = (options: VerifyOptions): ReadWorld => read(options, readTerraform(options.terraform));

function read({ kubernetes, system }: VerifyOptions, machines: ReadStacks): ReadWorld {
  const facts = clusterFacts(system);
  const clusters = readKubernetes(
    kubernetes,
    facts.map(({ name }) => name),
  );
  return worldOf({ ...machines, ...clusters, problems: [...machines.problems, ...clusters.problems] }, facts);
}

/**
 * Reads both outputs back and compares who can reach whom, and where that is checked, with the model: by readers that share nothing
 * with what wrote them. Empty: the outputs do what the model says, and nothing more. What is found in them and not understood is a
 * difference, too.
 */
export function verify(options: VerifyOptions): readonly Difference[] {
  const stacks = readTerraform(options.terraform);
  const { files, problems } = readAddOns(
    options.kubernetes,
    options.system.clusters.map(({ name }) => name),
  );
  const found = read(options, stacks);
  return [
    ...differencesOf(options.system, stacks, { ...found, problems: [...found.problems, ...problems] }),
    ...addOnDifferences(options.system, files),
  ];
}
