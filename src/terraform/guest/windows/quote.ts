import { powershellQuoted } from '../../../model/values';

/**
 * PowerShell as text. All of it is ASCII: Windows PowerShell takes files without a mark for those of an old code page, and four more characters
 * (U+2018 to U+201B) for single quotes (about_Quoting_Rules). So what is more than plain text of one line is written as base64, and read by a
 * function of the program.
 */

/** A literal whose value is `text`, whatever is in it. Never longer than one line. */
export const quoted = (text: string): string =>
  /^[ -~]*$/.test(text) ? powershellQuoted(text) : `(ConvertFrom-Base64 '${Buffer.from(text, 'utf8').toString('base64')}')`;

/** A list of literals. */
export const quotedList = (texts: readonly string[]): string => `@(${texts.map(quoted).join(', ')})`;

/** A text of several lines, each a literal of its own: people can read it, and no line begins with it. */
export const quotedLines = (text: string): string =>
  `(@(\n${text
    .split('\n')
    .map((line) => `      ${quoted(line)}`)
    .join(',\n')}\n    ) -join "\`n")`;

/** A map from names to names. */
export const quotedMap = (entries: readonly (readonly [string, string])[]): string =>
  entries.length === 0 ? '@{}' : `@{ ${entries.map(([key, value]) => `${quoted(key)} = ${quoted(value)}`).join('; ')} }`;
