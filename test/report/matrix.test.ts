import { endKey } from '../../src/model/resolved';
import { enforcementMatrix } from '../../src/report';
import { groupFlows, type MatrixRow } from '../../src/report/matrix';
import { shop } from './fixture';

const system = shop();
const matrix = enforcementMatrix(system);
const rows = [...matrix.declared, ...matrix.implied];

const pairs = (row: MatrixRow): string[] =>
  row.from.flatMap((from) => row.to.map((to) => `${row.origin} ${endKey(from)} ${endKey(to)} ${JSON.stringify(row.dialledPorts)}`));

test('every flow stands in exactly one row, and no row claims a flow that is not there', () => {
  const flows = system.flows.map(
    ({ origin, from, to, dialledPorts }) => `${origin} ${endKey(from)} ${endKey(to)} ${JSON.stringify(dialledPorts)}`,
  );
  expect(rows.flatMap(pairs).sort()).toEqual([...flows].sort());
});

test('every row shows the answers and reasons of its flows', () => {
  for (const flow of system.flows) {
    const row = rows.find(
      (one) =>
        one.origin === flow.origin &&
        one.from.some((end) => end.name === flow.from.name) &&
        one.to.some((end) => end.name === flow.to.name),
    );
    const shown = row?.enforcement.map(({ point, precision, note }) => ({
      point,
      precision,
      ...(note !== undefined && { why: matrix.notes[note - 1] }),
    }));
    expect(shown).toEqual(flow.enforcement);
    expect(row?.because).toEqual(flow.because);
  }
});

test('every point that is not exact has a note', () => {
  const cells = rows.flatMap((row) => row.enforcement);
  expect(cells.filter(({ precision, note }) => (precision === 'exact') === (note !== undefined))).toEqual([]);
});

test('masqueraded pods: exact where they leave, coarse where they arrive', () => {
  const row = matrix.declared.find(({ from, to }) => from[0]?.name === 'order-service' && to[0]?.name === 'database-vm');
  const precision = Object.fromEntries(row?.enforcement.map((cell) => [cell.point, cell.precision]) ?? []);
  expect(precision).toEqual({
    'pod-egress': 'exact',
    'hypervisor-egress': 'coarse',
    'hypervisor-ingress': 'coarse',
    guest: 'coarse',
    application: 'coarse',
  });
});

test('flows that are not the same but for their ends stay apart', () => {
  const [flow] = system.flows;
  if (!flow) throw new Error('no flow');
  const other = { ...flow, from: { is: 'machine', name: 'other' }, because: ['another reason'] } as const;
  expect(groupFlows([flow, other])).toEqual([[flow], [other]]);
  expect(groupFlows([flow, { ...other, because: flow.because }])).toHaveLength(1);
});
