import { existsSync } from 'node:fs';
import { verifyOutputs } from '../verify';
import { CommandError, readConfig, resolveIn } from './run-app';

/**
 * `isthmus verify`: reads the synthesized files back and compares who can reach whom with the model.
 * @throws CommandError with every difference
 */
export function verify(): void {
  const terraformDir = readConfig('terraform', 'output') ?? 'cdktf.out';
  const kubernetesDir = readConfig('kubernetes', 'output') ?? 'dist';
  for (const folder of [terraformDir, kubernetesDir])
    if (!existsSync(folder)) throw new CommandError(`There is no ${folder}/ yet: run \`isthmus synth\` first.`);
  const system = resolveIn('.', 'this system');
  const differences = verifyOutputs({ terraformDir, kubernetesDir, system });
  if (differences.length > 0) throw new CommandError(differences.map(({ kind, text }) => `${kind}: ${text}`).join('\n'));
  process.stdout.write(
    `${terraformDir}/ and ${kubernetesDir}/ let through what the model allows: ${system.flows.length} flows, and nothing else.\n`,
  );
}
