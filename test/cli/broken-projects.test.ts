import { synth } from '../../src/cli/synth';
import type { Problem } from '../../src/model';
import { CASES } from '../model/problems/cases';
import { ELSEWHERE } from '../model/problems/elsewhere';
import { expectOnPage } from '../problems-page';
import { BROKEN_PROJECTS, REFUSED_COMMANDS } from './broken-projects';
import { FakeProject, problemsOf } from './fake-project';

let project: FakeProject;
/** Some put programs of their own in front of it. */
const { PATH } = process.env;
/** The first problem of each code. */
const met = new Map<string, Problem>();

/** Takes note of how a problem is told, without what differs from run to run. */
function note(problem: Problem | undefined): void {
  if (!problem || met.has(problem.code)) return;
  const settled = (text: string): string => text.replaceAll(project.folder, '.').replace(/\.isthmus-\d+-\w+/g, '.isthmus-1-a');
  const { code, path, message, fix } = problem;
  met.set(code, { code, path: settled(path), message: settled(message), fix: settled(fix) });
}

beforeEach(() => {
  project = new FakeProject();
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});

afterEach(() => {
  jest.restoreAllMocks();
  process.env.PATH = PATH;
  project.remove();
});

test.each(
  BROKEN_PROJECTS.map((each) => [each.code, each.when, each] as const),
)('%s when %s: nothing is changed, and the fix helps', async (_code, _when, broken) => {
  await synth();
  broken.break(project);
  const before = project.tree();
  const [problem, ...others] = await problemsOf(synth);
  note(problem);
  expect(others).toEqual([]);
  expect(problem).toMatchObject({ code: broken.code, path: broken.path });
  for (const part of broken.says) expect(problem?.message).toContain(part);
  for (const text of [problem?.message, problem?.fix]) expect(text).not.toMatch(/\n\s+at .*:\d+|[.:,;][.:,;](?![/.])/);
  expect(project.tree()).toEqual(before);
  broken.mend(project);
  await synth();
});

test.each(REFUSED_COMMANDS.map((each) => [each.code, each] as const))('%s, and the way that its fix names', async (code, each) => {
  const problems = await problemsOf(each.command);
  note(problems.find((problem) => problem.code === code));
  expect(problems).toContainEqual(expect.objectContaining({ code, path: each.path }));
  for (const { message, fix } of problems) expect(message === '' || fix === '').toBe(false);
  await each.instead();
});

test('docs/problems.md has what is told here: npm run docs:problems', () => {
  const codes = [...BROKEN_PROJECTS, ...REFUSED_COMMANDS].map(({ code }) => code);
  expect([...met.keys()].sort()).toEqual([...new Set(codes)].sort());
  const inModel = new Set([...CASES.map(({ code }) => code), ...Object.keys(ELSEWHERE)]);
  expectOnPage(
    [...met.values()].filter(({ code }) => !inModel.has(code)),
    new Set([...codes, ...inModel]),
  );
});

test('what is wrong with both files is told at once', async () => {
  project.write('cdktf.json', '{');
  project.configure('kubernetes', '');
  expect((await problemsOf(synth)).map(({ code, path }) => [code, path])).toEqual([
    ['CONFIG_MALFORMED', 'cdktf.json'],
    ['CONFIG_INVALID', 'cdk8s.yaml'],
  ]);
});

test('a program that has told its problems itself is not spoken of again', async () => {
  project.configure('terraform', 'touch "$ISTHMUS_STAGE/told"; exit 1');
  await expect(synth()).rejects.toThrow(/^$/);
});
