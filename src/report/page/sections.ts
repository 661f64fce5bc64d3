import type { ResolvedSystem } from '../../model/resolved';
import { adviceTable } from '../advice-text';
import { capacityTables } from '../capacity-text';
import { databaseTable } from '../databases';
import { exposures, groupExposures } from '../exposure';
import { NodeNames } from '../graph/flow-text';
import { FLOW_KINDS, KINDS_OF_ORIGINS } from '../graph/kinds';
import { htmlTable } from '../html-table';
import { placeOf } from '../inventory-table';
import { legend } from '../legend';
import { type Children, type Element, element } from '../markup';
import { enforcementMatrix, type MatrixCell, type MatrixRow } from '../matrix';
import { migrationTable } from '../migrations';
import type { Report } from '../report';
import { scrapeTable } from '../scrape-targets';
import type { TitledTable } from '../terminal';
import { trafficTable } from '../traffic';
import { endText, ORIGIN_WORDS, onePortText, POINT_WORDS, plaintextText, portsText } from '../words';
import { lines, list, marked } from './html';

/** A part of the page of a report. */
export interface Section {
  /** Of its heading, for links. */
  readonly id: string;
  readonly title: string;
  /** @returns undefined where the system has nothing of the kind, and nobody need be told so */
  content(report: Report, system: ResolvedSystem): Children | undefined;
}

/** The parts of a report below its picture, in order. One more is one more entry. */
export const SECTIONS: readonly Section[] = [
  { id: 'warnings', title: 'Warnings', content: warnings },
  { id: 'outside', title: 'Open to the outside', content: outside },
  { id: 'migrations', title: 'Migrations', content: migrations },
  { id: 'traffic', title: 'Timeouts, retries and limits', content: traffic },
  { id: 'databases', title: 'Database roles', content: databases },
  { id: 'metrics', title: 'Metrics', content: metrics },
  { id: 'policy', title: 'Who may talk to whom, and where that is enforced', content: policy },
  { id: 'ports', title: 'Ports', content: ports },
  { id: 'addresses', title: 'Addresses and names', content: addresses },
  { id: 'capacity', title: 'Capacity', content: capacity },
  { id: 'advice', title: 'Machine or container', content: advice },
  { id: 'before', title: 'Before applying', content: before },
];

function warnings({ warnings: all }: Report): Children {
  if (all.length === 0) return [element('p', {}, 'None.')];
  return [
    list(
      all.map(({ code, path, at, message }) => [
        element('strong', {}, code),
        ` at ${path}${at === undefined ? '' : ` (${at})`}: ${message}`,
      ]),
    ),
  ];
}

function outside(_: Report, system: ResolvedSystem): Children {
  const open = groupExposures(exposures(system));
  if (open.length === 0) return [element('p', {}, 'Nothing can be reached from outside of the system.')];
  return [
    htmlTable(
      'What addresses outside of the system may reach, directly and by way of load balancers and gateways',
      ['From', 'To', 'Ports', 'By way of'],
      open.map(({ from, to, ports: dialled, via }) => [
        [endText(from)],
        lines(to.map(endText)),
        lines(dialled.map(onePortText)),
        via.length > 0 ? lines(via.map(endText)) : ['directly'],
      ]),
    ),
  ];
}

function migrations(_: Report, system: ResolvedSystem): Children | undefined {
  const found = migrationTable(system);
  return found && [tableOf(found)];
}

function traffic(_: Report, system: ResolvedSystem): Children | undefined {
  const found = trafficTable(system);
  return found && [tableOf(found)];
}

function databases(_: Report, system: ResolvedSystem): Children | undefined {
  const found = databaseTable(system);
  return found && [tableOf(found)];
}

function metrics(_: Report, system: ResolvedSystem): Children | undefined {
  const found = scrapeTable(system);
  return found && [tableOf(found)];
}

function policy(_: Report, system: ResolvedSystem): Children {
  const { declared, implied, notes } = enforcementMatrix(system);
  const head = ['From', 'To', 'Ports', 'Because', 'Enforcement'];
  return [
    element('details', {}, element('summary', {}, 'How to read this'), list(legend(system).map(marked))),
    htmlTable(
      `Declared flows: somebody asked for each of these, for the reason given (${declared.length})`,
      head,
      declared.map(policyCells),
    ),
    htmlTable(
      `Implied flows: these follow from what the system consists of; every sender of a row may reach every receiver of it (${system.flows.length - declared.length})`,
      head,
      implied.map(policyCells),
    ),
    ...(notes.length === 0
      ? []
      : [
          element('h3', {}, 'Notes'),
          element('p', {}, 'Why a point is not exact, by the number in the tables.'),
          element(
            'ol',
            {},
            notes.map((note) => element('li', {}, note)),
          ),
        ]),
  ];
}

const policyCells = (row: MatrixRow): readonly Children[] => {
  const plaintext = plaintextText(row);
  return [
    lines(row.from.map(endText)),
    lines(row.to.map(endText)),
    [portsText(row), ...(plaintext === undefined ? [] : [' ', element('strong', { class: 'warn' }, plaintext)])],
    lines([...(FLOW_KINDS[KINDS_OF_ORIGINS[row.origin]].follows ? [`[${ORIGIN_WORDS[row.origin]}]`] : []), ...row.because]),
    row.enforcement.map(cell),
  ];
};

const cell = ({ point, precision, note }: MatrixCell): Children[number] =>
  element(
    'div',
    {},
    `${POINT_WORDS[point]}: `,
    element('span', { class: `precision ${precision}` }, precision),
    note === undefined ? undefined : ` (${note})`,
  );

function ports({ graph, ports: all }: Report): Children {
  const names = new NodeNames(graph);
  if (all.length === 0) return [element('p', {}, 'Nobody may reach any.')];
  return [
    htmlTable(
      'What is listened on, and who may reach it',
      ['Where', 'Port', 'From'],
      all.map(({ at, port, from }) => [[names.of(at)], [port], lines(from.map((id) => names.of(id)))]),
    ),
  ];
}

function capacity({ capacity: all }: Report): Children | undefined {
  const tables = capacityTables(all);
  if (tables.length === 0) return undefined;
  return tables.flatMap((table) => [tableOf(table), ...(table.notes.length > 0 ? [list(table.notes)] : [])]);
}

function advice({ advice: all }: Report): Children | undefined {
  if (all.length === 0) return undefined;
  return [tableOf(adviceTable(all))];
}

const tableOf = ({ title, head, rows }: Omit<TitledTable, 'notes'>): Element =>
  htmlTable(
    title,
    head,
    rows.map((cells) => cells.map((text) => lines(text.split('\n')))),
  );

function addresses({ inventory }: Report): Children {
  return [
    htmlTable(
      'Every address, name and MAC',
      ['Name', 'What', 'Addresses', 'Names in DNS', 'MAC', 'Where', 'Listens on'],
      inventory.map((entry) => [
        [entry.name],
        [entry.what],
        entry.addresses.length > 0 ? lines(entry.addresses) : ['by the cluster'],
        lines(entry.names),
        [entry.mac],
        lines(placeOf(entry)),
        lines(entry.ports),
      ]),
    ),
  ];
}

function before({ prerequisites }: Report): Children {
  return [element('p', {}, 'What has to be there already.'), list(prerequisites)];
}
