import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { ResolvedSystem } from '../model/resolved';
import { type Plan, withdrawnCommands } from '../plan';
import type { Configs } from './config';
import { askGit } from './git';
import { readDigest } from './output/written';
import { planAfter } from './plan/changes';
import { comparable, type Outputs, outputTexts } from './plan/outputs';
import { digestOf, SIDES } from './stage';

/**
 * Stands in Terraform's output folder: what was there before the changes that are not committed yet, and what the last run made.
 * Neither Terraform nor cdktf reads a file of that name.
 */
export const SINCE_FILE = '.isthmus-since';

/** What a run leaves for the next one. */
interface Since {
  readonly version: 1;
  /** The commit that was checked out. Unset: there was none. */
  readonly commit?: string;
  /** What the run was to make of its system, beside the files that it wrote. */
  readonly last: Pick<Outputs, 'system' | 'warnings'>;
  /** What is taken for applied as long as there is no other commit. Unset: nothing. */
  readonly applied?: Outputs;
}

/** What a run changes, as far as is known here, and what it leaves. */
export interface Changes {
  /** Unset: nothing of it is there yet, and all has to be applied. */
  readonly plan?: Plan;
  /** Commands for what a run made and this one does not that is not taken for applied. */
  readonly gone: readonly string[];
  /** Content of {@link SINCE_FILE}. */
  readonly record: Buffer;
}

/**
 * What has to be done about new outputs. Nobody tells when something is applied: what was there when the last commit was made is taken for it;
 * without git, what the last run made.
 */
export function changesSince(now: Outputs, configs: Configs): Changes {
  const commit = askGit('rev-parse', '--short', '--verify', '--quiet', 'HEAD^{commit}');
  const since = readSince(configs.terraform.output, now.system);
  const isSameCommit = commit !== undefined && commit === since?.commit;
  const applied = isSameCommit ? since?.applied : since && lastOutputs(since.last, configs);
  const { system, warnings } = now;
  const left: Since = { version: 1, last: { system, warnings }, ...(commit !== undefined && { commit, ...(applied && { applied }) }) };
  const plan =
    applied && planAfter({ outputs: applied, label: commit === undefined ? 'the last run' : `the commit ${commit}` }, now, configs);
  const named = new Set(plan?.steps.map(({ run }) => run));
  return {
    ...(plan && { plan }),
    gone: withdrawn(since?.last.system ?? system, configs, now).filter((command) => !named.has(command)),
    record: gzipSync(JSON.stringify(left), { level: 1 }),
  };
}

/** Whoever wrote the manifests that are there now. */
function withdrawn(system: ResolvedSystem, { kubernetes }: Configs, now: Outputs): readonly string[] {
  const there = { version: 1, system, warnings: [], terraform: {}, kubernetes: outputTexts('kubernetes', kubernetes.output) } as const;
  const { before, after } = comparable(there, now);
  return withdrawnCommands(before, after);
}

/** What the last run wrote. Undefined where somebody has written something else there meanwhile. */
function lastOutputs(last: Since['last'], configs: Configs): Outputs | undefined {
  const digest = digestOf(JSON.stringify(last.system));
  if (SIDES.some((side) => readDigest(configs[side].output) !== digest)) return undefined;
  const [terraform = {}, kubernetes = {}] = SIDES.map((side) => outputTexts(side, configs[side].output));
  return { version: 1, ...last, terraform, kubernetes };
}

/** What an earlier run left. Unset after a first run, and after one of a version whose systems have not all the parts that they have now. */
function readSince(folder: string, now: ResolvedSystem): Since | undefined {
  try {
    const since = JSON.parse(gunzipSync(readFileSync(join(folder, SINCE_FILE))).toString()) as Since;
    const isComparable = [since.last, since.applied].every((each) => each === undefined || hasAllParts(each.system, now));
    return since.version === 1 && isComparable ? since : undefined;
  } catch {
    return undefined;
  }
}

const hasAllParts = (system: ResolvedSystem, now: ResolvedSystem): boolean =>
  Object.entries(now).every(([part, value]) => !Array.isArray(value) || part in system);
