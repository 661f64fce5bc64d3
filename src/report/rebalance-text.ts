import type { Rebalance } from '../model/capacity/rebalance';
import { memoryText } from './capacity-text';
import { NARROWEST, terminalTable, wrapped } from './terminal';

const HOW =
  'Nothing was moved, and nothing moves by itself. With `host` of a machine another one, `npx isthmus synth` says how it is moved by hand.';

/** Moves that would even hosts out, for the terminal. @param width its columns */
export function rebalanceText({ moves, hosts, fixed }: Rebalance, width: number): string {
  const note = (text: string): string => wrapped('  ', text, Math.max(width, NARROWEST), 4);
  const stays =
    fixed.length === 0
      ? []
      : [note(`Not considered, because their host is stated or their network exists there alone: ${fixed.join(', ')}.`)];
  if (moves.length === 0) return `${['No move is worth its trouble.', ...stays].join('\n')}\n`;
  const table = terminalTable(
    ['Machine', 'From', 'To', 'Memory', 'Disks to copy'],
    [5, 3, 3, 3, 3],
    moves.map(({ machine, from, to, memoryMiB, disksGiB }) => [machine, from, to, memoryText(memoryMiB), `at most ${disksGiB} GiB`]),
    width,
  );
  const percent = (part: number): string => `${Math.round(part * 100)} %`;
  const filled = hosts.map(({ host, before, after }) => `${host} ${percent(before)} to ${percent(after)}`);
  return `${['Proposed moves, in this order', table, note(`Memory taken: ${filled.join(', ')}.`), ...stays, note(HOW)].join('\n')}\n`;
}
