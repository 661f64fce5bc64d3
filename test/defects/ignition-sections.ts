import type { Json } from './outputs';
import type { Section } from './written';

/** Parts of what Ignition is told: files, links, units and accounts, each an element of a list. */
const ELEMENTS: readonly (readonly [what: string, form: RegExp])[] = [
  ['file', /\{"path":"([^"]+)","mode":\d+,"overwrite":true(?:,"(?:user|group)":\{[^}]*\})*,"contents":\{"source":"[^"]*"\}\}/g],
  ['link', /\{"path":"([^"]+)","target":"[^"]+","overwrite":true\}/g],
  ['unit', /\{"name":"([\w.-]+\.(?:service|swap))"(?:,"(?:enabled|mask)":true|,"contents":"(?:[^"\\]|\\.)*")*\}/g],
  ['user', /\{"name":"([\w-]+)","sshAuthorizedKeys":\[[^\]]*\](?:,"shell":"[^"]*")?\}/g],
];

/** What machines are told each, and what many have in common. */
export function ignitionTexts(stack: Json): readonly (readonly [path: readonly string[], text: string])[] {
  return ['ignition_files', 'ignition_guests'].flatMap((map) =>
    Object.entries<string>(stack.locals[map] ?? {}).map(([key, text]) => [['locals', map, key], text] as const),
  );
}

/** One element less, and the comma beside it. */
export const ignitionSections = (text: string): readonly Section[] =>
  ELEMENTS.flatMap(([what, form]) =>
    [...text.matchAll(form)].map((found): Section => {
      const [element, name = ''] = found;
      const before = text[found.index - 1];
      const after = text[found.index + element.length];
      const [from, to] = before === ',' ? [1, 0] : [0, after === ',' ? 1 : 0];
      return { name: `${what} ${name}`, without: text.slice(0, found.index - from) + text.slice(found.index + element.length + to) };
    }),
  );
