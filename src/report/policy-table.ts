import Table from 'cli-table3';
import type { ResolvedSystem } from '../model/resolved';
import { exposures, groupExposures } from './exposure';
import { legend } from './legend';
import { enforcementMatrix, type MatrixRow } from './matrix';
import { endText, ORIGIN_WORDS, onePortText, POINT_WORDS, plaintextText, portsText } from './words';

/**
 * The policy of a system for the terminal: a pure function of the system.
 * @param width columns of the terminal
 */
export function policyTable(system: ResolvedSystem, width: number): string {
  const { declared, implied, notes } = enforcementMatrix(system);
  const open = groupExposures(exposures(system)).map(({ from, to, ports, via }) => [
    endText(from),
    to.map(endText).join('\n'),
    ports.map(onePortText).join('\n'),
    via.map(endText).join('\n') || 'directly',
  ]);
  const sections = [
    `OPEN TO THE OUTSIDE\n${open.length > 0 ? table(['From', 'To', 'Ports', 'By way of'], [3, 3, 2, 3], open, width) : 'Nothing.'}`,
    `DECLARED FLOWS (${declared.length})\n${flowTable(declared, width)}`,
    `IMPLIED FLOWS (${system.flows.length - declared.length})\n${flowTable(implied, width)}`,
    ...(notes.length > 0 ? [`NOTES\n${notes.map((note, index) => `${String(index + 1).padStart(3)}  ${note}`).join('\n')}`] : []),
    `HOW TO READ THIS\n${legend(system)
      .map((line) => `  - ${line.replaceAll('*', '')}`)
      .join('\n')}`,
  ];
  return `${sections.join('\n\n')}\n`;
}

function flowTable(rows: readonly MatrixRow[], width: number): string {
  if (rows.length === 0) return 'None.';
  return table(
    ['From', 'To', 'Ports', 'Because', 'Enforcement'],
    [4, 4, 3, 4, 6],
    rows.map((row) => [
      row.from.map(endText).join('\n'),
      row.to.map(endText).join('\n'),
      [portsText(row).replaceAll(', ', '\n'), plaintextText(row)?.toUpperCase() ?? []].flat().join('\n'),
      (row.origin === 'declared' ? '' : `[${ORIGIN_WORDS[row.origin]}] `) + row.because.join('\n'),
      row.enforcement
        .map(({ point, precision, note }) => `${POINT_WORDS[point]}: ${precision}${note === undefined ? '' : ` (${note})`}`)
        .join('\n'),
    ]),
    width,
  );
}

/** @param shares of the width that the columns take */
function table(head: readonly string[], shares: readonly number[], rows: readonly (readonly string[])[], width: number): string {
  const total = shares.reduce((sum, share) => sum + share, 0);
  const space = Math.max(width, 60) - shares.length - 1;
  const drawn = new Table({
    head: [...head],
    colWidths: shares.map((share) => Math.floor((space * share) / total)),
    wordWrap: true,
    style: { head: [], border: [] },
  });
  drawn.push(...rows.map((row) => [...row]));
  return drawn.toString();
}
