import { snapshotForeign } from '../../model/problems';
import { askGit } from '../git';
import { lockFile } from '../lock-file';
import { readJson } from '../output/file';
import { fromFileOrRevision, withRevision } from '../revision';
import type { Former } from './changes';
import { type Outputs, outputsIn } from './outputs';

/**
 * What is applied as far as is known: a snapshot, a revision, or what is committed.
 * @returns undefined where nothing is committed yet
 * @throws CommandError when there is no such thing
 */
export async function formerOutputs(against: string | undefined): Promise<Former | undefined> {
  if (against === undefined) return committed();
  return { outputs: await fromFileOrRevision(against, readOutputs, outputsIn), label: against };
}

/** The project may be younger than its repository; and of a system without a lock file, or one of its environments, nothing is applied. */
async function committed(): Promise<Former | undefined> {
  const commit = askGit('rev-parse', '--short', '--verify', '--quiet', 'HEAD^{commit}');
  const has = (file: string): boolean => askGit('rev-parse', '--verify', '--quiet', `HEAD:./${file}`) !== undefined;
  if (commit === undefined || !['cdktf.json', 'cdk8s.yaml', lockFile()].every(has)) return undefined;
  return { outputs: await withRevision('HEAD', (folder) => outputsIn(folder, '"HEAD"')), label: `what is committed (${commit})` };
}

const readOutputs = (file: string): Outputs =>
  readJson(file, snapshotForeign(file, 'npx isthmus plan --snapshot <file>'), (read) => (isOutputs(read) ? read : undefined));

function isOutputs(read: unknown): read is Outputs {
  if (typeof read !== 'object' || read === null) return false;
  const { version, system, terraform, kubernetes, warnings } = read as Partial<Record<keyof Outputs, unknown>>;
  return (
    version === 1 && Array.isArray(warnings) && [system, terraform, kubernetes].every((part) => typeof part === 'object' && part !== null)
  );
}
