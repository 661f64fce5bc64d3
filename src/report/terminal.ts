import Table from 'cli-table3';

/** Columns below which no table is squeezed. */
const NARROWEST = 60;

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

/** Text in lines of at most `width` columns where its words allow it, the later ones indented by `indent`. */
export function wrapped(text: string, width: number, indent: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line.trim() !== '' && longer.length > Math.max(width, NARROWEST)) {
      lines.push(line);
      line = ' '.repeat(indent) + word;
    } else line = longer;
  }
  return [...lines, line].join('\n');
}
