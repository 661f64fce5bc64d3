import type { Rebalance } from '../model/capacity/rebalance';
import { memoryText } from './capacity-text';
import { note, titledTable } from './terminal';

const HOW =
  'Nothing was moved, and nothing moves by itself. With `host` of a machine another one, `npx isthmus synth` says how it is moved by hand.';

/** Moves that would even hosts out, for the terminal. @param width its columns */
export function rebalanceText({ moves, hosts, fixed }: Rebalance, width: number): string {
  const stays =
    fixed.length === 0 ? [] : [`Not considered, because their host is stated or their network exists there alone: ${fixed.join(', ')}.`];
  if (moves.length === 0) return `${['No move is worth its trouble.', ...stays.map((text) => note(text, width))].join('\n')}\n`;
  const percent = (part: number): string => `${Math.round(part * 100)} %`;
  const filled = hosts.map(({ host, before, after }) => `${host} ${percent(before)} to ${percent(after)}`);
  const table = {
    title: 'Proposed moves, in this order',
    head: ['Machine', 'From', 'To', 'Memory', 'Disks to copy'],
    shares: [5, 3, 3, 3, 3],
    rows: moves.map(({ machine, from, to, memoryMiB, disksGiB }) => [machine, from, to, memoryText(memoryMiB), `at most ${disksGiB} GiB`]),
    notes: [`Memory taken: ${filled.join(', ')}.`, ...stays, HOW],
  };
  return `${titledTable(table, width)}\n`;
}
