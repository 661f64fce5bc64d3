import { spawnSync } from 'node:child_process';
import type { Problem } from '../model/problem';
import { onOneLine } from '../model/values';
import { CommandError } from './command-error';

/** Locks of large systems are longer than what Node takes from a program by default. */
const OPTIONS = { encoding: 'utf8', maxBuffer: Number.POSITIVE_INFINITY } as const;

/**
 * What git answers in the current folder.
 * @param failure said before git's own words when it fails
 * @throws CommandError when it fails
 */
export function git(args: readonly string[], failure: string | Problem): string {
  const { status, stdout, stderr, error } = spawnSync('git', args, OPTIONS);
  if (error) throw new CommandError(`git cannot be run: ${error.message}`);
  if (status === 0) return stdout.trim();
  const words = onOneLine(stderr);
  if (typeof failure === 'string') throw new CommandError([failure, words].filter(Boolean).join('\n'));
  throw new CommandError([{ ...failure, message: words === '' ? failure.message : `${failure.message} git: ${words}.` }]);
}

/** What git answers, or nothing: not a repository, no such revision, no git. */
export function askGit(...args: readonly string[]): string | undefined {
  const { status, stdout, error } = spawnSync('git', args, OPTIONS);
  return error === undefined && status === 0 && stdout.trim() !== '' ? stdout.trim() : undefined;
}
