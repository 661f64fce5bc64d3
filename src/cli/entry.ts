import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidSystemError } from '../model/problem';
import type { ResolvedSystem } from '../model/resolved';
import type { System } from '../model/system';
import { checkFrozen, LOCK_FILE, readLockFile, writeLockFile } from './lock-file';

/**
 * Set by `isthmus` commands: a folder that takes the resolved system and the new lock, so that the project's own
 * files stay as they are until everything has succeeded.
 */
export const STAGE_VARIABLE = 'ISTHMUS_STAGE';
export const RESOLVED_FILE = 'resolved.json';

/**
 * Runs one of a project's two programs: reads the lock, resolves the system, renders it, keeps the new lock.
 * Problems are printed once to stderr and make the exit code 1. Everything is computed before the first byte is written.
 * @param render builds the output and answers what writes it
 * @param printWarning where the command line tool around the program shows output that is no error
 */
export function runEntry(
  build: () => System,
  render: (system: ResolvedSystem, built: System) => () => void,
  printWarning: (line: string) => void,
): void {
  try {
    const before = readLockFile();
    const built = build();
    const { system, lock } = built.resolve(before === undefined ? {} : { lock: before });
    const write = render(system, built);
    const stage = process.env[STAGE_VARIABLE];
    const frozen = process.env.CI === 'true' || process.env.CI === '1';
    if (frozen) checkFrozen(lock, before);
    write();
    writeLockFile(join(stage ?? '.', LOCK_FILE), lock, before);
    if (stage !== undefined) writeFileSync(join(stage, RESOLVED_FILE), JSON.stringify(system));
    for (const { code, path, message } of system.warnings) printWarning(`Warning: ${code} at ${path}: ${message}`);
  } catch (error) {
    process.stderr.write(`${describe(error)}\n`);
    process.exitCode = 1;
  }
}

/** Problems are for users; anything else is a mistake in a program, and its stack tells where. */
function describe(error: unknown): string {
  if (error instanceof InvalidSystemError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
