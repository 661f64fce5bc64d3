import type { ResolvedSystem } from '../model/resolved';
import { verifyOutputs } from '.';
import type { Difference } from './compare';
import { readLive, verifyLive } from './live';
import { report } from './report';

/** Folders of the two outputs, as the project's configuration names them. */
export interface Folders {
  /** @default cdktf.out */
  readonly terraform?: string;
  /** @default dist */
  readonly kubernetes?: string;
}

/**
 * Verifies the outputs (with `--live`: what runs) against the system and prints what differs.
 *
 * @param system what `resolve()` answered
 * @param args arguments of the command line
 * @returns exit code: 0 when nothing differs
 */
export async function verify(
  system: ResolvedSystem,
  args: readonly string[],
  { terraform = 'cdktf.out', kubernetes = 'dist' }: Folders = {},
): Promise<number> {
  const live = args.includes('--live');
  const differences: readonly Difference[] = live
    ? verifyLive(system, terraform, await readLive(system))
    : verifyOutputs({ terraformDir: terraform, kubernetesDir: kubernetes, system });
  const { text, clean } = report(differences, system);
  (clean ? process.stdout : process.stderr).write(text);
  return clean ? 0 : 1;
}
