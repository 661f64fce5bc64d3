import { chmodSync, existsSync, readFileSync } from 'node:fs';
import type { Side } from '../../src/cli/stage';
import { synth } from '../../src/cli/synth';
import { FakeProject, OUTPUTS, problemsOf } from './fake-project';

/** A project as `init` makes them: both programs are compiled by the same command. */
let project: FakeProject;
let printed: string;

const VARIABLES = { terraform: 'CDKTF_OUTDIR', kubernetes: 'CDK8S_OUTDIR' };

/** @param more what a program does beside what is prepared for it */
function program(side: Side, more = ''): void {
  project.write(
    `${side}.js`,
    `const { cpSync, existsSync, writeFileSync } = require('node:fs');
${more}
cpSync('prepared/${side}', process.env.${VARIABLES[side]}, { recursive: true });
cpSync('prepared/${side}-stage', process.env.ISTHMUS_STAGE, { recursive: true });
`,
  );
}

function compiler(script: string): void {
  project.write('node_modules/.bin/compile', `#!/bin/sh\n${script}\n`);
  chmodSync('node_modules/.bin/compile', 0o755);
}

beforeEach(() => {
  printed = '';
  for (const stream of ['stdout', 'stderr'] as const)
    jest.spyOn(process[stream], 'write').mockImplementation((text) => {
      printed += text;
      return true;
    });
  project = new FakeProject();
  compiler('echo "$@" >> compiled');
  for (const side of ['terraform', 'kubernetes'] as const) {
    project.configure(side, `npx compile all && node ${side}.js`);
    program(side);
  }
});

afterEach(() => {
  jest.restoreAllMocks();
  project.remove();
});

/** Says that it is there, and waits until the other is, too. */
const meet = (own: Side, other: Side): string => `
writeFileSync('${own}-is-here', '');
const until = Date.now() + 60_000;
while (!existsSync('${other}-is-here')) if (Date.now() > until) process.exit(7);`;

test('what both compile the same way is compiled once, and they run side by side', async () => {
  program('terraform', meet('terraform', 'kubernetes'));
  program('kubernetes', `${meet('kubernetes', 'terraform')}\nconsole.log('looked around'); console.error('and mind');`);
  await synth();
  expect(readFileSync('compiled', 'utf8')).toBe('all\n');
  expect(printed).toContain('looked around');
  expect(printed).toContain('and mind');
  for (const file of Object.keys(OUTPUTS.terraform)) expect(existsSync(`cdktf.out/${file}`)).toBe(true);
  for (const file of Object.keys(OUTPUTS.kubernetes)) expect(existsSync(`dist/${file}`)).toBe(true);
});

test('what does not compile is told once, and no program is run', async () => {
  compiler('exit 2');
  program('kubernetes', "writeFileSync('was-run', '');");
  const problems = await problemsOf(synth);
  expect(problems.map(({ code, path }) => [code, path])).toEqual([['PROGRAM_FAILED', 'cdktf.json']]);
  expect(problems[0]?.message).toBe('Its program `npx compile all && node terraform.js` ended with the exit code 2.');
  expect(existsSync('was-run')).toBe(false);
});

test('when both fail, one of them is told of', async () => {
  program('terraform', 'process.exit(3);');
  program('kubernetes', "console.error('the same again'); process.exit(4);");
  const problems = await problemsOf(synth);
  expect(problems.map(({ code, path }) => [code, path])).toEqual([['PROGRAM_FAILED', 'cdktf.json']]);
  expect(printed).not.toContain('the same again');
});

test('when the second alone fails, what it says is seen', async () => {
  program('kubernetes', "console.error('no such luck'); process.exit(4);");
  const problems = await problemsOf(synth);
  expect(problems.map(({ code, path }) => [code, path])).toEqual([['PROGRAM_FAILED', 'cdk8s.yaml']]);
  expect(printed).toContain('no such luck');
  expect(existsSync('dist')).toBe(false);
});
