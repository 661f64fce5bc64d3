import Table from 'cli-table3';

/** Columns below which no table is squeezed. */
export const NARROWEST = 60;
const NARROWEST_TEXT = 30;

/**
 * A table for the terminal.
 * @param shares of the width that the columns take
 * @param width columns of the terminal
 */
export function terminalTable(
  head: readonly string[],
  shares: readonly number[],
  rows: readonly (readonly string[])[],
  width: number,
): string {
  const total = shares.reduce((sum, share) => sum + share, 0);
  const space = Math.max(width, NARROWEST) - shares.length - 1;
  const drawn = new Table({
    head: [...head],
    colWidths: shares.map((share) => Math.floor((space * share) / total)),
    wordWrap: true,
    style: { head: [], border: [] },
  });
  drawn.push(...rows.map((row) => [...row]));
  return drawn.toString();
}

/**
 * A text behind its head, broken at blanks where it would be wider than `width`; further lines are indented by `indent`. The text has
 * room for some words in any case.
 */
export function wrapped(head: string, text: string, width: number, indent: number): string {
  const rows: string[] = [''];
  for (const word of text.split(' ')) {
    const row = rows.at(-1) ?? '';
    const room = Math.max(width - (rows.length === 1 ? head.length : indent), NARROWEST_TEXT);
    if (row === '') rows[rows.length - 1] = word;
    else if (row.length + 1 + word.length <= room) rows[rows.length - 1] = `${row} ${word}`;
    else rows.push(word);
  }
  return `${head}${rows.join(`\n${' '.repeat(indent)}`)}`;
}
