import { closeSync, fchmodSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Problem } from '../../model/problem';
import { fileUnwritable } from '../../model/problems';
import { CommandError } from '../command-error';
import { print } from '../print';
import { inWords } from './failure';

/**
 * Writes a file that a user has named, and the folders that it is in.
 * @throws CommandError where it cannot be written
 */
export const writeText = (file: string, text: string): void => writing(file, () => writeFileSync(file, text));

/**
 * The same of what its owner alone may read.
 * @throws CommandError where it cannot be written
 */
export const writeSecret = (file: string, text: string): void =>
  writing(file, () => {
    const opened = openSync(file, 'w', OWNER);
    try {
      // One that was there keeps its own permissions else.
      fchmodSync(opened, OWNER);
      writeFileSync(opened, text);
    } finally {
      closeSync(opened);
    }
  });

const OWNER = 0o600;

function writing(file: string, write: () => void): void {
  try {
    mkdirSync(dirname(resolve(file)), { recursive: true });
    write();
  } catch (error) {
    throw new CommandError([fileUnwritable(file, inWords(error))]);
  }
}

/** What an option that takes a file, and need not be given one, was given: `true` stands for standard output. */
export type Target = string | true;

/** Writes data as JSON where it is wanted. */
export function writeJson(target: Target, data: unknown): void {
  const text = `${JSON.stringify(data, undefined, 2)}\n`;
  if (target === true) print(text);
  else writeText(target, text);
}

/**
 * Reads data that a user has named, as `read` takes them.
 * @param foreign what is wrong with anything else
 * @param read answers undefined for what it does not know
 * @throws CommandError for a file that is none of these, or no JSON
 */
export function readJson<T>(file: string, foreign: Problem, read: (data: unknown) => T | undefined): T {
  const found = read(parsed(file));
  if (found === undefined) throw new CommandError([foreign]);
  return found;
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
