import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { serializeLock } from '../../src/model/lock/lock';
import { Shop } from '../../system';
import { EXPECTED, referenceLock, referenceOutputs } from './outputs';

/**
 * The outputs of the reference system, one readable file per stack and chart. `npm run test:expected` writes them anew:
 * read the diff before you commit it.
 */
const outputs = referenceOutputs();

if (process.env.ISTHMUS_WRITE_EXPECTED) {
  rmSync(EXPECTED, { recursive: true, force: true });
  for (const [file, text] of outputs) {
    mkdirSync(dirname(join(EXPECTED, file)), { recursive: true });
    writeFileSync(join(EXPECTED, file), text);
  }
}

const expectedFiles = existsSync(EXPECTED)
  ? readdirSync(EXPECTED, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(EXPECTED, join(entry.parentPath, entry.name)))
      .sort()
  : [];

test('it is resolved without a warning, and its lock is the one that is committed', () => {
  const { warnings, lock } = new Shop().resolve({ lock: referenceLock() });
  expect(warnings).toEqual([]);
  expect(serializeLock(lock)).toBe(referenceLock());
});

test('the same files are written', () => {
  expect([...outputs.keys()].sort()).toEqual(expectedFiles);
});

test.each(expectedFiles)('%s', (file) => {
  expect(outputs.get(file)).toBe(readFileSync(join(EXPECTED, file), 'utf8'));
});

test('no machine path and no version of a library stands in any output', () => {
  for (const text of outputs.values()) {
    expect(text).not.toContain(process.cwd());
    expect(text).not.toMatch(/"stackName"|"metadata": \{\s*"backend"/);
  }
});
