import type { ResolvedSystem } from '../model/resolved';
import { clusterFacts, compare, type Difference } from './compare';
import { type ReadWorld, readKubernetes, readTerraform, unreadable, worldOf } from './outputs';

export type { Difference } from './compare';
export { type LiveOptions, type LiveState, readLive, verifyLive } from './live';
export { canReach, type Verdict } from './world/reach';
export { type Reach, reachable } from './world/reachable';
export { findParty, type Party, type World } from './world/world';

export interface VerifyOptions {
  /** Folder of `cdktf synth`, e.g. `cdktf.out`. */
  readonly terraformDir: string;
  /** Folder of `cdk8s synth`, e.g. `dist`. */
  readonly kubernetesDir: string;
  /** What `resolve()` answered. */
  readonly system: ResolvedSystem;
}

/** What synthesized files say about who can reach whom, to be asked with {@link canReach} and {@link reachable}. */
export function readOutputs({ terraformDir, kubernetesDir, system }: VerifyOptions): ReadWorld {
  const facts = clusterFacts(system);
  const terraform = readTerraform(terraformDir);
  const names = facts.map(({ name }) => name);
  const kubernetes = readKubernetes(kubernetesDir, names);
  return worldOf({ ...terraform, ...kubernetes, problems: [...terraform.problems, ...kubernetes.problems] }, facts);
}

/**
 * Reads synthesized files back and compares who can reach whom with the model. Empty: the outputs do what the model says.
 * What is found in the files and not understood is a difference, too.
 */
export function verifyOutputs(options: VerifyOptions): readonly Difference[] {
  const { world, problems } = readOutputs(options);
  return [...problems.map(unreadable), ...compare(options.system, world)];
}
