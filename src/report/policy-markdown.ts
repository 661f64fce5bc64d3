import type { ResolvedSystem } from '../model/resolved';
import { databaseTable } from './databases';
import { exposures, groupExposures } from './exposure';
import { legend } from './legend';
import { plain } from './markdown-text';
import { enforcementMatrix, type MatrixCell, type MatrixRow } from './matrix';
import { migrationTable } from './migrations';
import { trafficTable } from './traffic';
import { endText, ORIGIN_WORDS, onePortText, POINT_WORDS, plaintextText, portsText } from './words';

/** The policy of a system for security engineers, as GitHub-flavoured Markdown: a pure function of the system. */
export function policyMarkdown(system: ResolvedSystem): string {
  const { declared, implied, notes } = enforcementMatrix(system);
  const open = groupExposures(exposures(system));
  const moving = migrationTable(system);
  const called = trafficTable(system);
  const logins = databaseTable(system);
  const counts = `${system.flows.length} flows: ${declared.length} declared, ${system.flows.length - declared.length} implied.`;
  return [
    `# Who may talk to whom in ${system.name}`,
    '<!-- Written by `isthmus policy --write`. Do not edit. -->',
    counts,
    '## How to read this',
    legend(system)
      .map((line) => `- ${line}`)
      .join('\n'),
    '## Open to the outside',
    open.length > 0
      ? table(['From', 'To', 'Ports', 'By way of'], open.map(exposureCells))
      : 'Nothing can be reached from outside of the system.',
    ...(moving ? ['## Migrations', `${moving.title}.`, table(moving.head, moving.rows.map(tableCells))] : []),
    ...(called ? ['## Timeouts, retries and limits', `${called.title}.`, table(called.head, called.rows.map(tableCells))] : []),
    ...(logins ? ['## Database roles', `${logins.title}.`, table(logins.head, logins.rows.map(tableCells))] : []),
    '## Declared flows',
    'Somebody asked for each of these, for the reason given.',
    declared.length > 0 ? table(['From', 'To', 'Ports', 'Because', 'Enforcement'], declared.map(rowCells)) : 'None.',
    '## Implied flows',
    'These follow from what the system consists of. Flows that differ only in one end stand together: every sender may reach every receiver of its row.',
    implied.length > 0
      ? table(
          ['Kind', 'From', 'To', 'Ports', 'Because', 'Enforcement'],
          implied.map((row) => [ORIGIN_WORDS[row.origin], ...rowCells(row)]),
        )
      : 'None.',
    ...(notes.length > 0
      ? [
          '## Notes',
          'Why a point is not exact, by the number in the tables.',
          notes.map((note, index) => `${index + 1}. ${plain(note)}`).join('\n'),
        ]
      : []),
  ]
    .join('\n\n')
    .concat('\n');
}

const tableCells = (cells: readonly string[]): readonly string[] => cells.map((text) => text.split('\n').map(plain).join('<br>'));

const rowCells = (row: MatrixRow): readonly string[] => [
  ...[row.from, row.to].map((ends) => ends.map((end) => plain(endText(end))).join('<br>')),
  [plain(portsText(row)), ...[plaintextText(row) ?? []].flat().map((text) => `**${plain(text)}**`)].join('<br>'),
  row.because.map(plain).join('<br>'),
  row.enforcement.map(cellText).join('<br>'),
];

function cellText({ point, precision, note }: MatrixCell): string {
  return `${POINT_WORDS[point]}: ${precision === 'exact' ? precision : `**${precision}**`}${note === undefined ? '' : ` (${note})`}`;
}

const exposureCells = ({ from, to, ports, via }: ReturnType<typeof groupExposures>[number]): readonly string[] => [
  plain(endText(from)),
  to.map((end) => plain(endText(end))).join('<br>'),
  ports.map(onePortText).join(', '),
  via.length > 0 ? via.map((hop) => plain(endText(hop))).join(', ') : 'directly',
];

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
