import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, normalize, relative, sep } from 'node:path';
import type { Side } from '../stage';

/**
 * Stands in each output folder: the files that were written there, one a line. What is not in it is somebody else's.
 * Neither kubectl nor Terraform reads a file of that name.
 */
export const LIST_FILE = '.isthmus-files';

const listText = (files: readonly string[]): string =>
  [...files]
    .sort()
    .map((file) => `${file}\n`)
    .join('');

export const writeList = (folder: string, files: readonly string[]): void => writeFileSync(join(folder, LIST_FILE), listText(files));

/** What was written to a folder before; undefined where no list says so. Paths that lead out of the folder are left out. */
export function readList(folder: string): readonly string[] | undefined {
  let text: string;
  try {
    text = readFileSync(join(folder, LIST_FILE), 'utf8');
  } catch {
    return undefined;
  }
  return text.split('\n').filter((file) => file !== '' && file === normalize(file) && !isAbsolute(file) && file.split(sep)[0] !== '..');
}

/** Paths of all files in a folder and those below it, relative to it, sorted. */
export function filesBelow(folder: string, wanted: (name: string) => boolean = () => true, within = folder): readonly string[] {
  if (!existsSync(within)) return [];
  return readdirSync(within, { withFileTypes: true })
    .filter(({ name }) => wanted(name))
    .flatMap((entry) => {
      const path = join(within, entry.name);
      return entry.isDirectory() ? filesBelow(folder, wanted, path) : [relative(folder, path)];
    })
    .sort();
}

/** Whether a file or folder is no programs' own. */
export const isVisible = (name: string): boolean => !name.startsWith('.');

/** What an apply would read of files that nobody listed. Terraform: "Files and Configuration Structure"; `kubectl apply --filename`. */
const READ: Readonly<Record<Side, RegExp>> = {
  terraform: /(\.tf|\.tf\.json|\.auto\.tfvars|\.auto\.tfvars\.json|(^|\/)terraform\.tfvars(\.json)?)$/,
  kubernetes: /\.(yaml|yml|json)$/,
};

/** Files that an apply of a folder would read, and that are not of the output in it. */
export function besideOutput(side: Side, folder: string, written: readonly string[]): readonly string[] {
  const own = new Set(written);
  return filesBelow(folder, isVisible)
    .filter((file) => READ[side].test(file) && !own.has(file))
    .map((file) => join(folder, file));
}
