import { UnwritableError } from './unwritable';

/**
 * Text as a YAML scalar on one line of block context, as value or as key: readers of both versions, 1.1 (kubectl, cloud-init, PyYAML)
 * and 1.2, give it back as exactly that text. Plain where nothing in it can be taken for anything else, double-quoted otherwise.
 * @throws UnwritableError for half of a surrogate pair: it is no character, and readers refuse or replace it
 */
export const textScalar = (text: string): string => (isPlain(text) ? text : quoted(text));

/**
 * The characters that stand for themselves: what both versions call printable, without what is or was a line break somewhere
 * (U+0085, U+2028, U+2029), the byte order mark and the tab. For a class of a regular expression with the flag `u`.
 */
export const PRINTABLE = '\\x20-\\x7E\\u{A0}-\\u{2027}\\u{202A}-\\u{D7FF}\\u{E000}-\\u{FEFE}\\u{FF00}-\\u{FFFD}\\u{10000}-\\u{10FFFF}';

const PRINTABLE_ONLY = new RegExp(`^[${PRINTABLE}]*$`, 'u');

/** Indicators in front, the end of a key or the start of a comment inside, a blank or colon at the end, the marks of documents. */
const STRUCTURE = /^[ ,[\]{}#&*!|>'"%@`?:]|^-(?: |$)|^---|^\.\.\.|: | #|[ :]$/;

/** Words that some reader takes for nothing, a truth value, a merge or a default. */
const WORD = /^(?:~|null|true|false|yes|no|on|off|y|n|<<|=)?$/i;

/**
 * What some reader takes for a number: with a prefix in any case, grouped digits, an exponent without mantissa, in base 60. Wider than
 * any one reader's rule, since quotes do no harm.
 */
const NUMBER =
  /^[-+]?(?:0[box][\da-f_]*|(?=[\d.]|e[-+]?\d)[\d_,]*(?:\.[\d_,]*)?(?:e[-+]?[\d_]+)?|[\d_,]+(?::[\d_]+)+(?:\.[\d_]*)?|\.?(?:inf|infinity|nan))$/i;

/** What some reader takes for a date, with or without a time. */
const DATE = /^[-+]?\d+-\d+-\d+(?:[t ]|$)/i;

const isPlain = (text: string): boolean =>
  PRINTABLE_ONLY.test(text) && !STRUCTURE.test(text) && !WORD.test(text) && !NUMBER.test(text) && !DATE.test(text);

/** Not escaped by JSON, and not printable in YAML. */
const UNESCAPED = /[\x7F-\x9F\u2028\u2029\uFEFF\uFFFE\uFFFF]/g;

/** Whatever JSON escapes, YAML reads back. */
function quoted(text: string): string {
  const half = /\p{Surrogate}/u.exec(text)?.[0];
  if (half !== undefined) throw new UnwritableError(`has half of a surrogate pair (U+${hex(half).toUpperCase()}), which is no character`);
  return JSON.stringify(text).replace(UNESCAPED, (character) => `\\u${hex(character)}`);
}

const hex = (character: string): string => character.charCodeAt(0).toString(16).padStart(4, '0');
