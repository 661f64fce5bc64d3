import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { InvalidSystemError } from '../model/problem';
import { outputUnusable, programsDiffer, programWroteNothing } from '../model/problems';
import type { ResolvedSystem, Warning } from '../model/resolved';
import { CommandError } from './command-error';
import { type Config, readConfigs } from './config';
import { warningText } from './entry';
import { inEnvironment } from './environment';
import { keepOthersAway } from './exclusive';
import { Interruption } from './interruption';
import { lockFile, writeLockText } from './lock-file';
import { outputProblems, WorkFolder } from './output/folder';
import { FILE_OPERATIONS, type FileOperations } from './output/journal';
import { HalfReplacedError, putInPlace, type Replacement } from './output/swap';
import { besideOutput, filesBelow, isVisible, LIST_FILE, readList, writeList } from './output/written';
import { runProgram } from './run-app';
import { differingParts, type HandedOver, readResolved, type Side } from './stage';
import { summaryText } from './summary';
import { withdrawn } from './withdrawn';

/** A side on its way. */
interface Output {
  readonly side: Side;
  readonly config: Config;
  /** Inside of the output folder: what is new and what it replaces. */
  readonly work: WorkFolder;
  /** What the program hands over. */
  readonly stage: string;
}

/**
 * Synthesizes both outputs and puts them in place only when both have been resolved, rendered and checked: a failure at any point
 * leaves both outputs, and the lock, as they were.
 * @throws CommandError for whatever a user can put right
 */
export const synth = (): Promise<void> => synthesize(FILE_OPERATIONS);

/** As {@link synth}, by operations that a test lets fail. */
export async function synthesize(operations: FileOperations): Promise<void> {
  const configs = readConfigs();
  const problems = outputProblems([configs.terraform, configs.kubernetes]);
  if (problems.length > 0) throw new CommandError(problems);
  const release = keepOthersAway();
  const interruption = new Interruption();
  const folders: WorkFolder[] = [];
  const open = (parent: string, file: string): WorkFolder => {
    const fix = `Let this user write there, or name another folder as the output in ${file}.`;
    const folder = new WorkFolder(parent, (reason) => outputUnusable(parent, reason, fix));
    folders.push(folder);
    return folder;
  };
  try {
    const stage = open('.', lockFile()).path;
    const outputs = (['terraform', 'kubernetes'] as const).map((side): Output => {
      const config = configs[side];
      return { side, config, work: open(config.output, config.file), stage: join(stage, side) };
    });
    const { system, warnings } = runBoth(outputs);
    // What was pressed or sent meanwhile is heard now; from here on it waits.
    await setImmediate();
    interruption.throwIfAny();
    const summary = finish(outputs, system, operations);
    // Once for both programs.
    for (const warning of warnings) process.stderr.write(`${warningText(warning)}\n`);
    process.stdout.write(inEnvironment(summary));
  } catch (error) {
    if (error instanceof HalfReplacedError) folders.length = 0;
    throw error;
  } finally {
    for (const folder of folders) folder.remove();
    release();
    interruption.end();
  }
}

const fresh = ({ work }: Output): string => join(work.path, 'fresh');

/** What cannot be missing in a side's output; undefined when nothing can. */
const ESSENTIAL: Readonly<Record<Side, (system: ResolvedSystem) => string | undefined>> = {
  terraform: ({ name }) => `stacks/${name}/cdk.tf.json`,
  kubernetes: ({ clusters }) => (clusters.length > 0 ? '.yaml' : undefined),
};

function runBoth(outputs: readonly Output[]): { readonly system: ResolvedSystem; readonly warnings: readonly Warning[] } {
  const [first, second] = outputs.map((output) => {
    mkdirSync(output.stage);
    return runProgram(output.side, output.config, { output: fresh(output), stage: output.stage });
  }) as [HandedOver, HandedOver];
  const systems = outputs.map(({ stage }) => readResolved(stage) as ResolvedSystem);
  const [system, other] = systems as [ResolvedSystem, ResolvedSystem];
  if (first.digest !== second.digest)
    throw new CommandError([
      programsDiffer(
        outputs.map(({ config }) => config.file),
        differingParts(system, other),
      ),
    ]);
  for (const output of outputs) {
    const essential = ESSENTIAL[output.side](system);
    if (essential !== undefined && !filesBelow(fresh(output)).some((file) => file.endsWith(essential)))
      throw new CommandError([programWroteNothing(output.config.file, essential)]);
  }
  return { system, warnings: first.warnings };
}

/** Puts everything in place. @returns what to tell the user */
function finish(outputs: readonly Output[], system: ResolvedSystem, operations: FileOperations): string {
  const [terraform, kubernetes] = outputs as [Output, Output];
  const written = outputs.map((output) => {
    const files = filesBelow(fresh(output));
    writeList(fresh(output), files);
    return files;
  });
  const [stacks = [], manifests = []] = written;
  const previous = {
    folder: kubernetes.config.output,
    files: readList(kubernetes.config.output) ?? filesBelow(kubernetes.config.output, isVisible),
  };
  const gone = withdrawn(previous, { folder: fresh(kubernetes), files: manifests });
  putInPlace(outputs.map(replacement), () => keepLock(outputs), operations);
  return summaryText({
    system,
    folders: { terraform: terraform.config.output, kubernetes: kubernetes.config.output },
    files: {
      terraform: stacks.filter((file) => file.endsWith('cdk.tf.json')).length,
      kubernetes: manifests.filter((file) => file.endsWith('.yaml')).length,
    },
    gone,
    beside: outputs.flatMap(({ side, config }, index) => besideOutput(side, config.output, written[index] ?? [])),
  });
}

const replacement = (output: Output): Replacement => ({
  fresh: fresh(output),
  previous: join(output.work.path, 'previous'),
  target: output.config.output,
  written: [...(readList(output.config.output) ?? []), LIST_FILE],
});

/** Both programs have computed the same one. */
function keepLock(outputs: readonly Output[]): void {
  const [staged] = outputs.map(({ stage }) => join(stage, lockFile())).filter(existsSync);
  try {
    if (staged !== undefined) writeLockText(lockFile(), readFileSync(staged, 'utf8'));
  } catch (error) {
    throw error instanceof InvalidSystemError ? new CommandError(error.problems) : error;
  }
}
