/**
 * Text of a program. What was read from elsewhere gets into it by {@link quoted}, {@link remarks} and {@link Names} alone, so that it
 * stays text whatever is in it.
 */

/** A text as a literal of TypeScript. */
export const quoted = (text: string): string => JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');

/** Longest line of a comment. */
const WIDTH = 120;

/** Sentences as a comment: line breaks of all kinds are blanks. */
export const remarks = (sentences: readonly string[]): readonly string[] =>
  sentences.map((sentence) => `// ${oneLine(sentence).slice(0, WIDTH)}`);

const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');

/** An expression, as it stands in a program. */
export type Code = { readonly code: string };
export const code = (text: string): Code => ({ code: text });

export const text = (value: string): Code => code(quoted(value));
export const list = (items: readonly Code[]): Code => code(`[${items.map((item) => item.code).join(', ')}]`);

/** An object without what is undefined. Names that are not plain are quoted. */
export function object(props: Readonly<Record<string, Code | undefined>>): Code {
  const entries = Object.entries(props).flatMap(([name, value]) => (value === undefined ? [] : [`${keyOf(name)}: ${value.code}`]));
  return code(entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`);
}

// `__proto__: x` would not be a property.
const keyOf = (name: string): string => (name === '__proto__' ? '["__proto__"]' : /^[A-Za-z_]\w*$/.test(name) ? name : quoted(name));

/** Names of constants in a program, each once. */
export class Names {
  private readonly taken = new Set(RESERVED);

  /** @param wanted letters and digits of it are used */
  take(wanted: string): string {
    const words = wanted.split(/[^A-Za-z0-9]+/).filter(Boolean);
    const joined = words.map((word, index) => (index === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1))).join('');
    const base = /^[a-z]/.test(joined) ? joined : `x${joined}`;
    let name = base;
    for (let n = 2; this.taken.has(name); n++) name = `${base}${n}`;
    this.taken.add(name);
    return name;
  }
}

const RESERVED: readonly string[] =
  'arguments async await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof undefined var void while with yield'.split(
    ' ',
  );

/** What {@link quoted} writes. */
const LITERAL = /"(?:[^"\\]|\\.)*"/g;

/** Statements of a system's constructor, with what they need of the library. */
export class Program {
  readonly names = new Names();
  private readonly lines: { readonly text: string; readonly constant?: string }[] = [];
  private readonly used = new Set(['System']);

  /** Something of the library: `lib('Port')`. */
  lib(name: string): string {
    this.used.add(name);
    return name;
  }

  /** A construct as a constant, where something refers to it. @returns the constant's name */
  declare(wanted: string, expression: Code, sentences: readonly string[] = []): string {
    const constant = this.names.take(wanted);
    this.note(sentences);
    this.lines.push({ text: `${expression.code};`, constant });
    return constant;
  }

  add(statement: Code): void {
    this.lines.push({ text: `${statement.code};` });
  }

  note(sentences: readonly string[]): void {
    this.lines.push(...remarks(sentences).map((text) => ({ text })));
  }

  private statements(): readonly string[] {
    const words = new Set(this.lines.flatMap(({ text }) => (text.startsWith('//') ? [] : text.replaceAll(LITERAL, '').split(/\W+/))));
    return this.lines.map(({ text, constant }) => (constant !== undefined && words.has(constant) ? `const ${constant} = ${text}` : text));
  }

  /** The whole program. @param system name of the system, a label */
  toText(system: string): string {
    return `import { ${[...this.used].sort().join(', ')} } from 'isthmus';

export class Imported extends System {
  constructor() {
    super(${quoted(system)});
${this.statements()
  .map((line) => `    ${line}`)
  .join('\n')}
  }
}
`;
  }
}
