import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { InvalidSystemError } from '../model/problem';
import { outputUnusable, programWroteNothing } from '../model/problems';
import { type ResolvedSystem, stacksOf } from '../model/resolved';
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
import { besideOutput, filesBelow, LIST_FILE, readList, writeList } from './output/written';
import { outputTexts } from './plan/outputs';
import { print, printBeside } from './print';
import type { Task } from './run-app';
import { type Resolved, type RunOptions, runBoth } from './run-both';
import { changesSince, SINCE_FILE } from './since';
import type { Side } from './stage';
import { summaryText } from './summary';

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
export const synth = (options?: RunOptions): Promise<void> => synthesize(FILE_OPERATIONS, options);

/** As {@link synth}, by operations that a test lets fail. */
export async function synthesize(operations: FileOperations, options?: RunOptions): Promise<void> {
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
    const output = (side: Side): Output => {
      const config = configs[side];
      return { side, config, work: open(config.output, config.file), stage: join(stage, side) };
    };
    const outputs = [output('terraform'), output('kubernetes')] as const;
    const resolved = await runPrograms(outputs, options).finally(async () => {
      // What was pressed or sent meanwhile is heard now, also where it has ended the programs; from here on it waits.
      await setImmediate();
      interruption.throwIfAny();
    });
    const summary = finish(outputs, resolved, operations);
    // Once for both programs.
    for (const warning of resolved.warnings) printBeside(`${warningText(warning)}\n`);
    print(inEnvironment(summary));
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

/** How files end that cannot be missing in a side's output. */
const ESSENTIAL: Readonly<Record<Side, (system: ResolvedSystem) => readonly string[]>> = {
  terraform: (system) => stacksOf(system).map(({ name }) => `stacks/${name}/cdk.tf.json`),
  kubernetes: ({ clusters }) => (clusters.length > 0 ? ['.yaml'] : []),
};

async function runPrograms(outputs: readonly [Output, Output], options?: RunOptions): Promise<Resolved> {
  const task = (output: Output): Task => ({ ...output, place: { output: fresh(output), stage: output.stage } });
  const [terraform, kubernetes] = outputs;
  const resolved = await runBoth([task(terraform), task(kubernetes)], options);
  for (const output of outputs) {
    const files = filesBelow(fresh(output));
    const missing = ESSENTIAL[output.side](resolved.system).find((essential) => !files.some((file) => file.endsWith(essential)));
    if (missing !== undefined) throw new CommandError([programWroteNothing(output.config.file, missing)]);
  }
  return resolved;
}

/** Puts everything in place. @returns what to tell the user */
function finish(outputs: readonly [Output, Output], { system, warnings, digest }: Resolved, operations: FileOperations): string {
  const [terraform, kubernetes] = outputs;
  const configs = { terraform: terraform.config, kubernetes: kubernetes.config };
  const [terraformTexts, kubernetesTexts] = [outputTexts('terraform', fresh(terraform)), outputTexts('kubernetes', fresh(kubernetes))];
  const { plan, gone, record } = changesSince(
    { version: 1, system, warnings, terraform: terraformTexts, kubernetes: kubernetesTexts },
    configs,
  );
  const written = outputs.map((output) => {
    const files = filesBelow(fresh(output));
    writeList(fresh(output), files, digest);
    return files;
  });
  writeFileSync(join(fresh(terraform), SINCE_FILE), record);
  putInPlace(outputs.map(replacement), () => keepLock(outputs), operations);
  return summaryText({
    system,
    ...(plan && { plan }),
    gone,
    folders: { terraform: terraform.config.output, kubernetes: kubernetes.config.output },
    files: { terraform: Object.keys(terraformTexts).length, kubernetes: Object.keys(kubernetesTexts).length },
    beside: outputs.flatMap(({ side, config }, index) => besideOutput(side, config.output, written[index] ?? [])),
  });
}

const replacement = (output: Output): Replacement => ({
  fresh: fresh(output),
  previous: join(output.work.path, 'previous'),
  target: output.config.output,
  written: [...(readList(output.config.output) ?? []), LIST_FILE, SINCE_FILE],
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
