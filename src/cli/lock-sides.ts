import { existsSync, readFileSync, statSync } from 'node:fs';
import type { Lock } from '../model/lock/lock';
import { checkLock, parseLock, readLockText } from '../model/lock/parse';
import type { Sides } from '../model/lock/repair';
import type { Problem } from '../model/problem';
import { CommandError } from './command-error';
import { askGit } from './git';
import { lockFile } from './lock-file';

/** What a merge joins, with what its sides are called. */
export interface NamedSides extends Sides {
  readonly names: { readonly ours: string; readonly theirs: string };
}

/** Sides by hand: git revisions, or files. */
export interface SideOptions {
  readonly ours?: string;
  readonly theirs?: string;
  /** @default - where the two parted, when both are git revisions */
  readonly base?: string;
}

/** Three git revisions of the lock file: `<revision>:./isthmus.lock.json` of each, or a stage of the index. */
interface Revisions {
  readonly base?: string;
  readonly ours: string;
  readonly theirs: string;
  readonly names: NamedSides['names'];
}

/**
 * The sides of the merge that left the lock file as it is, from git: what stands in the file itself was joined line by line.
 * @returns undefined when git knows of no merge
 * @throws CommandError when a side cannot be read
 */
export function findSides({ ours, theirs, base }: SideOptions): NamedSides | undefined {
  if (ours !== undefined && theirs !== undefined) {
    const parted = base ?? askGit('merge-base', ours, theirs);
    return {
      ours: read(ours),
      theirs: read(theirs),
      ...(parted === undefined ? {} : { base: readIfThere(parted) }),
      names: { ours, theirs },
    };
  }
  if (ours !== undefined || theirs !== undefined || base !== undefined)
    throw new CommandError('Name both sides, --ours and --theirs: a git revision or a file each.');
  const found = inIndex() ?? underWay() ?? mergedBefore();
  if (!found) return undefined;
  return {
    ours: read(found.ours),
    theirs: read(found.theirs),
    ...(found.base === undefined ? {} : { base: readIfThere(found.base) }),
    names: found.names,
  };
}

/** A conflict that is not marked as resolved: the index has all three versions. */
function inIndex(): Revisions | undefined {
  const stages = (askGit('ls-files', '--unmerged', '--', lockFile()) ?? '').split('\n').map((line) => line.split(/\s+/)[2]);
  if (!stages.includes('2') && !stages.includes('3')) return undefined;
  for (const [stage, side] of [
    ['2', 'ours'],
    ['3', 'theirs'],
  ] as const)
    if (!stages.includes(stage))
      throw new CommandError(
        `${lockFile()} was deleted on one side (${side}). Take the other: git checkout --${side === 'ours' ? 'theirs' : 'ours'} ${lockFile()}`,
      );
  return { ...(stages.includes('1') ? { base: ':1' } : {}), ours: ':2', theirs: ':3', names: names('HEAD', headOf(UNDER_WAY)) };
}

/** What git calls the commit that it is working on, and what that commit is compared with. */
const UNDER_WAY: Readonly<Record<string, (commit: string) => string | undefined>> = {
  MERGE_HEAD: (commit) => askGit('merge-base', 'HEAD', commit),
  CHERRY_PICK_HEAD: (commit) => `${commit}^`,
  REBASE_HEAD: (commit) => `${commit}^`,
};

/** A merge, rebase or cherry-pick whose conflict is resolved in the index already, or that git joined without one. */
function underWay(): Revisions | undefined {
  const theirs = headOf(UNDER_WAY);
  if (theirs === undefined) return undefined;
  const base = UNDER_WAY[theirs]?.(theirs);
  return { ...(base === undefined ? {} : { base }), ours: 'HEAD', theirs, names: names('HEAD', theirs) };
}

const headOf = (heads: typeof UNDER_WAY): string | undefined =>
  Object.keys(heads).find((head) => askGit('rev-parse', '--verify', '--quiet', head) !== undefined);

/** A merge that was committed: the first one after the last sound lock. */
function mergedBefore(): Revisions | undefined {
  const commits = askGit('rev-list', '--first-parent', '--parents', '--max-count=1000', 'HEAD')?.split('\n') ?? [];
  for (const [commit = '', ours, theirs] of commits.map((line) => line.split(' '))) {
    if (isSound(commit)) return undefined;
    if (ours === undefined || !isSound(ours)) continue;
    if (theirs === undefined) return undefined;
    const base = askGit('merge-base', ours, theirs);
    return { ...(base === undefined ? {} : { base }), ours, theirs, names: names(ours, theirs) };
  }
  return undefined;
}

const names = (ours: string, theirs: string | undefined): NamedSides['names'] => ({
  ours: title(ours),
  theirs: theirs === undefined ? 'the other side' : title(theirs),
});

const title = (revision: string): string => askGit('log', '-1', '--format=%h %s', '--end-of-options', revision) ?? revision;

const show = (revision: string): string | undefined => askGit('show', '--end-of-options', `${revision}:./${lockFile()}`);

function isSound(revision: string): boolean {
  const text = show(revision);
  return text !== undefined && parseLock(text, () => undefined) !== undefined;
}

/** The lock of one side. That somebody edited it by hand there is no matter: that side has it so. */
function read(side: string): Lock {
  const text = textOf(side);
  if (text === undefined) throw new CommandError(`There is no ${lockFile()} at "${side}".`);
  const found: Problem[] = [];
  const parts = readLockText(text, (problem) => found.push(problem));
  const lock = parts && checkLock(parts.lock, (problem) => found.push(problem));
  if (!lock) throw new CommandError(`${lockFile()} at "${side}" cannot be used: ${found.map(({ message }) => message).join(' ')}`);
  return lock;
}

const readIfThere = (side: string): Lock | undefined => (textOf(side) === undefined ? undefined : read(side));

function textOf(side: string): string | undefined {
  if (existsSync(side) && statSync(side).isFile()) return readFileSync(side, 'utf8');
  return show(side);
}
