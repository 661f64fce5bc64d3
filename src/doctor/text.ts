import type { Finding } from './finding';

/** Titles of what was found, the gravest first. */
const TITLES: { readonly [S in Finding['state']]: string } = {
  missing: 'Missing',
  unknown: 'Could not be asked',
  'by hand': 'For you to look at',
  holds: 'Holds',
};

/** What was found, for a terminal: what is wrong with what to do about it. */
export function findingsText(system: string, findings: readonly Finding[]): string {
  const sections = Object.entries(TITLES).map(([state, title]) => ({ title, found: findings.filter((each) => each.state === state) }));
  const counts = sections.filter(({ found }) => found.length > 0).map(({ title, found }) => `${title.toLowerCase()}: ${found.length}`);
  const lines = sections
    .filter(({ found }) => found.length > 0)
    .flatMap(({ title, found }) => ['', `${title}:`, ...found.flatMap(findingLines)]);
  return [`${system}: ${findings.length} prerequisites. ${counts.join(', ')}`, ...lines, ''].join('\n');
}

const findingLines = ({ text, found, remedy }: Finding): readonly string[] => [
  `  ${text}`,
  ...(found === '' ? [] : [`    found: ${found}`]),
  ...(remedy === undefined ? [] : [`    to do: ${remedy}`]),
];
