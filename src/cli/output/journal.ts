import { existsSync, mkdirSync, renameSync, rmdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** What changes files and folders; a test lets each single one fail. */
export interface FileOperations {
  rename(from: string, to: string): void;
  makeFolder(path: string): void;
  removeFolder(path: string): void;
}

export const FILE_OPERATIONS: FileOperations = { rename: renameSync, makeFolder: mkdirSync, removeFolder: rmdirSync };

/** Changes that can be taken back, the last first. */
export class Journal {
  private readonly reversals: { readonly what: string; readonly reverse: () => void }[] = [];

  constructor(private readonly operations: FileOperations) {}

  move(from: string, to: string): void {
    this.operations.rename(from, to);
    this.reversals.push({ what: `${from} is at ${to}`, reverse: () => this.operations.rename(to, from) });
  }

  /** Makes a folder and those that it lies in. */
  makeFolders(path: string): void {
    if (existsSync(path)) return;
    this.makeFolders(dirname(path));
    this.operations.makeFolder(path);
    this.reversals.push({ what: `the folder ${path} is new`, reverse: () => this.operations.removeFolder(path) });
  }

  /** Takes everything back. @returns what could not be, in words */
  takeBack(): readonly string[] {
    const left: string[] = [];
    for (const { what, reverse } of this.reversals.reverse()) {
      try {
        reverse();
      } catch {
        left.push(what);
      }
    }
    return left;
  }
}
