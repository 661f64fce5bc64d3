import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Begins the names of the folders that commands work in outside of projects. */
const NAME = 'isthmus-command-';

/**
 * Age, in milliseconds, from which on such a folder is nobody's any more: no command takes as long. Process ids would not tell, where
 * containers share the temporary folder.
 */
const ABANDONED = 24 * 60 * 60 * 1000;

/**
 * Makes a temporary folder, which whoever asks for it takes away. What commands have left that were killed or interrupted before goes.
 * @returns its absolute path
 */
export function temporaryFolder(): string {
  for (const entry of readdirSync(tmpdir())) if (entry.startsWith(NAME)) removeAbandoned(join(tmpdir(), entry));
  return mkdtempSync(join(tmpdir(), NAME));
}

function removeAbandoned(path: string): void {
  try {
    const found = lstatSync(path);
    if (found.isDirectory() && Date.now() - found.mtimeMs > ABANDONED) rmSync(path, { recursive: true, force: true });
  } catch {
    // It is somebody else's, or another command was faster.
  }
}
