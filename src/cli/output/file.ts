import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileUnwritable } from '../../model/problems';
import { CommandError } from '../command-error';
import { inWords } from './failure';

/**
 * Writes a file that a user has named, and the folders that it is in.
 * @throws CommandError where it cannot be written
 */
export function writeText(file: string, text: string): void {
  try {
    mkdirSync(dirname(resolve(file)), { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    throw new CommandError([fileUnwritable(file, inWords(error))]);
  }
}

/** What an option that takes a file, and need not be given one, was given: `true` stands for standard output. */
export type Target = string | true;

/** Writes data as JSON where it is wanted. */
export function writeJson(target: Target, data: unknown): void {
  const text = `${JSON.stringify(data, undefined, 2)}\n`;
  if (target === true) process.stdout.write(text);
  else writeText(target, text);
}
