import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, normalize, relative, sep } from 'node:path';
import type { Side } from '../stage';

/**
 * Stands in each output folder: the files that were written there, one a line. What is not in it is somebody else's.
 * Neither kubectl nor Terraform reads a file of that name.
 */
export const LIST_FILE = '.isthmus-files';

/** Begins the line that says what the files were made of. */
const DIGEST = '# made of ';

/** @param digest of the resolved system that the files are the output of */
export const writeList = (folder: string, files: readonly string[], digest: string): void =>
  writeFileSync(join(folder, LIST_FILE), [`${DIGEST}${digest}`, ...[...files].sort()].map((line) => `${line}\n`).join(''));

/** Digest of the resolved system that the files in a folder were made of; undefined where nothing says so. */
export const readDigest = (folder: string): string | undefined =>
  listLines(folder)
    ?.find((line) => line.startsWith(DIGEST))
    ?.slice(DIGEST.length);

/** What was written to a folder before; undefined where no list says so. Paths that lead out of the folder are left out. */
export function readList(folder: string): readonly string[] | undefined {
  return listLines(folder)?.filter(
    (line) => line !== '' && !line.startsWith(DIGEST) && line === normalize(line) && !isAbsolute(line) && line.split(sep)[0] !== '..',
  );
}

/** Bytes of what was written to a folder before, as far as it is there. */
export const sizeOfWritten = (folder: string): number =>
  (readList(folder) ?? []).reduce((sum, file) => sum + (statSync(join(folder, file), { throwIfNoEntry: false })?.size ?? 0), 0);

function listLines(folder: string): readonly string[] | undefined {
  try {
    return readFileSync(join(folder, LIST_FILE), 'utf8').split('\n');
  } catch {
    return undefined;
  }
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
