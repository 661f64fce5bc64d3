import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { synth } from '../../src/cli/synth';
import type { Problem } from '../../src/model';
import { run } from '../model/problems/case';
import { CASES } from '../model/problems/cases';
import { ELSEWHERE } from '../model/problems/elsewhere';
import { BROKEN_PROJECTS, REFUSED_COMMANDS } from './broken-projects';
import { FakeProject, problemsOf } from './fake-project';

const PAGE = join(__dirname, '../../docs/problems.md');
/** How many ways to meet a problem are told. */
const MOST_WAYS = 6;

const HEAD = `# Problems

<!-- Generated. Do not edit. -->

What keeps a system from being written, all at once and before anything is changed. Each problem has a code, the construct (or file) that it is about with the line that made it,
what is wrong with the values that stand there, and what to do. Here are all codes, each with when it is met and one example.
`;

/** A problem as somebody met it. */
interface Met {
  readonly code: string;
  /** Unset: as the example shows. */
  readonly when?: string;
  readonly example: Problem;
}

let project: FakeProject;

beforeEach(() => {
  project = new FakeProject();
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});

afterEach(() => {
  jest.restoreAllMocks();
  project.remove();
});

async function all(): Promise<readonly Met[]> {
  const met: Met[] = [];
  const note = (code: string, found: readonly Problem[], when?: string): void => {
    const example = found.find((problem) => problem.code === code);
    if (!example) throw new Error(`${code} was not met: ${when}`);
    const { path, message, fix } = example;
    met.push({
      code,
      example: { code, path: settled(path), message: settled(message), fix: settled(fix) },
      ...(when !== undefined && { when }),
    });
  };
  for (const each of CASES) note(each.code, run(each), each.when);
  for (const [code, provoke] of Object.entries(ELSEWHERE)) note(code, provoke());
  for (const { code, command } of REFUSED_COMMANDS) await anew(async () => note(code, await problemsOf(command)));
  for (const each of BROKEN_PROJECTS)
    await anew(async () => {
      await synth();
      each.break(project);
      note(each.code, await problemsOf(synth), each.when);
    });
  return met;
}

/** Without what differs from run to run. */
const settled = (text: string): string => text.replaceAll(project.folder, '.').replace(/\.isthmus-\d+-\w+/g, '.isthmus-1-a');

async function anew(meet: () => Promise<void>): Promise<void> {
  project.remove();
  project = new FakeProject();
  await meet();
}

function pageOf(met: readonly Met[]): string {
  const codes = [...new Set(met.map(({ code }) => code))].sort();
  const sections = codes.map((code) => {
    const ways = met.filter((each) => each.code === code);
    const whens = [...new Set(ways.flatMap(({ when }) => when ?? []))];
    const more = whens.length > MOST_WAYS ? [`and ${whens.length - MOST_WAYS + 1} other ways`] : [];
    const told = [...whens.slice(0, more.length > 0 ? MOST_WAYS - 1 : MOST_WAYS), ...more];
    const { path, message, fix } = (ways[0] as Met).example;
    return [
      `## ${code}`,
      ...(told.length > 0 ? [`When ${told.map(plain).join('; ')}.`] : []),
      `\`\`\`\n${code} at ${path}\n  ${message}\n  Fix: ${fix}\n\`\`\``,
    ].join('\n\n');
  });
  return `${[HEAD.trim(), ...sections].join('\n\n')}\n`;
}

/** Text that stays text in Markdown. */
const plain = (text: string): string => text.replace(/[\\`*_[\]<>|#&]/g, (character) => `\\${character}`);

test('docs/problems.md has every code: npm run docs:problems', async () => {
  const page = pageOf(await all());
  if (process.env.ISTHMUS_WRITE_EXPECTED) writeFileSync(PAGE, page);
  expect(page).toBe(readFileSync(PAGE, 'utf8'));
});
