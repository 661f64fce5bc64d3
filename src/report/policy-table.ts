import { isDeclared } from '../model/kinds/flow-origins';
import type { ResolvedSystem } from '../model/resolved';
import { databaseTable } from './databases';
import { exposures, groupExposures, type PolicyOf } from './exposure';
import { legend } from './legend';
import { enforcementMatrix, type MatrixRow } from './matrix';
import { migrationTable } from './migrations';
import { note, terminalTable } from './terminal';
import { trafficTable } from './traffic';
import { endText, ORIGIN_WORDS, onePortText, POINT_WORDS, plaintextText, portsText } from './words';

/**
 * The whole policy of a system for the terminal, point by point: a pure function of the system.
 * @param width columns of the terminal
 */
export function policyTable(system: ResolvedSystem, width: number): string {
  const howToRead = legend(system).map((line) => note(line.replaceAll('*', ''), width, '  - '));
  return `${exposureSection(system, width)}${migrationSection(system, width)}${trafficSection(system, width)}${databaseSection(system, width)}\n\n${flowTables(system, width)}\n\nHOW TO READ THIS\n${howToRead.join('\n')}\n`;
}

/** Flows point by point, with the notes that their points refer to. */
export function flowTables(system: Pick<ResolvedSystem, 'flows'>, width: number): string {
  const { declared, implied, notes } = enforcementMatrix(system);
  const sections = [
    `DECLARED FLOWS (${declared.length})\n${flowTable(declared, width)}`,
    `IMPLIED FLOWS (${system.flows.length - declared.length})\n${flowTable(implied, width)}`,
    ...(notes.length > 0
      ? [`NOTES\n${notes.map((text, index) => note(text, width, `${String(index + 1).padStart(3)}  `, 5)).join('\n')}`]
      : []),
  ];
  return sections.join('\n\n');
}

/** What the outside may reach. */
export function exposureSection(system: PolicyOf, width: number): string {
  const open = groupExposures(exposures(system)).map(({ from, to, ports, via }) => [
    endText(from),
    to.map(endText).join('\n'),
    ports.map(onePortText).join('\n'),
    via.map(endText).join('\n') || 'directly',
  ]);
  return `OPEN TO THE OUTSIDE\n${open.length > 0 ? terminalTable(['From', 'To', 'Ports', 'By way of'], [3, 3, 2, 3], open, width) : 'Nothing.'}`;
}

/** What moves; empty where nothing does. */
export function migrationSection(system: ResolvedSystem, width: number): string {
  const found = migrationTable(system);
  return found ? `\n\nMIGRATIONS (${found.rows.length})\n${terminalTable(found.head, found.shares, found.rows, width)}` : '';
}

/** How proxies call; empty where nothing is said of that. */
export function trafficSection(system: ResolvedSystem, width: number): string {
  const found = trafficTable(system);
  return found
    ? `\n\nTIMEOUTS, RETRIES AND LIMITS (${found.rows.length})\n${terminalTable(found.head, found.shares, found.rows, width)}`
    : '';
}

/** Who may log in to databases; empty where there is none. */
export function databaseSection(system: ResolvedSystem, width: number): string {
  const found = databaseTable(system);
  return found ? `\n\nDATABASE ROLES (${found.rows.length})\n${terminalTable(found.head, found.shares, found.rows, width)}` : '';
}

function flowTable(rows: readonly MatrixRow[], width: number): string {
  if (rows.length === 0) return 'None.';
  return terminalTable(
    ['From', 'To', 'Ports', 'Because', 'Enforcement'],
    [4, 4, 3, 4, 6],
    rows.map((row) => [
      row.from.map(endText).join('\n'),
      row.to.map(endText).join('\n'),
      [portsText(row).replaceAll(', ', '\n'), plaintextText(row)?.toUpperCase() ?? []].flat().join('\n'),
      (isDeclared(row) ? '' : `[${ORIGIN_WORDS[row.origin]}] `) + row.because.join('\n'),
      row.enforcement
        .map(({ point, precision, note }) => `${POINT_WORDS[point]}: ${precision}${note === undefined ? '' : ` (${note})`}`)
        .join('\n'),
    ]),
    width,
  );
}
