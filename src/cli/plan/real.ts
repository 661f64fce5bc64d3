import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { terraformPlanForeign } from '../../model/problems';
import { type ClusterDiff, clusterDisagreements, type Disagreement, type Plan, terraformDisagreements } from '../../plan';
import { CommandError } from '../command-error';
import { readJson } from '../output/file';
import type { Outputs } from './outputs';

/**
 * Where a plan of Terraform's own says otherwise.
 * @param file with what `terraform show -json` printed of it
 * @throws CommandError when it is no such file
 */
export const withTerraformPlan = (plan: Plan, file: string): readonly Disagreement[] =>
  readJson(file, terraformPlanForeign(file), (read) => terraformDisagreements(plan, read));

/**
 * Where the clusters say otherwise. Only asks: nothing in them is changed.
 * @throws CommandError when kubectl is not there, or cannot reach one
 */
export function withClusters(plan: Plan, { system: { clusters }, kubernetes }: Outputs): readonly Disagreement[] {
  const folder = mkdtempSync(join(tmpdir(), 'isthmus-'));
  try {
    for (const [file, text] of Object.entries(kubernetes)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    const several = clusters.length > 1;
    return clusters.flatMap(({ name }) =>
      clusterDisagreements(plan, name, several ? diff(join(folder, name), ['--context', name]) : diff(folder, [])),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Exit codes of `kubectl diff`: 0 and 1 are answers. */
function diff(folder: string, context: readonly string[]): ClusterDiff {
  // How differences are shown is asked of this program alone.
  const env = { ...process.env, KUBECTL_EXTERNAL_DIFF: 'diff -u -N' };
  const options = { encoding: 'utf8', maxBuffer: Number.POSITIVE_INFINITY, env } as const;
  const { status, stdout, stderr, error } = spawnSync('kubectl', [...context, 'diff', '--server-side', '-f', folder], options);
  if (error) throw new CommandError(`kubectl cannot be run: ${error.message}`);
  const refused = stderr.split('\n').filter((line) => / is invalid: /.test(line));
  if ((status ?? 2) > 1 && refused.length === 0) throw new CommandError(['kubectl diff failed.', stderr.trim()].filter(Boolean).join('\n'));
  return { differing: [...stdout.matchAll(/^diff .*\/([^/\s]+)$/gm)].map(([, name]) => name as string), refused };
}
