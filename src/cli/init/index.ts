import { spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { Problem } from '../../model/problem';
import * as problems from '../../model/problems';
import { isLabel, nearest, shellQuoted } from '../../model/values';
import { CommandError } from '../command-error';
import { Interruption } from '../interruption';
import { inWords, isMissing } from '../output/failure';
import { isWorkFolder, WorkFolder } from '../output/folder';
import { FILE_OPERATIONS, type FileOperations, Journal } from '../output/journal';
import { print } from '../print';
import { filesOf, TEMPLATES, type Template } from './templates';

export interface InitOptions {
  /** Of the system. @default - that of the folder */
  readonly name?: string;
  /** Whether `npm install` is run in it. @default false */
  readonly install?: boolean;
}

/** What a folder may hold that a project is put into. */
const ALLOWED = new Set(['.git']);

/**
 * `isthmus init`: a complete small project in an empty folder, or nothing.
 * @throws CommandError for whatever a user can put right
 */
export function init(
  template: string,
  folder: string,
  { name = nameOf(folder), install = false }: InitOptions,
  operations = FILE_OPERATIONS,
): void {
  if (!isTemplate(template)) {
    const known = Object.keys(TEMPLATES);
    throw new CommandError([problems.templateUnknown(template, known, nearest(template, known))]);
  }
  const found = [...folderProblems(folder), ...(isLabel(name) ? [] : [problems.projectNameInvalid(folder, name, template)])];
  if (found.length > 0) throw new CommandError(found);
  const files = filesOf(template, name);
  write(folder, files, operations);
  print(`${folder}: the system "${name}", from the template ${template} (${files.size} files).\n`);
  if (install) installIn(folder);
  const way = relative('.', folder);
  const next = [...(way === '' ? [] : [`cd ${quoted(way)}`]), ...(install ? [] : ['npm install']), TEMPLATES[template].synth, 'npm test'];
  print(`\nNext:\n${next.map((line) => `  ${line}\n`).join('')}`);
}

const isTemplate = (word: string): word is Template => Object.hasOwn(TEMPLATES, word);

const nameOf = (folder: string): string => basename(resolve(folder));

const quoted = (path: string): string => (/^[\w./-]+$/.test(path) ? path : shellQuoted(path));

function folderProblems(folder: string): readonly Problem[] {
  try {
    if (isMissing(folder)) return [];
    if (!lstatSync(resolve(folder)).isDirectory()) return [problems.folderUnusable(folder, 'it is no folder')];
    const entries = readdirSync(folder).filter((entry) => !ALLOWED.has(entry) && !isWorkFolder(entry));
    return entries.length > 0 ? [problems.folderNotEmpty(folder, entries)] : [];
  } catch (error) {
    return [problems.folderUnusable(folder, inWords(error))];
  }
}

/** Puts all files there, or none. @throws CommandError */
function write(folder: string, files: ReadonlyMap<string, string>, operations: FileOperations): void {
  const interruption = new Interruption();
  const work = new WorkFolder(folder, (reason) => problems.folderUnusable(folder, reason));
  const journal = new Journal(operations);
  try {
    for (const [file, text] of files) {
      mkdirSync(dirname(join(work.path, file)), { recursive: true });
      writeFileSync(join(work.path, file), text);
    }
    for (const entry of readdirSync(work.path)) journal.move(join(work.path, entry), join(folder, entry));
  } catch (error) {
    const left = journal.takeBack();
    throw new CommandError([problems.folderUnusable(folder, [inWords(error), ...left].join('; '))]);
  } finally {
    work.remove();
    interruption.end();
  }
}

function installIn(folder: string): void {
  const { status, error } = spawnSync('npm', ['install'], { cwd: folder, stdio: 'inherit' });
  if (status !== 0) throw new CommandError([problems.installFailed(folder, error?.message ?? `it ended with the exit code ${status}`)]);
}
