/**
 * Text of a program. What was read from elsewhere gets into it by {@link quoted}, {@link remarks} and {@link Names} alone, so that it
 * stays text whatever is in it.
 */

import { printable } from '../model/values';

/** A text as a literal of TypeScript. */
export const quoted = (text: string): string => printable(JSON.stringify(text));

/** Longest line of a comment. */
const WIDTH = 120;

/** Most lines of one sentence. */
const LINES = 6;

/** Sentences as a comment: line breaks of all kinds are blanks. What does not fit into a line goes on in the next one, by two blanks. */
export const remarks = (sentences: readonly string[]): readonly string[] => sentences.flatMap((sentence) => wrapped(oneLine(sentence)));

function wrapped(sentence: string): readonly string[] {
  const [, indent = '', rest = ''] = /^( *)(.*)$/.exec(sentence) ?? [];
  const lines = [indent];
  for (const word of rest.split(' ')) {
    const line = lines.at(-1) as string;
    const isFirst = line.trim() === '';
    if (isFirst || line.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${line}${isFirst ? '' : ' '}${word}`;
    else lines.push(`${indent}  ${word}`);
  }
  return lines.slice(0, LINES).map((line) => `// ${line.slice(0, WIDTH)}`.trimEnd());
}

const oneLine = (text: string): string => printable(text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' '));

/** An expression, as it stands in a program. */
export type Code = { readonly code: string };
export const code = (text: string): Code => ({ code: text });

/** What stands in an object, by name; undefined is left out. */
export type Props = Readonly<Record<string, Code | undefined>>;

export const text = (value: string): Code => code(quoted(value));
/** @returns undefined of nothing, which {@link object} leaves out; so do all that are called optional */
export const optionalText = (value: string | undefined): Code | undefined => (value === undefined ? undefined : text(value));
export const optionalNumber = (value: number | undefined): Code | undefined => (value === undefined ? undefined : code(String(value)));
export const optionalSeconds = (value: number | undefined, program: Program): Code | undefined =>
  value === undefined ? undefined : code(`${program.lib('Duration')}.seconds(${value})`);

export const number = (value: number): Code => code(String(value));
/** Permission bits as people write them. What are none stay what they are, for the model to refuse. */
export const permissions = (mode: number): Code => code(Number.isInteger(mode) && mode >= 0 ? `0o${mode.toString(8)}` : String(mode));
export const list = (items: readonly Code[]): Code =>
  enclosed(
    '[',
    items.map((item) => item.code),
    ']',
  );

export const optionalList = (items: readonly Code[]): Code | undefined => (items.length === 0 ? undefined : list(items));

/** An object without what is undefined. Names that are not plain are quoted. */
export const object = (props: Props): Code => optionalObject(props) ?? code('{}');
export function optionalObject(props: Props): Code | undefined {
  const entries = Object.entries(props).flatMap(([name, value]) => (value === undefined ? [] : [`${keyOf(name)}: ${value.code}`]));
  return entries.length === 0 ? undefined : enclosed('{ ', entries, ' }');
}

/** A call with those of its arguments that there are. */
export const call = (what: string, ...args: readonly (Code | undefined)[]): Code =>
  code(`${what}(${args.flatMap((each) => each?.code ?? []).join(', ')})`);

/** A member of an enum of the library by its value. */
export function memberOf(name: string, members: Readonly<Record<string, string>>, value: unknown, program: Program): Code | undefined {
  const [member] = Object.entries(members).find(([, each]) => each === value) ?? [];
  return member === undefined ? undefined : code(`${program.lib(name)}.${member}`);
}

/** On one line where that is not too long, else one part on each. Texts hold no line breaks: {@link quoted} has none. */
function enclosed(open: string, parts: readonly string[], close: string): Code {
  const line = `${open}${parts.join(', ')}${close}`;
  if (line.length <= LONGEST && !line.includes('\n')) return code(line);
  return code(`${open.trim()}\n${parts.map((part) => `  ${part.replaceAll('\n', '\n  ')},\n`).join('')}${close.trim()}`);
}

/** Characters of what stands between brackets on one line. */
const LONGEST = 90;

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

/** Names in objects, and what follows a dot. */
const PROPERTY = /\b\w+: |\.\w+/g;

/** Statements of a system's constructor, with what they need of the library. */
export class Program {
  private readonly names = new Names();
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

  /** Words of the program that are neither texts nor names of properties. */
  private words(): ReadonlySet<string> {
    return new Set(
      this.lines.flatMap(({ text }) => (text.startsWith('//') ? [] : text.replaceAll(LITERAL, '').replaceAll(PROPERTY, '').split(/\W+/))),
    );
  }

  private statements(): readonly string[] {
    const words = this.words();
    return this.lines.map(({ text, constant }) => (constant !== undefined && words.has(constant) ? `const ${constant} = ${text}` : text));
  }

  /** The whole program. @param system name of the system, a label @param props of it, where it has any */
  toText(system: string, props?: Code): string {
    const words = this.words();
    const used = [...this.used].filter((name) => words.has(name) || name === 'System').sort();
    return `import { ${used.join(', ')} } from 'isthmus';

export class Imported extends System {
  constructor() {
    super(${[quoted(system), ...(props ? [props.code] : [])].join(', ')});
${this.statements()
  .map((line) => `    ${line.replaceAll('\n', '\n    ')}`)
  .join('\n')}
  }
}
`;
  }
}
