import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BUSY_LINK, exclusively } from '../../src/cli/exclusive';
import { sha256 } from '../../src/model/values';

const COMPILED = join(__dirname, '../../lib/src/cli/exclusive.js');
const home = process.cwd();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'isthmus-exclusive-'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

/** What the link of a process that was killed at work says. */
function leftBehind(): string {
  const script = `require(${JSON.stringify(COMPILED)}).exclusively(() => process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['-e', script], { cwd: folder });
  return readlinkSync(BUSY_LINK);
}

test('the work is done alone, and nothing stays of that', () => {
  expect(exclusively(() => [existsSync(folder), readdirSync(folder)])).toEqual([true, [BUSY_LINK]]);
  expect(() =>
    exclusively(() => {
      throw new Error('failed');
    }),
  ).toThrow('failed');
  expect(readdirSync(folder)).toEqual([]);
});

test('somebody else at work is waited for, and named in the end', () => {
  exclusively(() => {
    expect(() => exclusively(() => undefined, 0)).toThrow(new RegExp(`LOCK_BUSY.*process ${process.pid} of .*delete ${BUSY_LINK}`, 's'));
  });
});

test('a process that was killed is not waited for', () => {
  leftBehind();
  expect(exclusively(() => 'done', 0)).toBe('done');
  expect(readdirSync(folder)).toEqual([]);
});

test('one that bears the number of another one, or runs elsewhere, is told from it', () => {
  const old = leftBehind().replace(/^process \d+/, `process ${process.pid}`);
  rmSync(BUSY_LINK);
  symlinkSync(old, BUSY_LINK);
  expect(exclusively(() => 'done', 0)).toBe('done');
  symlinkSync(old.replace(/ on .*/, ' on another machine'), BUSY_LINK);
  expect(() => exclusively(() => 'done', 0)).toThrow(/LOCK_BUSY.*on another machine/s);
});

test('what a process left that was killed while it took over is named', () => {
  const other = leftBehind();
  const guard = `${BUSY_LINK}-${sha256(other).slice(0, 8)}`;
  symlinkSync(other, guard);
  expect(() => exclusively(() => 'done', 0)).toThrow(`delete ${BUSY_LINK} and ${guard}`);
  expect(readdirSync(folder)).toEqual([BUSY_LINK, guard]);
});

test('many at once, after one was killed, lose nothing of each other', async () => {
  leftBehind();
  writeFileSync('count', '0');
  const script = `
    const { readFileSync, writeFileSync } = require('node:fs');
    const { exclusively } = require(${JSON.stringify(COMPILED)});
    for (let i = 0; i < 20; i++) exclusively(() => writeFileSync('count', String(Number(readFileSync('count', 'utf8')) + 1)));`;
  await Promise.all(Array.from({ length: 6 }, () => promisify(execFile)(process.execPath, ['-e', script], { cwd: folder })));
  expect(readFileSync('count', 'utf8')).toBe('120');
  expect(readdirSync(folder)).toEqual(['count']);
});
