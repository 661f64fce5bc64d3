import { existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

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

/** A fresh folder with a short path (unix sockets allow 108 characters). What a killed run left behind goes first. */
export function shortFolder(): string {
  removeLeftBehind(tmpdir(), /^isthmus-lab-(\d+)-/);
  return mkdtempSync(join(tmpdir(), `isthmus-lab-${process.pid}-`));
}

/** A large folder of this process alone, `<name>-<process id>`. What a killed run left behind goes first. */
export function ownFolder(kind: string, name: string): string {
  removeLeftBehind(cache(kind), OWN);
  return cache(kind, `${name}-${process.pid}`);
}

/** @param entry `<name>-<process id>`, of a process that may have ended */
export const isLeftBehind = (entry: string): boolean => isOver(OWN.exec(entry)?.[1]);

const OWN = /-(\d+)$/;

/** Whether there is no process of this number. */
const isOver = (pid: string | undefined): boolean => pid !== undefined && !existsSync(`/proc/${pid}`);

/** @param name of those that may have been left behind: its first group is the process id */
function removeLeftBehind(folder: string, name: RegExp): void {
  for (const entry of readdirSync(folder)) if (isOver(name.exec(entry)?.[1])) rmSync(join(folder, entry), { recursive: true, force: true });
}

/**
 * A file of the cache, made where it is not there yet. It is made under another name first: what has its name is whole, also when the lab
 * was ended meanwhile.
 */
export async function kept(file: string, make: (unfinished: string) => unknown): Promise<string> {
  if (existsSync(file)) return file;
  removeLeftBehind(dirname(file), /\.unfinished-(\d+)$/);
  const unfinished = `${file}.unfinished-${process.pid}`;
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
