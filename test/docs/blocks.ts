import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';

const DOCS = join(__dirname, '../../docs');

export const textOf = (page: string): string => readFileSync(join(DOCS, page), 'utf8');

/** The TypeScript on a page, block by block. */
export const blocksOf = (page: string): readonly string[] =>
  [...textOf(page).matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code as string);

/** Runs TypeScript that calls things by the names that are `known`. @param answer what is asked of it then, in its own words */
export function runBlock(block: string, known: Readonly<Record<string, unknown>>, answer = 'undefined'): unknown {
  const { code } = transformSync(block, { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } });
  return new Function(...Object.keys(known), `${code}\nreturn ${answer};`)(...Object.values(known));
}
