/**
 * What terminals, logs and pages obey or do not show: control characters, marks of direction and other formats, halves of characters,
 * separators of lines (Unicode, general categories Cc, Cf, Cs, Zl and Zp).
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** By halves, as JSON has it. */
const escapedCharacter = (character: string): string =>
  SHORT[character] ??
  Array.from({ length: character.length }, (_, half) => `\\u${character.charCodeAt(half).toString(16).padStart(4, '0')}`).join('');

/**
 * Text of anybody as people may be shown it, on one line: what they would not see, or a terminal would obey, is written as an escape of
 * JavaScript, which is one of JSON, too.
 */
export const printable = (text: string): string => text.replace(UNSEEN, escapedCharacter);

/** As {@link printable}, of text that has lines of its own, and tabs. */
export const printableLines = (text: string): string =>
  text.replace(UNSEEN, (found) => ('\n\t'.includes(found) ? found : escapedCharacter(found)));

/** What a program has said, as part of a sentence: a line break of its own would begin a line of a log. */
export const onOneLine = (words: string): string =>
  words
    .trim()
    .split(/\s*[\r\n]+\s*/)
    .join(' / ');
