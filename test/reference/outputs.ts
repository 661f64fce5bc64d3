import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { synthKubernetes, synthTerraform } from '../../src/testing';
import { Shop } from '../../system';
import { resourcesOf } from '../terraform-instances';

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

/** What `terraform state list` prints after an apply. They are public API: a change of one is another machine. */
const addresses = (configuration: Readonly<Record<string, unknown>>): readonly string[] => [...resourcesOf(configuration).keys()].sort();
