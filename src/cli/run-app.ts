import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as problems from '../model/problems';
import type { ResolvedSystem, Warning } from '../model/resolved';
import { CommandError } from './command-error';
import { type Config, readConfig } from './config';
import { lockFile } from './lock-file';
import {
  differingParts,
  type HandedOver,
  NEW_LOCK_VARIABLE,
  OUTPUTS,
  readHandedOver,
  readResolved,
  type Side,
  STAGE_VARIABLE,
  wasTold,
} from './stage';

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

/**
 * Runs one of the programs of a project.
 * @throws CommandError when it fails
 */
function run(side: Side, { file, app }: Config, { output, stage, folder = '.', env: more = {} }: Place): void {
  // A program of the other side must not write into the project either.
  const elsewhere = Object.values(OUTPUTS).map(({ variable }) => [variable, join(stage, 'misplaced')]);
  const env = { ...process.env, ...more, ...Object.fromEntries(elsewhere), [OUTPUTS[side].variable]: output, [STAGE_VARIABLE]: stage };
  const { status, signal, error } = spawnSync(app, { shell: true, stdio: ['ignore', 'inherit', 'inherit'], env, cwd: folder });
  if (status === 0) return;
  // It has printed its problems itself.
  if (wasTold(stage)) throw new CommandError('');
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
 * Runs one of the programs of a project for its output.
 * @returns what it tells of itself
 * @throws CommandError when it fails, or did anything else than write its side's output
 */
function runProgram(side: Side, config: Config, place: Place): HandedOver {
  run(side, config, place);
  const handed = readHandedOver(place.stage);
  if (!handed) throw new CommandError([problems.programSilent(config.file, config.app, MAINS[side])]);
  if (handed.side !== side) throw new CommandError([problems.programMisplaced(config.file, MAINS[handed.side], MAINS[side])]);
  return handed;
}

/** A program, and where it is to work. */
export interface Task {
  readonly side: Side;
  readonly config: Config;
  readonly place: Place;
}

/** What both programs have resolved. */
export interface Resolved extends Pick<HandedOver, 'warnings' | 'digest'> {
  readonly system: ResolvedSystem;
}

/**
 * Runs both programs of a project for their outputs, each with a stage that is not there yet.
 * @throws CommandError when one of them fails, or they have not resolved the same system
 */
export function runBoth(tasks: readonly [Task, Task]): Resolved {
  const [first, second] = tasks.map(({ side, config, place }) => {
    mkdirSync(place.stage);
    const { warnings, digest } = runProgram(side, config, place);
    return { warnings, digest, system: readResolved(place.stage) as ResolvedSystem };
  }) as [Resolved, Resolved];
  if (first.digest === second.digest) return first;
  const files = tasks.map(({ config }) => config.file);
  throw new CommandError([problems.programsDiffer(files, differingParts(first.system, second.system))]);
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
  const stage = mkdtempSync(join(tmpdir(), 'isthmus-'));
  try {
    const config = readConfig('kubernetes', folder, of);
    run('kubernetes', config, { output: join(stage, 'kubernetes'), stage, folder, env });
    const system = readResolved(stage);
    if (!system) throw new CommandError([problems.programSilent(config.file, config.app, MAINS.kubernetes)]);
    return use(system, stage);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}
