import { readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, resolve } from 'node:path';
import { InvalidSystemError } from '../model/problem';
import { lockBusy } from '../model/problems';
import { sha256 } from '../model/values';

/**
 * There while a process works with the lock file: a link that leads nowhere and whose text names the process. Links are made in one
 * step, text and all.
 */
export const BUSY_LINK = '.isthmus-busy';

/** How long another process is waited for, in milliseconds. */
const PATIENCE = 120_000;
const PAUSE = 50;

/** Runs `work` as {@link keepOthersAway} says. */
export function exclusively<T>(work: () => T, patience?: number): T {
  const release = keepOthersAway(patience);
  try {
    return work();
  } finally {
    release();
  }
}

/**
 * From now on no other process works with the lock file of this project: what one reads, no other one writes.
 * @param patience milliseconds that another process is waited for
 * @returns what lets others in again
 * @throws InvalidSystemError when another one is still at work then
 */
export function keepOthersAway(patience = PATIENCE): () => void {
  const busy = resolve(BUSY_LINK);
  const held = acquire(busy, nameOf(process.pid), Date.now() + patience);
  return () => {
    if (held) rmSync(busy, { force: true });
  };
}

/** @returns false where no link can be made: nobody else can write there either */
function acquire(busy: string, me: string, until: number): boolean {
  for (;;) {
    const made = link(me, busy);
    if (made !== 'taken') return made === 'made';
    const other = readLink(busy);
    if (other !== undefined && isOver(other)) takeOver(busy, me, other);
    else if (Date.now() >= until) throw new InvalidSystemError([lockBusy(other ?? 'somebody', BUSY_LINK)]);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
  }
}

/**
 * Takes away the link of a process that has ended without doing so. Only one of those who see it at once may: the others would take
 * away the link of the one who came next.
 */
function takeOver(busy: string, me: string, other: string): void {
  const guard = `${busy}-${sha256(other).slice(0, 8)}`;
  if (link(me, guard) !== 'made') {
    const rival = readLink(guard);
    if (rival !== undefined && isOver(rival)) throw new InvalidSystemError([lockBusy(rival, `${BUSY_LINK} and ${basename(guard)}`)]);
    return;
  }
  if (readLink(busy) === other) rmSync(busy, { force: true });
  rmSync(guard, { force: true });
}

/** Number and start of a process, and where it runs: numbers come again, and mean something else in every container. */
const nameOf = (pid: number): string => `process ${pid} of ${startOf(pid)} on ${PLACE}`;
const PLACE = [hostname(), readLink('/proc/self/ns/pid')].filter(Boolean).join(' ');

/** Whether the process of that name has ended. Of one in another place nobody can tell from here. */
function isOver(name: string): boolean {
  const [, pid, start, place] = /^process (\d+) of (\S+) on (.*)$/.exec(name) ?? [];
  return place === PLACE && startOf(Number(pid)) !== start;
}

/**
 * When a process was started, such that another one of its number has another one. Field 22 of `/proc/<pid>/stat`, see `proc(5)`:
 * the command before it may hold anything, and ends with the last parenthesis.
 * @returns `ended` when there is none of that number, `unknown` where it cannot be told
 */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? 'unknown';
  } catch {
    return isRunning(pid) ? 'unknown' : 'ended';
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function link(text: string, path: string): 'made' | 'taken' | 'impossible' {
  try {
    symlinkSync(text, path);
    return 'made';
  } catch (error) {
    return codeOf(error) === 'EEXIST' ? 'taken' : 'impossible';
  }
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;
