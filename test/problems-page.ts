import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../src/model';
import { BROKEN_PROJECTS } from './cli/broken-projects';
import { CASES } from './model/problems/cases';

const PAGE = join(__dirname, '../docs/problems.md');
/** How many ways to meet a problem are told. */
const MOST_WAYS = 6;

const WRITES = Boolean(process.env.ISTHMUS_WRITE_EXPECTED);

const HEAD = `# Problems

<!-- Generated. Do not edit. -->

What keeps a system from being written, all at once and before anything is changed. Each problem has a code, the construct (or file) that it is about with the line that made it,
what is wrong with the values that stand there, and what to do. Here are all codes, each with when it is met and one example.
`;

/** The ways in which problems of a code are met, in words. */
const waysTo = (code: string): readonly string[] => [
  ...new Set([...CASES, ...BROKEN_PROJECTS].filter((each) => each.code === code).map(({ when }) => when)),
];

/**
 * Wants the page's sections about `examples`, one problem of each code, to be as they are told here. With `ISTHMUS_WRITE_EXPECTED`
 * they are written, and sections about other codes than `all` go. Suites tell what they provoke; `npm run docs:problems` runs them one by one.
 */
export function expectOnPage(examples: readonly Problem[], all: ReadonlySet<string>): void {
  const told = new Map(examples.map((problem) => [problem.code, section(problem)]));
  if (WRITES) {
    const sections = new Map([...sectionsOnPage(), ...told]);
    const codes = [...sections.keys()].filter((code) => all.has(code)).sort();
    writeFileSync(PAGE, `${[HEAD.trim(), ...codes.map((code) => sections.get(code))].join('\n\n')}\n`);
  }
  const onPage = sectionsOnPage();
  expect([...told.keys()].map((code) => onPage.get(code))).toEqual([...told.values()]);
}

/** Wants the page to have a section about each code, in order, and nothing else; not while suites still write theirs. */
export function expectAllOnPage(codes: ReadonlySet<string>): void {
  if (WRITES) return;
  const text = readFileSync(PAGE, 'utf8');
  expect(text.startsWith(HEAD)).toBe(true);
  expect([...sectionsOnPage().keys()]).toEqual([...codes].sort());
}

function sectionsOnPage(): ReadonlyMap<string, string> {
  const [, ...sections] = readFileSync(PAGE, 'utf8')
    .trimEnd()
    .split(/\n\n(?=## )/);
  return new Map(sections.map((text) => [text.slice('## '.length, text.indexOf('\n')), text]));
}

function section({ code, path, message, fix }: Problem): string {
  const whens = waysTo(code);
  const more = whens.length > MOST_WAYS ? [`and ${whens.length - MOST_WAYS + 1} other ways`] : [];
  const told = [...whens.slice(0, more.length > 0 ? MOST_WAYS - 1 : MOST_WAYS), ...more];
  return [
    `## ${code}`,
    ...(told.length > 0 ? [`When ${told.map(plain).join('; ')}.`] : []),
    `\`\`\`\n${code} at ${path}\n  ${message}\n  Fix: ${fix}\n\`\`\``,
  ].join('\n\n');
}

/** Text that stays text in Markdown. */
const plain = (text: string): string => text.replace(/[\\`*_[\]<>|#&]/g, (character) => `\\${character}`);
