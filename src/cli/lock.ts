import { existsSync, readFileSync } from 'node:fs';
import { sync as writeFileAtomic } from 'write-file-atomic';
import { type Lock, serializeLock } from '../model/lock/lock';
import { parseLock } from '../model/lock/parse';
import { release } from '../model/lock/release';
import { repair } from '../model/lock/repair';
import { InvalidSystemError, type Problem } from '../model/problem';
import { askGit, git } from './git';
import { LOCK_FILE } from './lock-file';
import { CommandError } from './run-app';

/** `isthmus lock release`: forgets something that has left the system, so that its address is free again. */
export function lockRelease(name: string): void {
  const lock = read();
  write(release(lock, name));
  process.stdout.write(`${LOCK_FILE}: "${name}" is released.\n`);
}

/**
 * `isthmus lock repair`: one lock out of the two sides of a merge.
 * @param options.before git revision of the side that is applied @default - the first parent of the last merge
 */
export function lockRepair(options: { readonly before?: string } = {}): void {
  const { lock, dropped } = repair(readText(), lockBefore(options.before));
  write(lock);
  process.stdout.write(
    `${LOCK_FILE} is whole again. ${dropped.length === 0 ? 'Nothing was held twice.' : `To be planned anew by the next synth: ${dropped.join(', ')}.`}\n`,
  );
}

/** The lock file of the side that was merged into: what it holds is what may be applied already. */
function lockBefore(revision: string | undefined): string | undefined {
  if (revision !== undefined)
    return git(['show', '--end-of-options', `${revision}:./${LOCK_FILE}`], `git has no ${LOCK_FILE} at "${revision}".`);
  const merging = askGit('rev-parse', '--verify', '--quiet', 'MERGE_HEAD') !== undefined;
  const side = merging ? 'HEAD' : askGit('log', '--merges', '--max-count=1', '--format=%H^1');
  return side === undefined ? undefined : askGit('show', `${side}:./${LOCK_FILE}`);
}

function readText(): string {
  if (!existsSync(LOCK_FILE)) throw new CommandError(`There is no ${LOCK_FILE} here: run the command in the folder of the project.`);
  return readFileSync(LOCK_FILE, 'utf8');
}

function read(): Lock {
  const problems: Problem[] = [];
  const lock = parseLock(readText(), (problem) => problems.push(problem));
  if (!lock || problems.length > 0) throw new InvalidSystemError(problems);
  return lock;
}

const write = (lock: Lock): void => writeFileAtomic(LOCK_FILE, serializeLock(lock));
