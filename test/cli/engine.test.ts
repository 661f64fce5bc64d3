import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { setUpProcess } from '../../src/cli/engine';

const ENGINE = resolve(__dirname, '../../lib/src/cli/engine');

/** Of functions that V8 has made its fastest code of (`OptimizationStatus` in V8's runtime.h). */
const TURBOFANNED = 1 << 6;

/** Runs a small function some ten thousand times in a process, after `first`; whether V8 has made its fastest code of it, and what it printed to stderr. */
function afterTenThousand(first: string): { readonly fast: boolean; readonly complaints: string } {
  const many =
    'function one(n) { return n + 1; } let n = 0; for (let i = 0; i < 12; i++) run(); function run() { for (let j = 0; j < 1000; j++) n = one(n); }';
  const flags = ['--allow-natives-syntax', '--no-concurrent-recompilation', '--no-use-osr', '--max-inlined-bytecode-size=0'];
  const script = `${first}; ${many} console.log(%GetOptimizationStatus(one))`;
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, '-e', script], { encoding: 'utf8' });
  return { fast: (Number(stdout) & TURBOFANNED) !== 0, complaints: stderr };
}

test('V8 waits longer before it makes its fastest code, and knows the flag for that', () => {
  expect(afterTenThousand('')).toEqual({ fast: true, complaints: '' });
  expect(afterTenThousand(`require('${ENGINE}').setUpEngine()`)).toEqual({ fast: false, complaints: '' });
});

test('a version that nobody has measured is left as it is', () => {
  expect(afterTenThousand(`require('${ENGINE}').setUpEngine('99.1')`)).toEqual({ fast: true, complaints: '' });
});

test('what Node.js compiles is kept within the project, where nobody else writes', () => {
  const folders: string[] = [];
  setUpProcess({ enableCompileCache: (folder) => folders.push(folder) });
  expect(folders).toEqual([resolve('node_modules/.cache/isthmus')]);
});
