import { parse } from 'yaml';

/** Reads one document. */
type Read = (text: string) => unknown;

/** A library for YAML 1.2 with timestamps and merges of 1.1. Not ours: it is there when another package has brought it. */
function jsYaml(): Read | undefined {
  try {
    return (require('js-yaml') as { readonly load: Read }).load;
  } catch {
    return undefined;
  }
}

const other = jsYaml();

/** Readers of both versions of YAML, by name. */
export const READERS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['yaml 1.1', (text) => parse(text, { version: '1.1', merge: true })],
  ['yaml 1.2', (text) => parse(text, { version: '1.2' })],
  ...(other ? [['js-yaml', other] as const] : []),
]);
