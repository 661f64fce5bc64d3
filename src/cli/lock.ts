import { existsSync, readFileSync } from 'node:fs';
import { sync as writeFileAtomic } from 'write-file-atomic';
import { type Lock, serializeLock } from '../model/lock/lock';
import { MARKER, parseLock } from '../model/lock/parse';
import { release } from '../model/lock/release';
import { repair } from '../model/lock/repair';
import { InvalidSystemError, type Problem } from '../model/problem';
import { CommandError } from './command-error';
import { askGit, git } from './git';
import { LOCK_FILE } from './lock-file';

/** `isthmus lock release`: forgets something that has left the system, so that its address is free again. */
export function lockRelease(name: string): void {
  const lock = read();
  write(release(lock, name));
  process.stdout.write(`${LOCK_FILE}: "${name}" is released.\n`);
}

/** The lock file of one side of a merge. */
interface Side {
  readonly text: string;
  /** The side in words. */
  readonly what: string;
}

/**
 * `isthmus lock repair`: one lock out of the two sides of a merge.
 * @param options.before git revision of the side that is applied @default - our side of a conflict, or else the last sound lock in the history
 */
export function lockRepair(options: { readonly before?: string } = {}): void {
  const text = readText();
  const applied = options.before === undefined ? impliedSide(text) : sideOf(options.before);
  const { lock, dropped } = repair(text, applied?.text);
  if (dropped.length === 0) {
    write(lock);
    process.stdout.write(`${LOCK_FILE} is whole again. Nothing was held twice.\n`);
    return;
  }
  const inConflict = MARKER.test(text);
  const inGit = askGit('rev-parse', '--git-dir') !== undefined;
  if (!applied && inGit && !inConflict) {
    throw new CommandError(
      `Values are held twice, and the history here does not tell whose side is applied: ${dropped.join(', ')}?\nSay whose values stay: npx isthmus lock repair --before <revision>`,
    );
  }
  write(lock);
  const stays = applied?.what ?? (inConflict ? 'the first side of the conflict' : 'the first by name');
  const other = options.before === undefined && inGit ? ' If another side is applied, restore the file and add --before <revision>.' : '';
  process.stdout.write(
    `${LOCK_FILE} is whole again. What ${stays} holds stays.${other}\nTo be planned anew by the next synth: ${dropped.join(', ')}.\n`,
  );
}

/** With conflict markers both sides are in the file. */
function impliedSide(text: string): Side | undefined {
  if (MARKER.test(text)) return undefined;
  const revisions = askGit('rev-list', '--first-parent', '--max-count=100', 'HEAD', '--', LOCK_FILE)?.split('\n') ?? [];
  for (const revision of revisions) {
    const before = askGit('show', `${revision}:./${LOCK_FILE}`);
    if (before !== undefined && parsed(before).problems.length === 0) return { text: before, what: `the lock of ${revision.slice(0, 10)}` };
  }
  return undefined;
}

function sideOf(revision: string): Side {
  const text = git(['show', '--end-of-options', `${revision}:./${LOCK_FILE}`], `git has no ${LOCK_FILE} at "${revision}".`);
  const [problem] = parsed(text).problems;
  if (problem) throw new CommandError(`${LOCK_FILE} at "${revision}" cannot be used: ${problem.message}`);
  return { text, what: `"${revision}"` };
}

/** Unset when the file is no lock. */
function parsed(text: string): { readonly lock?: Lock; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const lock = parseLock(text, (problem) => problems.push(problem));
  return { lock, problems };
}

function readText(): string {
  if (!existsSync(LOCK_FILE)) throw new CommandError(`There is no ${LOCK_FILE} here: run the command in the folder of the project.`);
  return readFileSync(LOCK_FILE, 'utf8');
}

function read(): Lock {
  const { lock, problems } = parsed(readText());
  if (!lock || problems.length > 0) throw new InvalidSystemError(problems);
  return lock;
}

const write = (lock: Lock): void => writeFileAtomic(LOCK_FILE, serializeLock(lock));
