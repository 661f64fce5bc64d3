import { mkdirSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { Environments } from '../model/environments';
import { InvalidSystemError, problemsText, problemText } from '../model/problem';
import { environmentMissing, environmentOutputShared, environmentUnexpected, lockMissing, outputUnusable } from '../model/problems';
import type { ResolvedSystem, Warning } from '../model/resolved';
import type { System } from '../model/system';
import { printable } from '../model/values';
import { earlierRun } from './earlier-run';
import { setUpEngine } from './engine';
import { ENVIRONMENT_VARIABLE, environment, inEnvironment, outputFolderOf } from './environment';
import { exclusively } from './exclusive';
import { checkFrozen, lockFile, readLockFile, writeLockFile } from './lock-file';
import { checkNeighbours } from './neighbours';
import { inWords, isWriteFailure } from './output/failure';
import { writeList } from './output/written';
import { withShownPlace } from './places';
import { printBeside } from './print';
import { digestOf, handOver, markTold, NEW_LOCK_VARIABLE, OUTPUTS, type Side, STAGE_VARIABLE } from './stage';

/** The output of a side, ready to be written. */
export interface Rendered {
  /** Where it goes. */
  readonly folder: string;
  /** Writes it; answers the files, relative to the folder. */
  write(): readonly string[];
}

/** What a program describes: a system, or one for each of several environments. */
export type Described<S extends System> = (() => S) | Environments<S>;

/** What is particular to a program. */
export interface Entry {
  readonly side: Side;
  /** Builds the output. */
  render(system: ResolvedSystem, built: System): Rendered;
  /** Where the command line tool around the program shows output that is no error. */
  printWarning(line: string): void;
}

/**
 * Runs one of a project's two programs: reads the lock, resolves the system, renders it, keeps the new lock.
 * Problems are printed once to stderr and make the exit code 1. Everything is computed before the first byte is written.
 */
export function runEntry(described: Described<System>, { side, render, printWarning }: Entry): void {
  setUpEngine();
  const stage = process.env[STAGE_VARIABLE];
  const run = (): void => {
    const before = readLockFile();
    const built = systemOf(described);
    const trace = before === undefined && process.env[NEW_LOCK_VARIABLE] === undefined ? earlierRun(built.node.id) : undefined;
    if (trace) throw new InvalidSystemError([lockMissing(trace.words, trace.restore)]);
    if (stage === undefined) makeFolderApart(side);
    const { system, lock, warnings } = built.resolve(before === undefined ? {} : { lock: before });
    checkNeighbours(lock);
    const rendered = render(system, built);
    const frozen = process.env.CI === 'true' || process.env.CI === '1';
    if (frozen) checkFrozen(lock, before);
    const files = rendered.write();
    writeLockFile(join(stage ?? '.', lockFile()), lock, before);
    const told = warnings.map(withShownPlace).map((warning) => ({ ...warning, message: inEnvironment(warning.message) }));
    if (stage !== undefined) return handOver(stage, { side, system, warnings: told });
    writeList(rendered.folder, files, digestOf(JSON.stringify(system)));
    for (const warning of told) printWarning(warningText(warning));
  };
  try {
    // With a stage nothing of the project is written here, and whoever writes it in the end keeps others away.
    if (stage === undefined) exclusively(run);
    else run();
  } catch (error) {
    printBeside(`${inEnvironment(describe(error, process.env[OUTPUTS[side].variable] ?? OUTPUTS[side].folder))}\n`);
    process.exitCode = 1;
    if (stage !== undefined) markTold(stage);
  }
}

/** What the program makes, in the environment that the command names. @throws InvalidSystemError when the two do not fit */
function systemOf(described: Described<System>): System {
  const name = environment();
  if (described instanceof Environments) {
    if (name === undefined) throw new InvalidSystemError([environmentMissing(described.names)]);
    return described.build(name);
  }
  if (name !== undefined) throw new InvalidSystemError([environmentUnexpected(name)]);
  return described();
}

/** How each side is written alone, into a folder that is the environment's own. */
const ALONE: Readonly<Record<Side, string>> = { terraform: 'npx cdktf synth --output', kubernetes: 'npx cdk8s synth --output' };

/** The folder that the command line tool around a program, or nobody, has chosen for its output. @throws InvalidSystemError unless the environment has it for itself */
function makeFolderApart(side: Side): void {
  const name = environment();
  if (name === undefined) return;
  const { variable, folder } = OUTPUTS[side];
  const chosen = process.env[variable] ?? folder;
  const command = `${ENVIRONMENT_VARIABLE}=${name} ${ALONE[side]} ${outputFolderOf(name, folder)}`;
  if (basename(resolve(chosen)) !== name) throw new InvalidSystemError([environmentOutputShared(name, relative('.', chosen), command)]);
  // cdktf makes no folder in one that is not there.
  mkdirSync(chosen, { recursive: true });
}

export const warningText = ({ code, path, at, message }: Warning): string =>
  `Warning: ${code} at ${path}${at === undefined ? '' : ` (${printable(at)})`}: ${message}`;

/** Problems are for users; anything else is a mistake in a program, and its stack tells where. */
function describe(error: unknown, folder: string): string {
  if (error instanceof InvalidSystemError) return problemsText(error.problems.map(withShownPlace));
  if (isWriteFailure(error, folder))
    return problemText(outputUnusable(folder, inWords(error), 'Let this user write there, and see that the disk has room.'));
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
