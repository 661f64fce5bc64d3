import { loadAll } from 'js-yaml';
import { NotUnderstoodError } from '../../errors';
import { notYaml } from '../../yaml';

/** A document of YAML that a node is told. */
export type Document = Readonly<Record<string, unknown>>;

/** @throws NotUnderstoodError for what is no YAML */
export function documents(text: string): readonly Document[] {
  try {
    return loadAll(text) as readonly Document[];
  } catch (error) {
    throw notYaml(error);
  }
}

/** What is at a place of a document, by the keys that lead there. */
export const at = (document: Document | undefined, ...keys: readonly string[]): unknown =>
  keys.reduce<unknown>((value, key) => (value as Document | undefined)?.[key], document);

export function text(document: Document | undefined, ...keys: readonly string[]): string {
  const found = at(document, ...keys);
  if (typeof found !== 'string') throw new NotUnderstoodError(`no text at ${keys.join('.')}`);
  return found;
}
