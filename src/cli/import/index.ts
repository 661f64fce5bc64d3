import { readFileSync } from 'node:fs';
import { programOfManifests } from '../../import/manifest-program';
import { type Manifest, manifestsIn } from '../../import/manifests';
import { isLabel } from '../../model/values';
import { CommandError } from '../command-error';

export interface ImportOptions {
  /** Of the system. @default 'imported' */
  readonly name?: string;
}

/** What is read, by what a user calls it. */
const SOURCES: Readonly<Record<string, (files: readonly string[], system: string) => string>> = {
  kubernetes: (files, system) => programOfManifests(files.flatMap(readManifests), system),
};

/**
 * Prints a program that would describe what is in files.
 * @throws CommandError for files that cannot be read
 */
export function importFrom(source: string, files: readonly string[], { name = 'imported' }: ImportOptions): void {
  const read = Object.hasOwn(SOURCES, source) ? SOURCES[source] : undefined;
  if (read === undefined) throw new CommandError(`Nothing is read of "${source}"; there is: ${Object.keys(SOURCES).join(', ')}.`);
  if (!isLabel(name))
    throw new CommandError(`"${name}" cannot be the name of a system: it takes lowercase letters, digits and hyphens, up to 63.`);
  process.stdout.write(read(files, name));
}

function readManifests(file: string): readonly Manifest[] {
  const text = textOf(file);
  try {
    return manifestsIn(text);
  } catch (error) {
    throw new CommandError(`${file} is no YAML: ${(error as Error).message}`);
  }
}

function textOf(file: string): string {
  try {
    // Standard input, as most programs call it.
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${(error as Error).message}`);
  }
}
