import { lstatSync, readFileSync, rmdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { outputHalfReplaced, outputNotReplaced, outputUnusable } from '../../model/problems';
import { CommandError } from '../command-error';
import { inWords, isFile, isMissing } from './failure';
import { FILE_OPERATIONS, type FileOperations, Journal } from './journal';
import { filesBelow } from './written';

/** New files, and the folder that they are to be put into. */
export interface Replacement {
  /** Folder with the new files, on the file system of `target`. */
  readonly fresh: string;
  /** Empty folder on the file system of `target`, for what is replaced. */
  readonly previous: string;
  readonly target: string;
  /** Files of `target` that leave it when they are not among the new ones. */
  readonly written: readonly string[];
}

/** The files of one replacement, relative to its folders. */
interface Plan extends Replacement {
  /** To be put in place: those that are there already, byte by byte, are left alone. */
  readonly changed: readonly string[];
  readonly gone: readonly string[];
}

/** What could not be put back lies where the message says, and must stay there. */
export class HalfReplacedError extends CommandError {}

/**
 * Puts new files in place of old ones in several folders: all, or none.
 * @param last the change that makes it whole (the lock): fails as a whole or not at all
 * @throws CommandError when a file operation failed; everything is as it was then, or what could not be put back is named
 */
export function putInPlace(replacements: readonly Replacement[], last: () => void, operations: FileOperations = FILE_OPERATIONS): void {
  const journal = new Journal(operations);
  const plans: Plan[] = [];
  let at = '';
  try {
    for (const replacement of replacements) {
      at = replacement.target;
      plans.push(planOf(replacement));
    }
    for (const plan of plans) {
      at = plan.target;
      follow(plan, journal);
    }
    last();
  } catch (error) {
    const left = journal.takeBack();
    if (error instanceof CommandError && left.length === 0) throw error;
    if (left.length > 0) throw new HalfReplacedError([outputHalfReplaced(at, inWords(error), left)]);
    throw new CommandError([outputNotReplaced(at, inWords(error))]);
  }
  for (const plan of plans) removeEmptyFolders(plan);
}

function planOf(replacement: Replacement): Plan {
  const { fresh, target, written } = replacement;
  const files = filesBelow(fresh);
  const stays = new Set(files);
  const gone = written.filter((file) => !stays.has(file) && isFile(join(target, file)));
  for (const file of [...files, ...gone]) checkWay(target, file);
  return { ...replacement, gone, changed: files.filter((file) => !isSame(join(fresh, file), join(target, file))) };
}

function follow({ fresh, previous, target, changed, gone }: Plan, journal: Journal): void {
  const putAside = (file: string): void => {
    journal.makeFolders(dirname(join(previous, file)));
    journal.move(join(target, file), join(previous, file));
  };
  for (const file of gone) putAside(file);
  for (const file of changed) {
    if (!isMissing(join(target, file))) putAside(file);
    journal.makeFolders(dirname(join(target, file)));
    journal.move(join(fresh, file), join(target, file));
  }
}

/** Nothing is written through a link, and no folder is replaced by a file. @throws CommandError */
function checkWay(target: string, file: string): void {
  const unusable = (path: string, reason: string): CommandError =>
    new CommandError([outputUnusable(path, reason, 'Take it away: everything that the command writes there is made anew.')]);
  for (let folder = dirname(file); folder !== '.'; folder = dirname(folder)) {
    const found = lstatSync(join(target, folder), { throwIfNoEntry: false });
    if (found && !found.isDirectory())
      throw unusable(join(target, folder), found.isSymbolicLink() ? 'it is a symbolic link' : 'it is no folder');
  }
  const found = lstatSync(join(target, file), { throwIfNoEntry: false });
  if (found && !found.isFile()) throw unusable(join(target, file), found.isSymbolicLink() ? 'it is a symbolic link' : 'it is no file');
}

/** Folders that held nothing but what has left. Staying would do no harm. */
function removeEmptyFolders({ target, gone }: Plan): void {
  for (const file of gone) {
    try {
      for (let folder = dirname(file); folder !== '.'; folder = dirname(folder)) rmdirSync(join(target, folder));
    } catch {
      // It holds something else.
    }
  }
}

const isSame = (fresh: string, present: string): boolean =>
  isFile(present) &&
  isFile(fresh) &&
  lstatSync(present).size === lstatSync(fresh).size &&
  readFileSync(fresh).equals(readFileSync(present));
