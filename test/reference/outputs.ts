import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { synthKubernetes, synthTerraform } from '../../src/testing';
import { Shop } from '../../system';

export const EXPECTED = join(__dirname, 'expected');

/** The reference system's lock, as committed. */
export const referenceLock = (): string => readFileSync(join(__dirname, '../../isthmus.lock.json'), 'utf8');

/** Both outputs of the reference system as text, by file: what a reader of a change wants to see. */
export function referenceOutputs(): ReadonlyMap<string, string> {
  const lock = referenceLock();
  const files = new Map<string, string>();
  for (const [file, configuration] of Object.entries(synthTerraform(new Shop(), { lock }))) {
    files.set(`terraform/${file}`, `${JSON.stringify(configuration, null, 2)}\n`);
    files.set(`terraform/${file.replace(/[^/]+$/, 'addresses.txt')}`, `${addresses(configuration).join('\n')}\n`);
  }
  for (const [file, objects] of Object.entries(synthKubernetes(new Shop(), { lock }))) {
    files.set(`kubernetes/${file}`, objects.map((object) => stringify(object, { lineWidth: 0 })).join('---\n'));
  }
  return files;
}

interface Resource {
  readonly for_each?: Readonly<Record<string, unknown>>;
}

/** What `terraform state list` prints after an apply. They are public API: a change of one is another machine. */
function addresses(configuration: Readonly<Record<string, unknown>>): readonly string[] {
  const types = configuration.resource as Readonly<Record<string, Readonly<Record<string, Resource>>>>;
  return Object.entries(types)
    .flatMap(([type, resources]) =>
      Object.entries(resources).flatMap(([id, { for_each }]) =>
        for_each ? Object.keys(for_each).map((key) => `${type}.${id}["${key}"]`) : [`${type}.${id}`],
      ),
    )
    .sort();
}
