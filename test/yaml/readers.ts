import { load } from 'js-yaml';
import { parse } from 'yaml';

/** Reads one document. */
type Read = (text: string) => unknown;

/** Readers of both versions of YAML, by name. */
export const READERS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['yaml 1.1', (text) => parse(text, { version: '1.1', merge: true })],
  ['yaml 1.2', (text) => parse(text, { version: '1.2' })],
  ['js-yaml', load],
]);
