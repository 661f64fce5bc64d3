import { existsSync, readFileSync } from 'node:fs';
import { sync as writeFileAtomic } from 'write-file-atomic';
import { type Lock, serializeLock } from '../model/lock/lock';
import { InvalidSystemError } from '../model/problem';
import { lockOutOfDate } from '../model/problems';

/** Stands beside the system, is committed, and is read from the folder that the command runs in. */
export const LOCK_FILE = 'isthmus.lock.json';

export const readLockFile = (): string | undefined => (existsSync(LOCK_FILE) ? readFileSync(LOCK_FILE, 'utf8') : undefined);

/** Writes the lock as a whole or not at all, and only when it changes. */
export function writeLockFile(path: string, lock: Lock, before: string | undefined): void {
  const after = serializeLock(lock);
  if (after !== before) writeFileAtomic(path, after);
}

/** @throws InvalidSystemError when the lock would change, which in continuous integration it must not */
export function checkFrozen(lock: Lock, before: string | undefined): void {
  if (serializeLock(lock) !== before) throw new InvalidSystemError([lockOutOfDate(lockChanges(before, lock))]);
}

/** What differs, by name. */
function lockChanges(before: string | undefined, after: Lock): readonly string[] {
  if (before === undefined) return ['there is no lock file yet'];
  const old = JSON.parse(before) as Lock;
  const changes: string[] = [];
  for (const part of ['machines', 'services'] as const) {
    for (const name of Object.keys({ ...old[part], ...after[part] }).sort()) {
      if (!(name in old[part])) changes.push(`${name} is new`);
      else if (!(name in after[part])) changes.push(`${name} is gone`);
      else if (JSON.stringify(old[part][name]) !== JSON.stringify(after[part][name])) changes.push(`${name} differs`);
    }
  }
  return changes.length > 0 ? changes : ['its removed entries differ'];
}
