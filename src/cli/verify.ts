import { existsSync } from 'node:fs';
import { outputMissing, outputStale, toolFailed } from '../model/problems';
import type { ResolvedSystem } from '../model/resolved';
import { printable } from '../model/values';
import { verify as compareOutputs, type Difference, readLive, verifyLive } from '../verify';
import { CommandError } from './command-error';
import { readConfigs } from './config';
import { readDigest } from './output/written';
import { print } from './print';
import { resolveIn } from './run-app';
import { digestOf } from './stage';

export interface VerifyOptions {
  /** Judge what runs (kubectl, virsh) in place of the files. @default false */
  readonly live?: boolean;
  /** Whether guests are asked, where what runs is judged. @default true */
  readonly guests?: boolean;
}

/**
 * `isthmus verify`: reads the synthesized files, or what runs, and compares who can reach whom with the model.
 * @throws CommandError with every difference
 */
export async function verify({ live = false, guests = true }: VerifyOptions): Promise<void> {
  const { terraform, kubernetes } = readConfigs();
  const [terraformDir, kubernetesDir] = [terraform.output, kubernetes.output];
  const missing = [terraformDir, kubernetesDir].filter((folder) => !existsSync(folder));
  if (missing.length > 0) throw new CommandError(missing.map(outputMissing));
  const system = resolveIn('.');
  const digest = digestOf(JSON.stringify(system));
  const stale = [terraformDir, kubernetesDir].filter((folder) => (readDigest(folder) ?? digest) !== digest);
  if (stale.length > 0) throw new CommandError(stale.map(outputStale));
  const differences = live
    ? await compareLive(system, terraformDir, guests)
    : compareOutputs({ terraform: terraformDir, kubernetes: kubernetesDir, system });
  if (differences.length > 0) throw new CommandError(differences.map(({ kind, text }) => `${kind}: ${printable(text)}`).join('\n'));
  const judged = live ? 'What runs lets' : `${terraformDir}/ and ${kubernetesDir}/ let`;
  print(`${judged} through what the model allows: ${system.flows.length} flows, and nothing else.\n`);
  if (live) print(guests ? 'Guests are set up as the model says.\n' : 'Guests were not asked how they are set up.\n');
}

async function compareLive(system: ResolvedSystem, terraformDir: string, guests: boolean): Promise<readonly Difference[]> {
  const state = await readLive(system, { guests }).catch((error: Partial<ToolError>) => {
    if (error.cmd === undefined) throw error;
    const tool = error.cmd.startsWith('virsh ') ? 'virsh' : 'kubectl';
    throw new CommandError([
      toolFailed(tool, error.cmd.split(' ').slice(0, CALL_WORDS[tool]).join(' '), error.stderr || error.message || ''),
    ]);
  });
  return verifyLive(system, terraformDir, state);
}

/** What Node says of a program that failed or is not there. */
interface ToolError extends Error {
  readonly cmd: string;
  readonly stderr: string;
}

/** Words that tell which call it was: `virsh -q -c URI`, `kubectl api-resources`. */
const CALL_WORDS = { virsh: 4, kubectl: 2 } as const;
