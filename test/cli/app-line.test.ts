import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apart, commonJsScript, withoutNpx } from '../../src/cli/app-line';

describe('lines that begin with the same compilation', () => {
  test.each([
    ['npx tsc', 'npx tsc && node lib/stacks/main.js', 'npx tsc && node lib/charts/main.js'],
    ['npm run -s build', 'npm run -s build && node a.js', ' npm run -s build  &&  node b.js --verbose '],
    ['npx tsc -b && npx esbuild a.ts', 'npx tsc -b && npx esbuild a.ts && node a.js', 'npx tsc -b && npx esbuild a.ts && node b.js'],
  ])('%s', (build, first, second) => {
    const programs = [first, second].map((line) =>
      line
        .trim()
        .split(/\s+&&\s+/)
        .at(-1),
    );
    expect(apart([first, second])).toEqual({ build, programs });
  });

  // What the shell keeps from one step for the next, or reads in a way of its own, is left to it.
  test.each([
    ['nothing is compiled', 'node a.js', 'node b.js'],
    ['only one compiles', 'npx tsc && node a.js', 'node b.js'],
    ['they compile differently', 'npx tsc -p a && node a.js', 'npx tsc -p b && node b.js'],
    ['another folder is entered', 'cd app && npx tsc && node a.js', 'cd app && npx tsc && node b.js'],
    ['a variable is set', 'export MODE=x && node a.js', 'export MODE=x && node b.js'],
    ['a variable is given', 'MODE=x npx tsc && node a.js', 'MODE=x npx tsc && node b.js'],
    ['a variable is read', 'npx tsc && node $A', 'npx tsc && node $B'],
    ['words are quoted', "npx tsc && node 'a b.js'", "npx tsc && node 'c d.js'"],
    ['a failure is passed over', 'npx tsc || true && node a.js', 'npx tsc || true && node b.js'],
    ['steps follow whatever happens', 'npx tsc; node a.js', 'npx tsc; node b.js'],
    ['output is led elsewhere', 'npx tsc > log && node a.js', 'npx tsc > log && node b.js'],
    ['something else is started', 'npx tsc && ./a', 'npx tsc && ./b'],
    ['there are lines', 'npx tsc &&\nnode a.js', 'npx tsc &&\nnode b.js\nnode c.js'],
  ])('not where %s', (_, first, second) => {
    expect(apart([first, second])).toBeUndefined();
  });
});

describe('the file that a step runs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'isthmus-step-'));
  beforeAll(() => {
    for (const each of ['modules/lib', 'scripts/lib']) mkdirSync(join(folder, each), { recursive: true });
    writeFileSync(join(folder, 'modules/package.json'), '{ "name": "a", "type": "module" }');
    writeFileSync(join(folder, 'scripts/package.json'), '{ "name": "module" }');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each([
    ['scripts', 'node lib/main.js', 'lib/main.js'],
    ['scripts', 'node ./main.cjs', './main.cjs'],
    ['modules', 'node lib/main.cjs', 'lib/main.cjs'],
    ['modules', 'node lib/main.js', undefined],
    ['scripts', 'node lib/main.mjs', undefined],
    ['scripts', 'node lib/main', undefined],
    ['scripts', 'node lib/main.js --verbose', undefined],
    ['scripts', 'node --enable-source-maps lib/main.js', undefined],
    ['scripts', 'node --eval=1.js', undefined],
  ])('in %s: `%s`', (inner, step, file) => {
    expect(commonJsScript(step, join(folder, inner))).toBe(file);
  });
});

describe('npx', () => {
  const folder = mkdtempSync(join(tmpdir(), "isthmus-it's-"));
  const [bin, inner] = [join(folder, 'node_modules/.bin'), join(folder, 'packages/inner')];
  const quoted = `'${bin.replace("'", `'\\''`)}/tsc'`;
  beforeAll(() => {
    for (const each of [bin, inner]) mkdirSync(each, { recursive: true });
    writeFileSync(join(bin, 'tsc'), '#!/bin/sh\necho compiled "$@"\n');
    chmodSync(join(bin, 'tsc'), 0o755);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each([
    ['npx tsc && node a.js', `${quoted} && node a.js`],
    [' npx tsc', quoted],
    ['npx tsc -b', `${quoted} -b`],
  ])('is left out of `%s` where the project has the program', (line, direct) => {
    expect(withoutNpx(line, folder)).toBe(direct);
    expect(withoutNpx(line, inner)).toBe(direct);
  });

  test.each([
    'npx esbuild a.ts',
    'npx --yes tsc',
    'npx tsc@5',
    'npx ../tsc',
    'npx "tsc"',
    'npx tsc;true',
    'tsc',
    'mynpx tsc',
    'true && npx tsc',
  ])('stays in `%s`', (line) => {
    expect(withoutNpx(line, folder)).toBe(line);
  });
});
