import { isthmusProgram } from '../../src/cli/program';

/** Gives a command arguments that it does not take. @throws CommanderError that says so, in place of the end of the process */
export function refused(name: string, ...args: readonly string[]): void {
  const command = isthmusProgram().commands.find((each) => each.name() === name);
  command?.exitOverride().configureOutput({ writeErr: () => {} });
  command?.parse(args, { from: 'user' });
}
