import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as problems from '../model/problems';
import type { ResolvedSystem, Warning } from '../model/resolved';
import { withoutNpx } from './app-line';
import { CommandError } from './command-error';
import { type Config, readConfig } from './config';
import { lockFile } from './lock-file';
import { type HandedOver, NEW_LOCK_VARIABLE, OUTPUTS, readHandedOver, readResolved, type Side, STAGE_VARIABLE, wasTold } from './stage';
import { temporaryFolder } from './temporary';

/** What a program has to call. */
const MAINS: Readonly<Record<Side, string>> = { terraform: 'terraformMain', kubernetes: 'kubernetesMain' };

/** Where a program works: absolute paths. */
export interface Place {
  /** Takes its output. */
  readonly output: string;
  /** Takes what it hands over. */
  readonly stage: string;
  /** Folder of the project. @default - the current one */
  readonly folder?: string;
  /** @default - that of this process */
  readonly env?: Readonly<Record<string, string>>;
}

/** A program, and where it is to work. */
export interface Task {
  readonly side: Side;
  readonly config: Config;
  readonly place: Place;
}

/** How a process has ended. */
export interface Ending {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly error?: Error;
}

/** What of a program is to be run: a line of shell, in its place. */
export interface Call {
  readonly line: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** @param line what is run of its program @default - all of it */
export function callOf(task: Task, line = task.config.app): Call {
  const { folder = '.', env = {} } = task.place;
  return { line: withoutNpx(line, folder), cwd: folder, env: { ...process.env, ...env, ...variablesOf(task) } };
}

/** What a program is told of its place. */
export function variablesOf({ side, place: { output, stage } }: Task): Readonly<Record<string, string>> {
  // A program of the other side must not write into the project either.
  const elsewhere = Object.values(OUTPUTS).map(({ variable }) => [variable, join(stage, 'misplaced')]);
  return { ...Object.fromEntries(elsewhere), [OUTPUTS[side].variable]: output, [STAGE_VARIABLE]: stage };
}

export const runCall = ({ line, cwd, env }: Call): Ending =>
  spawnSync(line, { shell: true, stdio: ['ignore', 'inherit', 'inherit'], env, cwd });

/** @throws CommandError unless the program has come to a good end */
export function check({ config: { file, app }, place }: Task, { status, signal, error }: Ending): void {
  if (status === 0) return;
  // It has printed its problems itself.
  if (wasTold(place.stage)) throw new CommandError('');
  // Whatever it has printed itself ends before this begins.
  process.stderr.write('\n');
  throw new CommandError([problems.programFailed(file, app, error ? `cannot be started: ${error.message}` : ending(status, signal))]);
}

function ending(status: number | null, signal: NodeJS.Signals | null): string {
  if (signal !== null) return `was ended by ${signal}`;
  // What shells answer.
  if (status === 127) return 'names a command that is not there (exit code 127)';
  if (status === 126) return 'names a command that cannot be run (exit code 126)';
  return `ended with the exit code ${status}`;
}

/**
 * @returns what a program that has ended tells of itself
 * @throws CommandError when it failed, or did anything else than write its side's output
 */
export function handedOver(task: Task, ended: Ending): HandedOver {
  check(task, ended);
  const { side, config, place } = task;
  const handed = readHandedOver(place.stage);
  if (!handed) throw new CommandError([problems.programSilent(config.file, config.app, MAINS[side])]);
  if (handed.side !== side) throw new CommandError([problems.programMisplaced(config.file, MAINS[handed.side], MAINS[side])]);
  return handed;
}

/**
 * Runs the program in `folder` for what it resolves. Its output and its lock are thrown away.
 * @param of whose project that is, where it is not the current one
 */
export const resolveIn = (folder: string, of?: string): ResolvedSystem => resolveWith({ folder, of }, (system) => system);

/** What the program of the project resolves, and what it was warned of meanwhile. */
export const resolveWithWarnings = (): { readonly system: ResolvedSystem; readonly warnings: readonly Warning[] } =>
  resolveWith({ folder: '.' }, (system, stage) => ({ system, warnings: readHandedOver(stage)?.warnings ?? [] }));

/** The lock of the project as if it were new: its text, and what it is the lock of. */
export const newLock = (): { readonly text: string; readonly system: ResolvedSystem } =>
  resolveWith({ folder: '.', env: { [NEW_LOCK_VARIABLE]: 'yes' } }, (system, stage) => ({
    text: readFileSync(join(stage, lockFile()), 'utf8'),
    system,
  }));

function resolveWith<T>(
  { folder, of, env }: { readonly folder: string; readonly of?: string; readonly env?: Place['env'] },
  use: (system: ResolvedSystem, stage: string) => T,
): T {
  const stage = temporaryFolder();
  try {
    const config = readConfig('kubernetes', folder, of);
    const task: Task = { side: 'kubernetes', config, place: { output: join(stage, 'kubernetes'), stage, folder, env } };
    check(task, runCall(callOf(task)));
    const system = readResolved(stage);
    if (!system) throw new CommandError([problems.programSilent(config.file, config.app, MAINS.kubernetes)]);
    return use(system, stage);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}
