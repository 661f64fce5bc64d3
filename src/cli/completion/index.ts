import type { Command } from 'commander';
import { SHELLS, type Shell } from './shells';
import { levelsOf } from './tree';

/** Prints what a shell has to read to complete the commands and options of a program. */
export function completion(program: Command, shell: Shell): void {
  process.stdout.write(SHELLS[shell](levelsOf(program)));
}
