import { lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { sync as writeFileAtomic } from 'write-file-atomic';
import { type Lock, serializeLock } from '../model/lock/lock';
import { InvalidSystemError } from '../model/problem';
import { lockNotWritable, lockOutOfDate, lockUnreadable } from '../model/problems';
import { environment, fileOf } from './environment';
import { inWords, isFile } from './output/failure';

/**
 * Stands beside the system, is committed, and is read from the folder that the command runs in.
 * @param of the environment that it belongs to
 */
export const lockFile = (of = environment()): string => fileOf(of, 'isthmus', 'lock.json');

/** Whether a file is called as the locks of environments are. */
export const isLockFile = (name: string): boolean => /^isthmus\.(?:[a-z][a-z0-9-]*\.)?lock\.json$/.test(name);

/** The lock files in the current folder, of whatever environments. */
export const lockFilesHere = (): readonly string[] => readdirSync('.').filter(isLockFile);

/**
 * The lock of an environment, as {@link lockTextAt} reads it.
 * @param of the environment that it belongs to
 */
export const readLockFile = (of = environment()): string | undefined => lockTextAt(lockFile(of));

/**
 * A lock's text as isthmus writes it: git and editors may have given it other line ends, or a mark of its encoding.
 * @returns undefined when there is none
 * @throws InvalidSystemError when it cannot be read
 */
export function lockTextAt(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
      .replace(/^\uFEFF/, '')
      .replaceAll('\r\n', '\n');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new InvalidSystemError([lockUnreadable(file, message)]);
  }
}

/** Writes the lock as a whole or not at all, and only when it changes. */
export function writeLockFile(path: string, lock: Lock, before: string | undefined): void {
  const after = serializeLock(lock);
  if (after !== before) writeLockText(path, after);
}

/**
 * Replaces the file as a whole, or the one that it is a link to.
 * @throws InvalidSystemError when that is not possible, or not wanted
 */
export function writeLockText(path: string, text: string): void {
  const target = targetOf(path);
  try {
    // Replacing a file takes no right to write into it: but who took that away did not want it changed.
    if (isFile(target) && (statSync(target).mode & 0o222) === 0) throw new Error('the file is read-only');
    writeFileAtomic(target, text);
  } catch (error) {
    throw new InvalidSystemError([lockNotWritable(inWords(error))]);
  }
}

/** Where links lead, also one whose target is not there yet. */
function targetOf(path: string): string {
  let target = resolve(path);
  for (let links = 0; links < 40 && isLink(target); links++) target = resolve(dirname(target), readlinkSync(target));
  return target;
}

export const isLink = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;

/** @throws InvalidSystemError when the lock would change, which in continuous integration it must not */
export function checkFrozen(lock: Lock, before: string | undefined): void {
  if (serializeLock(lock) !== before) throw new InvalidSystemError([lockOutOfDate(lockChanges(before, lock))]);
}

const PARTS = ['hosts', 'subnets', 'machines', 'cards', 'pairs', 'services', 'workloads', 'claims'] as const;

/** What differs, by name. */
function lockChanges(before: string | undefined, after: Lock): readonly string[] {
  if (before === undefined) return ['there is no lock file yet'];
  const old = JSON.parse(before) as Lock;
  const changes: string[] = [];
  for (const part of PARTS) {
    const [was, is] = [old[part] ?? {}, after[part] ?? {}];
    for (const name of Object.keys({ ...was, ...is }).sort()) {
      if (!Object.hasOwn(was, name)) changes.push(`${name} is new`);
      else if (!Object.hasOwn(is, name)) changes.push(`${name} is gone`);
      else if (JSON.stringify(was[name]) !== JSON.stringify(is[name])) changes.push(`${name} differs`);
    }
  }
  return changes.length > 0 ? changes : ['its removed entries differ'];
}
