import { existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { TEMPLATES, type Template } from '../../src/cli/init/templates';
import { Project, TARBALL } from './project';

/** One installation for all projects. */
let installed: Project;

beforeAll(() => {
  installed = new Project();
  installed.install(TARBALL, 'isthmus');
  installed.installCommands();
  installed.installJest();
});

afterAll(() => {
  installed?.remove();
});

const templates = Object.keys(TEMPLATES) as Template[];

describe.each(templates)('a project of the template %s', (template) => {
  const name = `my-${template}`;
  const run = (command: string, ...args: readonly string[]) => installed.in(name).run(command, ...args);

  test('is made, tested before its first synth, synthesized and verified, all of it offline', () => {
    expect(installed.npx('isthmus', 'init', template, name)).toMatchObject({ status: 0, stderr: '' });
    symlinkSync(installed.path('node_modules'), installed.path(name, 'node_modules'));
    expect(run('npm', 'test')).toMatchObject({ status: 0, stderr: expect.stringMatching(/^Tests: +(\d) passed, \1 total$/m) });
    // The command that a new user is told, and those after it of the same environment.
    const [npx, ...synth] = TEMPLATES[template].synth.split(' ');
    const environment = synth.slice(2);
    expect(run(npx as string, ...synth)).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining(`${name}: `) });
    expect(run('npx', 'isthmus', 'verify', ...environment)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('and nothing else'),
    });
    for (const folder of ['cdktf.out', 'dist'])
      expect(existsSync(installed.path(name, folder, ...environment.slice(1), '.isthmus-files'))).toBe(true);
  });
});

test('the commands of a project do what they are called, with its lock, in CI, too', () => {
  const run = (command: string, ...args: readonly string[]) => installed.in(`my-${templates[0]}`).run(command, ...args);
  for (const script of ['synth', 'verify', 'policy', 'test'])
    expect([script, run('env', 'CI=true', 'npm', 'run', '--silent', script).status]).toEqual([script, 0]);
  const asked =
    "import 'isthmus/testing/jest';\nimport * as described from '../system';\ntest.each(Object.values(described))('the policy', (Described) => expect(new Described()).toMatchPolicySnapshot());\n";
  writeFileSync(installed.path(`my-${templates[0]}`, 'test/policy.test.ts'), asked);
  expect(run('npm', 'test').status).toBe(0);
  // Beside the source of the test, where it is committed; not in lib.
  expect(existsSync(installed.path(`my-${templates[0]}`, 'test/policy.test.js.snap'))).toBe(true);
});
