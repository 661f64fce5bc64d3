import { lstatSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmdirSync, rmSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Problem } from '../../model/problem';
import { outputUnusable } from '../../model/problems';
import { CommandError } from '../command-error';
import type { Config } from '../config';
import { inWords, isMissing } from './failure';

/** Begins the names of the folders that a command works in. What follows is its process id. */
const WORK = '.isthmus-';

/**
 * A folder for new files inside of a folder that they will be put into: on the same file system, so that putting them in place is a
 * matter of names. Gone when the command ends.
 */
export class WorkFolder {
  /** Absolute. */
  readonly path: string;
  private readonly made: string | undefined;

  /**
   * @param parent is made when it is not there, and taken away again when nothing was put into it
   * @param unusable what to tell when nothing can be written there, given the reason
   * @throws CommandError with it
   */
  constructor(
    readonly parent: string,
    unusable: (reason: string) => Problem,
  ) {
    try {
      this.made = mkdirSync(parent, { recursive: true });
      removeLeftovers(parent);
      this.path = mkdtempSync(resolve(parent, `${WORK}${process.pid}-`));
    } catch (error) {
      this.removeMade();
      throw new CommandError([unusable(inWords(error))]);
    }
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
    this.removeMade();
  }

  private removeMade(): void {
    if (this.made === undefined) return;
    try {
      for (let folder = resolve(this.parent); folder.startsWith(resolve(this.made)); folder = dirname(folder)) rmdirSync(folder);
    } catch {
      // Something was put into it.
    }
  }
}

/** Whether that is the name of such a folder. */
export const isWorkFolder = (name: string): boolean => /^\.isthmus-\d+-/.test(name);

/** Takes away what commands that were killed have left. */
function removeLeftovers(parent: string): void {
  for (const entry of readdirSync(parent, { withFileTypes: true })) {
    const pid = new RegExp(`^\\${WORK}(\\d+)-`).exec(entry.name)?.[1];
    if (entry.isDirectory() && pid !== undefined && !isAlive(Number(pid)))
      rmSync(join(parent, entry.name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** What is wrong with the folders that outputs should go to, before anything is run. */
export function outputProblems(configs: readonly Config[]): readonly Problem[] {
  return configs.flatMap(({ output, file }, index) => {
    const link = linkOnTheWay(output);
    if (link !== undefined)
      return [
        outputUnusable(
          output,
          `${link} is a symbolic link`,
          `Name the folder that it leads to as the output in ${file}, or take the link away.`,
        ),
      ];
    if (!isMissing(output) && !lstatSync(output).isDirectory())
      return [outputUnusable(output, 'it is no folder', `Name a folder as the output in ${file}, or take the file away.`)];
    if (holds(output, '.'))
      return [outputUnusable(output, 'the project itself lies in it', `Name a folder of its own as the output in ${file}.`)];
    const other = configs.slice(0, index).find((each) => holds(each.output, output) || holds(output, each.output));
    return other
      ? [
          outputUnusable(
            output,
            `it shares files with ${other.output}, the output that ${other.file} names`,
            `Name a folder of its own as the output in ${file}.`,
          ),
        ]
      : [];
  });
}

/** The first symbolic link among a folder and, of a relative one, those that it lies in. */
function linkOnTheWay(folder: string): string | undefined {
  const steps = isAbsolute(folder) ? [folder] : folder.split(sep).map((_, index, parts) => parts.slice(0, index + 1).join(sep));
  return steps.find((step) => step !== '' && !isMissing(step) && lstatSync(step).isSymbolicLink());
}

/** Whether a folder is another one, or has it in it. */
function holds(outer: string, inner: string): boolean {
  const way = relative(truePath(outer), truePath(inner));
  return way === '' || (!isAbsolute(way) && way.split(sep)[0] !== '..');
}

/** Of what is not there yet: that of the folder it will lie in. */
function truePath(path: string): string {
  const absolute = resolve(path);
  return isMissing(absolute) ? join(truePath(dirname(absolute)), basename(absolute)) : realpathSync(absolute);
}
