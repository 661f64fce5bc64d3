import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import type { ResolvedSystem, Warning } from '../../model/resolved';
import type { PlanSide } from '../../plan';
import { readConfig } from '../config';
import { isFile } from '../output/failure';
import { filesBelow, isVisible, readList } from '../output/written';
import type { Task } from '../run-app';
import { runBoth } from '../run-both';
import type { Side } from '../stage';
import { temporaryFolder } from '../temporary';

/** Texts by file, relative to an output folder. */
export type Texts = Readonly<Record<string, string>>;

/** Both outputs of a system as their files are, and what they are the outputs of. */
export interface Outputs extends Readonly<Record<Side, Texts>> {
  /** Of this format. */
  readonly version: 1;
  readonly system: ResolvedSystem;
  readonly warnings: readonly Warning[];
}

const WANTED: Readonly<Record<Side, RegExp>> = { terraform: /(^|\/)cdk\.tf\.json$/, kubernetes: /\.yaml$/ };

/** Files of an output that an apply reads, without those of others in the same folder. */
export function outputTexts(side: Side, folder: string): Texts {
  const all = readList(folder)?.filter((file) => isFile(join(folder, file))) ?? filesBelow(folder, isVisible);
  const files = all.filter((file) => WANTED[side].test(file));
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
}

/**
 * Runs both programs of the project in `folder` for what they write. Nothing of it is kept, and its lock stays as it is.
 * @param of whose project that is, where it is not the current one
 * @throws CommandError when one of them fails, or they have not resolved the same system
 */
export async function outputsIn(folder: string, of?: string): Promise<Outputs> {
  const stage = temporaryFolder();
  try {
    const task = (side: Side): Task => {
      const place = join(stage, side);
      return { side, config: readConfig(side, folder, of), place: { output: join(place, 'output'), stage: place, folder } };
    };
    const tasks = [task('terraform'), task('kubernetes')] as const;
    const { system, warnings } = await runBoth(tasks);
    const [terraform, kubernetes] = tasks.map(({ side, place }) => outputTexts(side, place.output)) as [Texts, Texts];
    return { version: 1, system, warnings, terraform, kubernetes };
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** Two outputs as they are compared. Manifests that are the same in both take no part: reading all of a large system's takes long. */
export function comparable(before: Outputs, after: Outputs): { readonly before: PlanSide; readonly after: PlanSide } {
  return { before: planSide(before, after.kubernetes), after: planSide(after, before.kubernetes) };
}

function planSide({ system, warnings, terraform, kubernetes }: Outputs, other: Texts): PlanSide {
  const changed = Object.entries(kubernetes).filter(([file, text]) => other[file] !== text);
  return {
    system,
    warnings,
    terraform: Object.fromEntries(Object.entries(terraform).map(([file, text]) => [file, JSON.parse(text) as object])),
    kubernetes: Object.fromEntries(changed.map(([file, text]) => [file, loadAll(text)])),
  };
}

/** All of them, where there is nothing to compare with. */
export const wholeSide = (outputs: Outputs): PlanSide => planSide(outputs, {});
