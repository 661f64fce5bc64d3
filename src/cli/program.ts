import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { InvalidSystemError } from '../model/problem';
import { CommandError } from './command-error';
import { printBeside } from './print';
import { addClusters } from './program/clusters';
import { LOAD } from './program/load';
import { addLock } from './program/lock';
import { addOutputs } from './program/outputs';
import { addProjects } from './program/projects';
import { addQuestions } from './program/questions';
import { addShells } from './program/shells';

/** The `isthmus` command with everything that it knows. */
export function isthmusProgram(): Command {
  const program = new Command('isthmus')
    .description('One description of virtual machines and services; Terraform and Kubernetes out of it.')
    .version(version())
    .option('--env <name>', 'the environment that a command is about, in projects that have several')
    .configureHelp({ showGlobalOptions: true })
    .hook('preAction', () => {
      const { env }: { env?: string } = program.opts();
      if (env !== undefined) process.env[LOAD.environment().ENVIRONMENT_VARIABLE] = env;
    });

  // In the order in which help names them.
  addProjects(program);
  addOutputs(program);
  addQuestions(program);
  addClusters(program);
  addLock(program.command('lock').description('care for the lock file'));
  addShells(program);
  return program;
}

function version(): string {
  const manifest: { version: string } = JSON.parse(readFileSync(require.resolve('isthmus/package.json'), 'utf8'));
  return manifest.version;
}

/**
 * Runs a command as the shell would, and prints what is wrong.
 * @returns the exit code
 * @throws Error for a mistake in this program or in what it calls
 */
export async function isthmus(args: readonly string[]): Promise<number> {
  try {
    await isthmusProgram().parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (!(error instanceof CommandError) && !(error instanceof InvalidSystemError)) throw error;
    if (error.message) printBeside(`${LOAD.environment().inEnvironment(error.message)}\n`);
    return error instanceof CommandError ? error.exitCode : 1;
  }
}
