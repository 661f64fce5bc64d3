import { PRINTABLE, textScalar } from './scalar';
import { UnwritableError } from './unwritable';

/**
 * Plain data as one YAML document in block style: lists are indented, keys keep their order, text of several lines is a literal block
 * where all readers agree about it. A reader of YAML 1.1 or 1.2 gives back exactly this data (see {@link textScalar}).
 * @param value what JSON can say; `undefined` is null; what has a `toJSON` is asked for it
 * @throws UnwritableError for anything else (functions, NaN, instances of classes), and for text that is not Unicode
 */
export const writeYaml = (value: unknown): string => node(value, '', '', '');

const STEP = '  ';

/** Readers look for the colon of a key no further than 1,024 characters (YAML 1.2, 7.4.2): a longer key is marked as one. */
const LONGEST_KEY = 1000;

/** Without a blank at either end, which would count as indentation or be cut off; at most one line break at the end. */
const LITERAL = new RegExp(`^(?=\\S)[\\t\\n${PRINTABLE}]*(?<=\\S)\\n?$`, 'u');

/**
 * A value to the end of its last line, with what separates it from the dash or colon in front of it.
 * @param indent of the lines of a block
 * @param gap stands before what is on the same line
 * @param opening stands before a block of items or fields
 */
function node(value: unknown, indent: string, gap: string, opening: string): string {
  if (typeof value === 'string') return gap + text(value, indent);
  if (typeof value !== 'object' || value === null) return `${gap}${atom(value)}\n`;
  if (Array.isArray(value)) return value.length === 0 ? `${gap}[]\n` : opening + items(value, indent);
  if (hasJson(value)) return node(value.toJSON(), indent, gap, opening);
  if (!isPlain(value)) throw new UnwritableError(`is an instance of ${value.constructor.name}, not plain data`);
  const lines = fields(value, indent);
  return lines === '' ? `${gap}{}\n` : opening + lines;
}

/** Without the indentation of the first line, which may go on behind a dash. */
function items(list: readonly unknown[], indent: string): string {
  const deeper = indent + STEP;
  let lines = '';
  for (let index = 0; index < list.length; index++) {
    if (index > 0) lines += indent;
    lines += `-${child(index, list[index], deeper, ' ')}`;
  }
  return lines;
}

/** As {@link items}; empty without fields. */
function fields(map: Readonly<Record<string, unknown>>, indent: string): string {
  const deeper = indent + STEP;
  const opening = `\n${deeper}`;
  let lines = '';
  for (const name of Object.keys(map)) {
    if (lines !== '') lines += indent;
    lines += `${key(name, indent)}:${child(name, map[name], deeper, opening)}`;
  }
  return lines;
}

/** @param place what errors call it: its key, or its place in a list */
function child(place: string | number, value: unknown, indent: string, opening: string): string {
  try {
    return node(value, indent, ' ', opening);
  } catch (error) {
    if (!(error instanceof UnwritableError)) throw error;
    throw error.within(typeof place === 'number' ? `[${place}]` : place);
  }
}

function key(name: string, indent: string): string {
  const scalar = keyScalar(name);
  return scalar.length > LONGEST_KEY ? `? ${scalar}\n${indent}` : scalar;
}

/** Keys are few, and come up again and again. */
const KEYS = new Map<string, string>();
const MOST_KEYS = 1000;

function keyScalar(name: string): string {
  let scalar = KEYS.get(name);
  if (scalar === undefined) {
    scalar = textScalar(name);
    if (KEYS.size < MOST_KEYS) KEYS.set(name, scalar);
  }
  return scalar;
}

function text(value: string, indent: string): string {
  // At the root there is no indentation that would keep a line from being taken for the mark of a document.
  if (!value.includes('\n') || indent === '' || !LITERAL.test(value)) return `${textScalar(value)}\n`;
  const ended = value.endsWith('\n');
  const lines = (ended ? value.slice(0, -1) : value).replace(/\n(?!\n)/g, `\n${indent}`);
  return `${ended ? '|' : '|-'}\n${indent}${lines}\n`;
}

function atom(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value !== 'number') throw new UnwritableError(`is a ${typeof value}, not plain data`);
  if (!Number.isFinite(value)) throw new UnwritableError(`is ${value}, which JSON does not have`);
  // To readers of YAML 1.1 a number with an exponent has a point.
  return String(value).replace(/^(-?\d)e/, '$1.0e');
}

const hasJson = (value: object): value is { toJSON(): unknown } => 'toJSON' in value && typeof value.toJSON === 'function';

/** Its prototype is that of objects, of whatever realm, or none. */
function isPlain(value: object): value is Readonly<Record<string, unknown>> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
