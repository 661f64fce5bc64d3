import type { Command } from 'commander';
import { CommandError } from '../command-error';
import { SHELLS } from './shells';
import { levelsOf } from './tree';

/**
 * Prints what a shell has to read to complete the commands and options of a program.
 * @throws CommandError for a shell that it knows nothing for
 */
export function completion(program: Command, shell: string): void {
  const write = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined;
  if (write === undefined)
    throw new CommandError(`There is nothing for a shell "${shell}"; there is for: ${Object.keys(SHELLS).join(', ')}.`);
  process.stdout.write(write(levelsOf(program)));
}
