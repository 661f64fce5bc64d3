import { existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
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

/** A large folder of this process alone, `<name>-<process id>`. What a killed run left behind goes first. */
export function ownFolder(kind: string, name: string): string {
  const all = cache(kind);
  for (const entry of readdirSync(all).filter(isLeftBehind)) rmSync(join(all, entry), { recursive: true, force: true });
  return cache(kind, `${name}-${process.pid}`);
}

/** @param entry `<name>-<process id>`, of a process that may have ended */
export const isLeftBehind = (entry: string): boolean => !existsSync(`/proc/${entry.split('-').pop()}`);

/**
 * A file of the cache, made where it is not there yet. It is made under another name first: what has its name is whole, also when the lab
 * was ended meanwhile.
 */
export async function kept(file: string, make: (unfinished: string) => unknown): Promise<string> {
  if (existsSync(file)) return file;
  const unfinished = `${file}.${process.pid}`;
  await make(unfinished);
  return keep(unfinished, file);
}

/**
 * Gives a file or folder the name by which it is kept. Where another run was faster, whose work may be in use already, that stays and this one goes.
 * @returns the name
 */
export function keep(made: string, name: string): string {
  try {
    if (statSync(made).isDirectory()) renameSync(made, name);
    // Renamed, a file would take the place of the other one.
    else linkSync(made, name);
  } catch (error) {
    if (!TAKEN.has((error as NodeJS.ErrnoException).code)) throw error;
  }
  rmSync(made, { recursive: true, force: true });
  return name;
}

const TAKEN = new Set<string | undefined>(['EEXIST', 'ENOTEMPTY']);
