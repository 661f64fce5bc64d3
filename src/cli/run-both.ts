import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as problems from '../model/problems';
import type { ResolvedSystem } from '../model/resolved';
import { shellQuoted } from '../model/values';
import { type Apart, apart, commonJsScript } from './app-line';
import { CommandError } from './command-error';
import { sizeOfWritten } from './output/written';
import { type Call, callOf, check, type Ending, handedOver, runCall, type Task, variablesOf } from './run-app';
import { differingParts, type HandedOver, hasBegun, readResolved } from './stage';
import type { Turn } from './turns';

/** What both programs have resolved. */
export interface Resolved extends Pick<HandedOver, 'warnings' | 'digest'> {
  readonly system: ResolvedSystem;
}

/** How both programs are run. */
export interface RunOptions {
  /** Whether they are compiled first, where that can be told from the programs themselves. @default true */
  readonly build?: boolean;
}

type Both<T> = readonly [T, T];

/**
 * Bytes of outputs from which on programs take longer than it takes a process to start and to load the library: two processors are
 * worth more then than one start.
 */
const LARGE = 2e6;

/**
 * Runs both programs of a project for their outputs, each with a stage that is not there yet. What they compile the same way is compiled
 * once. Then they take turns in one process, or run side by side where outputs were large before.
 * @throws CommandError when one of them fails, or they have not resolved the same system
 */
export async function runBoth(tasks: Both<Task>, { build = true }: RunOptions = {}): Promise<Resolved> {
  for (const { place } of tasks) mkdirSync(place.stage);
  const [first, second] = tasks;
  const lines = apart([first.config.app, second.config.app]);
  if (!lines) return agreed(tasks, inTurn(tasks));
  if (build) check(first, runCall(callOf(first, lines.build)));
  const scripts = lines.programs.map((line) => commonJsScript(line, first.place.folder ?? '.'));
  const [script, other] = scripts;
  const isLarge = tasks.reduce((sum, { config }) => sum + sizeOfWritten(config.output), 0) > LARGE;
  if (script === undefined || other === undefined || isLarge) return agreed(tasks, await sideBySide(tasks, lines));
  const [one, its] = await inOneProcess(tasks, lines, [script, other]);
  // Modules of others may have kept something for the second: alone it cannot differ by that.
  return agreed(tasks, [one, one.digest === its.digest ? its : again(second, lines.programs[1])]);
}

/** @throws CommandError unless both have resolved the same system */
function agreed(tasks: Both<Task>, [{ warnings, digest }, other]: Both<HandedOver>): Resolved {
  const system = systemOf(tasks[0]);
  if (digest === other.digest) return { system, warnings, digest };
  const files = tasks.map(({ config }) => config.file);
  throw new CommandError([problems.programsDiffer(files, differingParts(system, systemOf(tasks[1])))]);
}

/** What a program that has handed over has resolved. Large systems take their time to be read. */
const systemOf = ({ place }: Task): ResolvedSystem => readResolved(place.stage) as ResolvedSystem;

const inTurn = ([first, second]: Both<Task>): Both<HandedOver> => [
  handedOver(first, runCall(callOf(first))),
  handedOver(second, runCall(callOf(second))),
];

/** In a project that installed this library this is compiled, too; its tests run the sources. */
const TURNS = join(dirname(require.resolve('isthmus/package.json')), 'lib/src/cli/turns.js');

/** One after the other, each as if it were alone: the library is loaded once. */
async function inOneProcess(tasks: Both<Task>, { programs }: Apart, scripts: Both<string>): Promise<Both<HandedOver>> {
  const [first, second] = tasks;
  const turns = tasks.map((task, index): Turn => ({ script: scripts[index] ?? '', env: variablesOf(task), stage: task.place.stage }));
  const ended = await runBeside(callOf(first, `node ${shellQuoted(TURNS)} ${shellQuoted(JSON.stringify(turns))}`));
  if (hasBegun(second.place.stage)) return [handedOver(first, DONE), handedOver(second, ended)];
  // It ended the process before the other one's turn.
  return [handedOver(first, ended), handedOver(second, runCall(callOf(second, programs[1])))];
}

const DONE: Ending = { status: 0, signal: null };

/** Runs a program once more, as if it had not been run. */
function again(task: Task, line: string): HandedOver {
  for (const folder of [task.place.output, task.place.stage]) rmSync(folder, { recursive: true, force: true });
  mkdirSync(task.place.stage);
  return handedOver(task, runCall(callOf(task, line)));
}

/** Whoever reads along sees what he would see if the second ran after the first, and only if that has succeeded. */
async function sideBySide([first, second]: Both<Task>, { programs }: Apart): Promise<Both<HandedOver>> {
  const printed: Printed[] = [];
  const [ended, other] = await Promise.all([runBeside(callOf(first, programs[0])), runBeside(callOf(second, programs[1]), printed)]);
  const handed = handedOver(first, ended);
  for (const { to, text } of printed) to.write(text);
  return [handed, handedOver(second, other)];
}

/** What a process has printed, piece by piece. */
interface Printed {
  readonly to: NodeJS.WriteStream;
  readonly text: Buffer;
}

/** @param printed takes what it prints @default - it is printed */
function runBeside({ line, cwd, env }: Call, printed?: Printed[]): Promise<Ending> {
  const output = printed === undefined ? 'inherit' : 'pipe';
  const child = spawn(line, { shell: true, stdio: ['ignore', output, output], env, cwd });
  child.stdout?.on('data', (text: Buffer) => printed?.push({ to: process.stdout, text }));
  child.stderr?.on('data', (text: Buffer) => printed?.push({ to: process.stderr, text }));
  return new Promise((done) => {
    child.once('error', (error) => done({ status: null, signal: null, error }));
    child.once('close', (status, signal) => done({ status, signal }));
  });
}
