import { mkdirSync, mkdtempSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The project's folder: the compiled harness runs from `lib/test/e2e/harness`. */
export const PROJECT = resolve(__dirname, '../../../..');
/** Sources of the lab that are no TypeScript (Go, shell) lie beside it. */
export const SOURCES = join(PROJECT, 'test/e2e');
/** Logs of parts that did not pass. */
export const LOGS = join(SOURCES, '.logs');

/** What is built once and kept: programs, images, custom resource definitions. Outside of the project: fresh clones share it. */
export function cache(...path: readonly string[]): string {
  const { ISTHMUS_LAB, XDG_CACHE_HOME } = process.env;
  const folder = join(ISTHMUS_LAB ?? join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'isthmus-lab'), ...path);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** A fresh folder with a short path (unix sockets allow 108 characters). */
export const shortFolder = (): string => mkdtempSync(join(tmpdir(), 'isthmus-lab-'));
