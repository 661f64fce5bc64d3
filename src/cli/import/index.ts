import { readFileSync } from 'node:fs';
import { programOfHosts } from '../../import/hosts/program';
import { type Manifest, manifestsIn } from '../../import/manifests/manifests';
import { programOfManifests } from '../../import/manifests/program';
import { programOfStates } from '../../import/states/program';
import { type State, stateIn } from '../../import/states/state';
import { fileUnreadable, importForeign } from '../../model/problems';
import { isLabel } from '../../model/values';
import { CommandError } from '../command-error';
import { print } from '../print';
import type { Source } from './sources';
import { askHost } from './virsh';

export interface ImportOptions {
  /** Of the system. @default 'imported' */
  readonly name?: string;
}

/** What makes a program for a system out of files, or of what URIs of libvirt lead to. */
const READERS: { readonly [S in Source]: (files: readonly string[], system: string) => string } = {
  kubernetes: (files, system) => programOfManifests(files.flatMap(readManifests), system),
  terraform: (files, system) => programOfStates(files.map(readState), system),
  libvirt: (uris, system) => programOfHosts(uris.map(askHost), system),
};

/**
 * Prints a program that would describe what is in files.
 * @throws CommandError for files that cannot be read
 */
export function importFrom(source: Source, files: readonly string[], { name = 'imported' }: ImportOptions): void {
  if (!isLabel(name))
    throw new CommandError(`"${name}" cannot be the name of a system: it takes lowercase letters, digits and hyphens, up to 63.`);
  print(READERS[source](files, name));
}

function readManifests(file: string): readonly Manifest[] {
  const found = manifestsOf(file);
  if (found.length === 0) throw foreign(file, 'no object of Kubernetes is in it', 'kubernetes');
  return found;
}

function manifestsOf(file: string): readonly Manifest[] {
  const text = textOf(file);
  try {
    return manifestsIn(text);
  } catch (error) {
    throw foreign(file, `it is no YAML: ${(error as Error).message.replace(/[.:]$/, '')}`, 'kubernetes');
  }
}

function readState(file: string): State {
  const text = textOf(file);
  try {
    return stateIn(text);
  } catch (error) {
    throw foreign(file, (error as Error).message, 'terraform');
  }
}

/** How one comes by what can be imported. */
const MAKES = {
  kubernetes: 'Name files of manifests, as `kubectl get --output yaml` and `helm template` write them.',
  terraform: 'Name a state (terraform.tfstate, `terraform state pull`) or what `terraform show -json` prints.',
} as const;

const foreign = (file: string, reason: string, source: keyof typeof MAKES): CommandError =>
  new CommandError([importForeign(file, reason, MAKES[source])]);

/** Why something could not be read. Codes: errno(3). */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  ENOTDIR: 'it is not there',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not read it',
};

function textOf(file: string): string {
  try {
    // Standard input, as most programs call it.
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new CommandError([fileUnreadable(file, REASONS[code] ?? message)]);
  }
}
