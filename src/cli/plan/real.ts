import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { terraformPlanForeign, toolFailed } from '../../model/problems';
import {
  type ClusterDiff,
  clusterDisagreements,
  type Disagreement,
  diffName,
  isWithdrawn,
  type Plan,
  terraformDisagreements,
} from '../../plan';
import { CommandError } from '../command-error';
import { readJson } from '../output/file';
import { temporaryFolder } from '../temporary';
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
  const folder = temporaryFolder();
  try {
    for (const [file, text] of Object.entries(kubernetes)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    const several = clusters.length > 1;
    return clusters.flatMap(({ name }) => {
      const context = several ? ['--context', name] : [];
      const differences = diff(several ? join(folder, name) : folder, context);
      return clusterDisagreements(plan, name, { ...differences, remaining: remaining(plan, name, folder, context) });
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What kubectl prints, and its exit code. */
interface Answer {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** @throws CommandError when there is no kubectl */
function kubectl(args: readonly string[]): Answer {
  // How differences are shown is asked of this program alone.
  const env = { ...process.env, KUBECTL_EXTERNAL_DIFF: 'diff -u -N' };
  const { status, stdout, stderr, error } = spawnSync('kubectl', args, { encoding: 'utf8', maxBuffer: Number.POSITIVE_INFINITY, env });
  if (error) throw new CommandError([toolFailed('kubectl', 'kubectl', error.message)]);
  return { status: status ?? 2, stdout, stderr };
}

const failed = (what: string, { stderr }: Answer): CommandError => new CommandError([toolFailed('kubectl', what, stderr)]);

/** Exit codes of `kubectl diff`: 0 and 1 are answers. */
function diff(folder: string, context: readonly string[]): Omit<ClusterDiff, 'remaining'> {
  const answer = kubectl([...context, 'diff', '--server-side', '-f', folder]);
  const refused = answer.stderr.split('\n').filter((line) => / is invalid: /.test(line));
  if (answer.status > 1 && refused.length === 0) throw failed('kubectl diff', answer);
  return { differing: [...answer.stdout.matchAll(/^diff .*\/([^/\s]+)$/gm)].map(([, name]) => name as string), refused };
}

/** How kubectl says that a cluster has no such kind: in one line or two. */
const NO_SUCH_KIND = /no matches for kind|^ensure CRDs are installed first$|^Warning:/;

/** Which of the objects that leave a cluster it still has. A kind that it does not know any more has none. */
function remaining({ details }: Plan, cluster: string, folder: string, context: readonly string[]): readonly string[] {
  const gone = details.kubernetes.filter((object) => object.cluster === cluster && isWithdrawn(object));
  if (gone.length === 0) return [];
  const items = gone.map(({ apiVersion, kind, namespace, name }) => ({ apiVersion, kind, metadata: { name, namespace } }));
  const file = join(folder, `${cluster}-withdrawn.json`);
  writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  const answer = kubectl([...context, 'get', '-f', file, '--ignore-not-found', '-o', 'json']);
  const complaints = answer.stderr.split('\n').filter((line) => line.trim() !== '' && !NO_SUCH_KIND.test(line));
  if (answer.status !== 0 && complaints.length > 0) throw failed('kubectl get', answer);
  const there = namesIn(answer.stdout);
  return gone.map(diffName).filter((name) => there.has(name));
}

/** An object, a list of objects, or nothing at all. */
function namesIn(text: string): ReadonlySet<string> {
  if (text.trim() === '') return new Set();
  const read = JSON.parse(text) as Listed & { readonly items?: readonly Listed[] };
  return new Set((read.items ?? [read]).map(({ apiVersion, kind, metadata }) => diffName({ apiVersion, kind, ...metadata })));
}

interface Listed {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}
