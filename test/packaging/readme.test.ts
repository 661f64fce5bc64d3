import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Project, TARBALL } from './project';

const ROOT = join(__dirname, '../..');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** Code blocks of the README after a comment that names their file; the example is the system. */
const files = [...readme.matchAll(/<!-- (?:file: (\S+)|example:.*) -->\n```\w*\n([\s\S]*?)```/g)].map(
  ([, file, text]) => [file ?? 'system.ts', text as string] as const,
);

let project: Project;

beforeAll(() => {
  project = new Project();
  project.install(TARBALL, 'isthmus');
  project.installCommands();
  for (const [file, text] of files) {
    mkdirSync(dirname(project.path(file)), { recursive: true });
    writeFileSync(project.path(file), text);
  }
});

afterAll(() => {
  project?.remove();
});

test('a project that is made as the README says writes, shows and verifies its system', () => {
  expect(files.map(([file]) => file).sort()).toEqual([
    'cdk8s.yaml',
    'cdktf.json',
    'charts/main.ts',
    'stacks/main.ts',
    'system.ts',
    'test/library.test.ts',
    'tsconfig.json',
  ]);
  const synth = project.npx('isthmus', 'synth');
  expect(synth).toMatchObject({ status: 0, stderr: '' });
  expect(synth.stdout).toContain('library: 1 virtual machine on 1 host, 1 microservice in 1 cluster');
  for (const file of ['cdktf.out/stacks/library/cdk.tf.json', 'dist/50-catalog.k8s.yaml', 'isthmus.lock.json'])
    expect([file, existsSync(project.path(file))]).toEqual([file, true]);
  expect(project.npx('isthmus', 'policy')).toMatchObject({ status: 0, stdout: expect.stringContaining('books are looked up here') });
  expect(project.npx('isthmus', 'verify')).toMatchObject({ status: 0, stdout: expect.stringContaining('and nothing else') });
});

test('the tests that the README shows pass in it, with types', () => {
  for (const name of ['jest', '@types/jest']) project.link(name);
  const compilerOptions = { rootDir: '.', outDir: 'lib', types: ['node', 'jest'] };
  writeFileSync(
    project.path('tsconfig.test.json'),
    JSON.stringify({ extends: './tsconfig.json', compilerOptions, include: ['system.ts', 'test'] }),
  );
  expect(project.npx('tsc', '-p', 'tsconfig.test.json')).toEqual({ status: 0, stdout: '', stderr: '' });
  writeFileSync(project.path('jest.config.json'), JSON.stringify({ roots: ['lib/test'], setupFilesAfterEnv: ['isthmus/testing/jest'] }));
  const { status, stderr } = project.npx('node', 'node_modules/jest/bin/jest.js', '--config', 'jest.config.json');
  expect([status, stderr]).toEqual([0, expect.stringContaining('3 passed')]);
});

test('pages that messages name are there', () => {
  for (const page of ['guests', 'operations', 'recovery'])
    expect([page, existsSync(project.path(`node_modules/isthmus/docs/${page}.md`))]).toEqual([page, true]);
});
