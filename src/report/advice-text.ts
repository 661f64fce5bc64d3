import type { AdviceReason } from '../model/advice/advise';
import type { PlacedAdvice } from '../model/advice/placed';
import { RULES } from '../model/advice/rules';
import { type TitledTable, titledTable } from './terminal';

/** As many changes as anybody reads. */
const MOST_CHANGES = 3;

/** Whether it is left open. */
const OPENNESS = { machine: 0, container: 0, either: 1 } as const;

const reasonText = ({ title, answer, because, points, decides, for: side }: AdviceReason): string =>
  `${title}: ${answer}, for the ${side} (${decides ? 'decides' : points}): ${because}`;

/** What would change an advice, in words. */
const changesText = ({ advice: { changes } }: PlacedAdvice): string =>
  [...changes]
    // What leads to the other side says more than what leaves it open.
    .sort((a, b) => OPENNESS[a.side] - OPENNESS[b.side])
    .slice(0, MOST_CHANGES)
    .map(({ criterion, to, side }) => `${RULES[criterion].title}: ${to ?? 'not asked for'} → ${side}`)
    .join('\n') || 'no single answer';

/** The advice for a whole system, as readers see it in whatever form. */
export const adviceTable = (all: readonly PlacedAdvice[]): Omit<TitledTable, 'notes'> => ({
  title: 'Where everything is, where it had better be, and why',
  head: ['Name', 'Is a', 'Advised', 'Because', 'Would change it'],
  shares: [4, 2, 3, 9, 5],
  rows: all.map((placed) => {
    const { name, is, advice, against, because, moving } = placed;
    const { machine, container } = advice.scores;
    const verdict = against ? (because === undefined ? '\nagainst it' : '\nwith a reason') : '';
    const onItsWay = moving ? `\non its way to ${moving.to}: ${moving.percent} %` : '';
    return [
      name,
      `${is}${onItsWay}`,
      `${advice.side}\n${machine} : ${container}${verdict}`,
      [...(because === undefined ? [] : [`It is one because: ${because}`]), ...advice.reasons.map(reasonText)].join('\n') ||
        'nothing decides',
      changesText(placed),
    ];
  }),
});

/** The advice for the terminal. @param width its columns */
export function adviceText(all: readonly PlacedAdvice[], width: number): string {
  if (all.length === 0) return 'There is nothing to be placed.\n';
  const note =
    'Points are machine : container. What is not read from the system is stated as `requirements`: node_modules/isthmus/docs/advice.md has the rules and their sources.';
  return `${titledTable({ ...adviceTable(all), notes: [note] }, width)}\n`;
}
