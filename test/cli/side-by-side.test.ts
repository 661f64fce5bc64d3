import { chmodSync, existsSync, readFileSync } from 'node:fs';
import type { Side } from '../../src/cli/stage';
import { synth } from '../../src/cli/synth';
import { FakeProject, OUTPUTS, PROGRAMS, problemsOf } from './fake-project';

/** A project as `init` makes them: both programs are compiled by the same command. */
let project: FakeProject;
let printed: string;

const VARIABLES = { terraform: 'CDKTF_OUTDIR', kubernetes: 'CDK8S_OUTDIR' };

/** @param more what a program does beside what is prepared for it */
function program(side: Side, more = ''): void {
  project.write(
    `${side}.js`,
    `const { appendFileSync, cpSync, existsSync, writeFileSync } = require('node:fs');
appendFileSync('processes', process.pid + '\\n');
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

/** Makes both outputs, such that those of the next time are known to take long. */
async function makeLarge(): Promise<void> {
  for (const side of ['terraform', 'kubernetes'] as const) project.configure(side, PROGRAMS[side]);
  project.prepare('kubernetes', { ...OUTPUTS.kubernetes, '30-c.k8s.yaml': `c: ${'1'.repeat(3e6)}\n` });
  await synth();
  for (const side of ['terraform', 'kubernetes'] as const) project.configure(side, `npx compile all && node ${side}.js`);
}

const processes = (): readonly string[] => readFileSync('processes', 'utf8').trim().split('\n');

test('what both compile the same way is compiled once, and they run in one process', async () => {
  await synth();
  expect(readFileSync('compiled', 'utf8')).toBe('all\n');
  expect(processes()).toHaveLength(2);
  expect(new Set(processes()).size).toBe(1);
  for (const file of Object.keys(OUTPUTS.terraform)) expect(existsSync(`cdktf.out/${file}`)).toBe(true);
  for (const file of Object.keys(OUTPUTS.kubernetes)) expect(existsSync(`dist/${file}`)).toBe(true);
});

test('programs that are compiled already are not compiled again', async () => {
  await synth({ build: false });
  expect(existsSync('compiled')).toBe(false);
  expect(new Set(processes()).size).toBe(1);
  expect(existsSync('dist/10-a.k8s.yaml')).toBe(true);
});

test('a line that cannot be taken apart is run as it stands, compiled or not', async () => {
  for (const side of ['terraform', 'kubernetes'] as const) project.configure(side, `npx compile '${side}' && node ${side}.js`);
  await synth({ build: false });
  expect(readFileSync('compiled', 'utf8')).toBe('terraform\nkubernetes\n');
});

test('large ones run side by side', async () => {
  await makeLarge();
  program('terraform', meet('terraform', 'kubernetes'));
  program('kubernetes', `${meet('kubernetes', 'terraform')}\nconsole.log('looked around'); console.error('and mind');`);
  await synth();
  expect(readFileSync('compiled', 'utf8')).toBe('all\n');
  expect(printed).toContain('looked around');
  expect(printed).toContain('and mind');
  expect(new Set(processes()).size).toBe(2);
});

describe('in one process', () => {
  test('nothing that the first has set or loaded is there for the second', async () => {
    project.write('shared.js', 'exports.seen = 0;');
    project.write('inner/is-there', '');
    const look = (side: Side): string => `
writeFileSync('${side}-sees', JSON.stringify({
  seen: ++require('./shared').seen,
  set: process.env.SET,
  other: process.env.${VARIABLES[side === 'terraform' ? 'kubernetes' : 'terraform']}.endsWith('misplaced'),
  main: require.main === module && process.argv[1] === __filename && process.argv.length === 2,
  folder: process.cwd() === __dirname,
}));`;
    program(
      'terraform',
      `${look('terraform')}\nprocess.env.SET = 'yes'; process.on('exit', () => {}); setTimeout(() => process.chdir('inner'), 20);`,
    );
    program('kubernetes', look('kubernetes'));
    await synth();
    const alone = { seen: 1, other: true, main: true, folder: true };
    for (const side of ['terraform', 'kubernetes']) expect(JSON.parse(readFileSync(`${side}-sees`, 'utf8'))).toEqual(alone);
    expect(new Set(processes()).size).toBe(1);
  });

  test('the second has its turn when all of the first is done', async () => {
    program('terraform', "setTimeout(() => writeFileSync('late', ''), 200);");
    program('kubernetes', "if (!existsSync('late')) process.exit(5);");
    await synth();
    expect(new Set(processes()).size).toBe(1);
  });

  test('a first that ends the process keeps the second from nothing', async () => {
    program('terraform', "process.once('beforeExit', () => process.exit(0)); process.on('exit', () => {});");
    project.write('terraform.js', `${readFileSync('terraform.js', 'utf8')}\nprocess.exit(0);`);
    await synth();
    expect(new Set(processes()).size).toBe(2);
    expect(existsSync('dist/10-a.k8s.yaml')).toBe(true);
  });

  test.each([
    ['later on', "setTimeout(() => { throw new Error('late'); }, 20);"],
    ['by its exit code', 'process.exitCode = 3;'],
  ])('a first that fails %s is told of, and the second not run', async (_, more) => {
    program('terraform', more);
    const problems = await problemsOf(synth);
    expect(problems.map(({ code, path }) => [code, path])).toEqual([['PROGRAM_FAILED', 'cdktf.json']]);
    expect(processes()).toHaveLength(1);
  });

  test('a second that only differs by what an installed module has kept is run alone', async () => {
    project.write('node_modules/counting/index.js', 'exports.seen = 0;');
    const spoil =
      "process.on('exit', () => { if (seen > 1) writeFileSync(process.env.ISTHMUS_STAGE + '/side.json', JSON.stringify({ side: 'kubernetes', digest: 'another', warnings: [] })); });";
    for (const side of ['terraform', 'kubernetes'] as const)
      program(side, `const seen = ++require('counting').seen;\n${side === 'kubernetes' ? spoil : ''}`);
    await synth();
    expect(processes()).toHaveLength(3);
    expect(existsSync('dist/10-a.k8s.yaml')).toBe(true);
  });

  test('modules of ECMAScript, which nothing can load anew, have processes of their own', async () => {
    project.write('package.json', '{ "type": "module" }');
    for (const side of ['terraform', 'kubernetes'] as const)
      project.write(
        `${side}.js`,
        `import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\n${readFileSync(`${side}.js`, 'utf8')}`,
      );
    await synth();
    expect(new Set(processes()).size).toBe(2);
  });
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
  await makeLarge();
  program('terraform', 'process.exit(3);');
  program('kubernetes', "console.error('the same again'); process.exit(4);");
  const problems = await problemsOf(synth);
  expect(problems.map(({ code, path }) => [code, path])).toEqual([['PROGRAM_FAILED', 'cdktf.json']]);
  expect(printed).not.toContain('the same again');
});

test('when the second alone fails in their process, it is told of', async () => {
  program('kubernetes', 'process.exit(4);');
  const problems = await problemsOf(synth);
  expect(problems.map(({ code, path }) => [code, path])).toEqual([['PROGRAM_FAILED', 'cdk8s.yaml']]);
  expect(new Set(processes()).size).toBe(1);
});

test('when the second alone fails beside the first, what it says is seen', async () => {
  await makeLarge();
  program('kubernetes', "console.error('no such luck'); process.exit(4);");
  const problems = await problemsOf(synth);
  expect(problems.map(({ code, path }) => [code, path])).toEqual([['PROGRAM_FAILED', 'cdk8s.yaml']]);
  expect(printed).toContain('no such luck');
  expect(new Set(processes()).size).toBe(2);
});
