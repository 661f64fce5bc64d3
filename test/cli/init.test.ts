import childProcess from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { init } from '../../src/cli/init';
import { FILE_OPERATIONS } from '../../src/cli/output/journal';
import { problemsOf, treeOf } from './fake-project';
import { pretend } from './in-process';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'isthmus-init-')));
afterAll(() => rmSync(folder, { recursive: true }));

let number = 0;
let home: string;
let end: ReturnType<typeof pretend>;
beforeEach(() => {
  number += 1;
  home = join(folder, `place-${number}`);
  mkdirSync(home);
  end = pretend(home, process.env);
});
afterEach(() => {
  end();
  jest.restoreAllMocks();
});

const WHOLE = 13;

test('a project in a new folder, called as it is', () => {
  init('minimal', 'oak', {});
  const tree = treeOf('oak');
  expect(Object.keys(tree)).toHaveLength(WHOLE);
  expect(tree['system.ts']).toContain("super('oak'");
  expect(end().stdout).toBe(
    'oak: the system "oak", from the template minimal (13 files).\n\nNext:\n  cd oak\n  npm install\n  npx isthmus synth\n  npm test\n',
  );
});

test('a project in the current folder, which may be a repository; the name is said', () => {
  mkdirSync('.git');
  init('cluster', '.', { name: 'elm' });
  expect(treeOf('.')['system.ts']).toContain("super('elm'");
  expect(end().stdout).toContain('\nNext:\n  npm install\n');
});

test('what is there is named, and left alone', async () => {
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) writeFileSync(name, '');
  const before = treeOf('.');
  const [problem] = await problemsOf(() => init('shop', '.', {}));
  expect(problem).toMatchObject({ code: 'FOLDER_NOT_EMPTY', message: 'The folder is not empty: a, b, c, d, e and 2 more.' });
  expect(treeOf('.')).toEqual(before);
});

test('what a run that was killed has left is no obstacle, and goes', () => {
  mkdirSync('.isthmus-999999999-abc');
  init('minimal', '.', {});
  expect(Object.keys(treeOf('.'))).toHaveLength(WHOLE);
});

test.each([1, 2, 7])('when file operation %i fails, nothing is written', async (failing) => {
  let operation = 0;
  const rename = (from: string, to: string): void => {
    operation += 1;
    if (operation === failing) throw Object.assign(new Error('no'), { code: 'ENOSPC' });
    FILE_OPERATIONS.rename(from, to);
  };
  const run = (where: string) => problemsOf(() => init('minimal', where, {}, { ...FILE_OPERATIONS, rename }));
  expect(await run('oak')).toMatchObject([{ code: 'FOLDER_UNUSABLE', message: expect.stringContaining('the disk is full') }]);
  expect(existsSync('oak')).toBe(false);
  mkdirSync('elm');
  operation = 0;
  expect(await run('elm')).toMatchObject([{ code: 'FOLDER_UNUSABLE' }]);
  expect(treeOf('elm')).toEqual({ '': 'empty folder' });
});

test('a template that is not there: the nearest one, or the word as the folder that was meant', async () => {
  expect(await problemsOf(() => init('clutser', 'x', {}))).toMatchObject([
    { fix: expect.stringContaining('`npx isthmus init cluster my-folder`') },
  ]);
  expect(await problemsOf(() => init('oak', '.', {}))).toMatchObject([{ fix: expect.stringContaining('`npx isthmus init minimal oak`') }]);
});

test('a name that no system can have, and a folder that is not empty, are told at once', async () => {
  writeFileSync('x', '');
  expect((await problemsOf(() => init('shop', '.', { name: '7up' }))).map(({ code }) => code)).toEqual([
    'FOLDER_NOT_EMPTY',
    'PROJECT_NAME_INVALID',
  ]);
});

test('npm install is run when it is asked for, in the folder', async () => {
  const spawn = jest.spyOn(childProcess, 'spawnSync').mockReturnValue({ status: 0 } as never);
  init('minimal', 'oak', { install: true });
  expect(spawn.mock.calls).toEqual([['npm', ['install'], { cwd: 'oak', stdio: 'inherit' }]]);
  spawn.mockReturnValue({ status: 1 } as never);
  expect(await problemsOf(() => init('minimal', 'elm', { install: true }))).toMatchObject([{ code: 'INSTALL_FAILED', path: 'elm' }]);
  expect(Object.keys(treeOf('elm'))).toHaveLength(WHOLE);
  expect(end().stdout).toContain('\nNext:\n  cd oak\n  npx isthmus synth\n  npm test\n');
});
