import type { ResolvedSystem } from '../model/resolved';
import { clusterFacts, compare, type Difference } from './compare';
import type { NotUnderstoodError } from './errors';
import { readKubernetes, readTerraform, worldOf } from './outputs';

export type { Difference } from './compare';
export { canReach, type Verdict } from './world/reach';
export type { Party, World } from './world/world';

export interface VerifyOptions {
  /** Folder of `cdktf synth`, e.g. `cdktf.out`. */
  readonly terraformDir: string;
  /** Folder of `cdk8s synth`, e.g. `dist`. */
  readonly kubernetesDir: string;
  /** What `resolve()` answered. */
  readonly system: ResolvedSystem;
}

/**
 * Reads synthesized files back and compares who can reach whom with the model. Empty: the outputs do what the model says.
 * What is found in the files and not understood is a difference, too.
 */
export function verifyOutputs({ terraformDir, kubernetesDir, system }: VerifyOptions): readonly Difference[] {
  const facts = clusterFacts(system);
  const terraform = readTerraform(terraformDir);
  const kubernetes = readKubernetes(
    kubernetesDir,
    facts.map(({ name }) => name),
  );
  const { world, problems } = worldOf({ ...terraform, ...kubernetes, problems: [...terraform.problems, ...kubernetes.problems] }, facts);
  return [...problems.map(unreadable), ...compare(system, world)];
}

export const unreadable = ({ message }: NotUnderstoodError): Difference => ({ kind: 'unreadable', about: 'output', text: message });
