import { isUnchanged } from '../report/changes';
import { changesText } from '../report/changes-text';
import { plain } from '../report/markdown-text';
import type { Plan } from './plan';
import { type Line, type Section, sectionsOf } from './sections';
import { disagreementTexts, headline, orderNotes } from './text';

/** A plan for a pull request, as GitHub-flavoured Markdown: what matters most first, the rest folded. A pure function of it. */
export function planMarkdown(plan: Plan): string {
  const sections = sectionsOf(plan);
  const [open, folded] = [sections.filter(isOpen), sections.filter((section) => !isOpen(section))];
  return [
    `### ${plain(headline(plan))}`,
    ...listed(
      '**Data is at stake:**',
      plan.data.filter(({ atStake }) => atStake).map(({ name, notes }) => [name, ...notes].join(': ')),
    ),
    ...listed('**Said otherwise:**', disagreementTexts(plan) ?? []),
    ...listed('**Refused, or not known:**', plan.doubts),
    ...open.map((section) => `**${section.title}**\n\n${table(section.lines)}`),
    ...folded.map((section) => details(`${section.title} (${namesIn(section)})`, table(section.lines))),
    ...(plan.against === undefined || isUnchanged(plan.policy)
      ? []
      : [details('Who may reach whom', code(changesText(plan.policy).trimEnd().replace(/^ {2}/gm, ''), 'diff'))]),
    ...detailsOf('New prerequisites', plan.prerequisites),
    ...detailsOf(
      'New warnings',
      plan.warnings.map(({ code: name, path, message }) => `${name} at ${path}: ${message}`),
    ),
    ...(plan.steps.length > 0
      ? [details('Commands', [code(plan.steps.map(({ run }) => run).join('\n'), 'sh'), list(orderNotes(plan.order))].join('\n\n'))]
      : []),
  ]
    .join('\n\n')
    .concat('\n');
}

/** What a reviewer reads in any case. */
const isOpen = ({ title }: Section): boolean => ['Data', 'Machines', 'Add-ons', 'Workloads'].includes(title);

const namesIn = ({ lines }: Section): number => lines.reduce((sum, { names }) => sum + names.length, 0);

const table = (lines: readonly Line[]): string =>
  [
    '| what | becomes | why, or how |',
    '|---|---|---|',
    ...lines.map(
      ({ names, does, notes }) => `| ${names.map(plain).join('<br>')} | **${plain(does)}** | ${notes.map(plain).join('<br>')} |`,
    ),
  ].join('\n');

const list = (items: readonly string[]): string => items.map((item) => `- ${plain(item)}`).join('\n');

const listed = (title: string, items: readonly string[]): readonly string[] => (items.length === 0 ? [] : [`${title}\n\n${list(items)}`]);

const detailsOf = (title: string, items: readonly string[]): readonly string[] =>
  items.length === 0 ? [] : [details(`${title} (${items.length})`, list(items))];

const details = (title: string, body: string): string => `<details><summary>${title}</summary>\n\n${body}\n\n</details>`;

/** A block that nothing in the text can end: its fence is longer than any in it. */
function code(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}
