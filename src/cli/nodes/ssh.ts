import { spawnSync } from 'node:child_process';
import type { Problem } from '../../model/problem';
import { machineCommandFailed, toolFailed } from '../../model/problems';
import { CommandError } from '../command-error';

/**
 * Runs a command on a machine, as its user's own configuration of SSH has it: keys, jump hosts, and known hosts, which are never passed over.
 * @param input what the command reads
 * @returns what it prints
 * @throws CommandError with what ssh says when it cannot
 */
export function onMachine(login: string, command: string, input = ''): string {
  const { status, stdout, stderr, error } = spawnSync('ssh', wordsFor(login, command), {
    encoding: 'utf8',
    input,
    maxBuffer: Number.POSITIVE_INFINITY,
  });
  if (error || status !== 0) throw new CommandError([failure(login, command, status, error?.message ?? stderr)]);
  return stdout;
}

/**
 * The same of a command that takes a while: the user sees what it says meanwhile.
 * @throws CommandError when it fails
 */
export function whileShown(login: string, command: string): void {
  const { status, error } = spawnSync('ssh', wordsFor(login, command), { stdio: ['ignore', 'inherit', 'inherit'] });
  if (error || status !== 0) throw new CommandError([failure(login, command, status, error?.message)]);
}

/** What ssh ends with when it is its own error; else that of the command (ssh(1), "EXIT STATUS"). */
const OWN_ERROR = 255;

/** @param words what was said. Undefined: the user has seen it */
function failure(login: string, command: string, status: number | null, words?: string): Problem {
  if (status === null || status === OWN_ERROR) return toolFailed('ssh', `ssh ${login}`, words ?? 'what it has said stands above');
  return machineCommandFailed(login, command, status, words);
}

// A login that began with a dash would be an option.
const wordsFor = (login: string, command: string): readonly string[] => [
  ...['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=15', '--'],
  ...[login, command],
];
