import { spawnSync } from 'node:child_process';
import { toolFailed } from '../../model/problems';
import { CommandError } from '../command-error';

/**
 * Runs a command on a machine, as its user's own configuration of SSH has it: keys, jump hosts, and known hosts, which are never passed over.
 * @param input what the command reads
 * @returns what it prints
 * @throws CommandError with what ssh says when it cannot
 */
export function onMachine(login: string, command: string, input = ''): string {
  // A login that began with a dash would be an option.
  const args = ['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=15', '--', login, command];
  const { status, stdout, stderr, error } = spawnSync('ssh', args, { encoding: 'utf8', input, maxBuffer: Number.POSITIVE_INFINITY });
  if (error || status !== 0) throw new CommandError([toolFailed('ssh', `ssh ${login}`, error?.message ?? stderr)]);
  return stdout;
}
