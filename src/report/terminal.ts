import Table from 'cli-table3';

/** Columns below which no table is squeezed. */
const NARROWEST = 60;
const NARROWEST_TEXT = 30;

/** A table with what surrounds it, as readers see it in whatever form. */
export interface TitledTable {
  readonly title: string;
  readonly head: readonly string[];
  /** Of the width that the columns take. */
  readonly shares: readonly number[];
  /** Cells of several lines have line breaks. */
  readonly rows: readonly (readonly string[])[];
  /** What it says beside the table, as sentences. */
  readonly notes: readonly string[];
}

/** A table for the terminal, its title above it and its notes below. @param width columns of the terminal */
export const titledTable = ({ title, head, shares, rows, notes }: TitledTable, width: number): string =>
  [title, terminalTable(head, shares, rows, width), ...notes.map((text) => note(text, width))].join('\n');

/** A text beside tables, as wide as they are at least. @param head of its first line @param indent of the others */
export const note = (text: string, width: number, head = '  ', indent = 4): string =>
  wrapped(head, text, Math.max(width, NARROWEST), indent);

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
