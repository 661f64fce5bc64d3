import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FIGURES, goalOf } from '../../bench/figures';

const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');

/** Rows of the table under "Figures": name, ratio, goal. */
const rows = (/^## Figures\n([\s\S]*?)^## /m.exec(readme)?.[1] ?? '')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| |'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, name = '', ratio = '', goal = '']) => ({ name, ratio: Number.parseFloat(ratio), goal }));

const measured = FIGURES.flatMap((figure) => figure.rows);

test('the table of figures has the rows that `npm run bench` prints, in their order', () => {
  expect(rows.map(({ name }) => name)).toEqual(measured.map(({ name }) => name));
});

test.each(rows)('the goal of "$name" is the one that it is judged by, and whether it is met follows from its ratio', ({
  name,
  ratio,
  goal,
}) => {
  const row = measured.find((each) => each.name === name);
  if (!row) throw new Error(`nothing measures "${name}"`);
  expect(goal).toBe(`${goalOf(row)}${ratio <= row.most ? '' : ': not met'}`);
});
