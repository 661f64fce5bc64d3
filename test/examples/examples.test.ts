import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { serializeLock } from '../../src/model/lock/lock';
import { verify } from '../../src/verify';
import { EXAMPLES, EXPECTED, exampleOf, pinned } from './outputs';

/**
 * The examples as users would have them. `npm run test:expected` writes what is pinned of them anew: read the diff before you commit it.
 */
const folders = readdirSync(join(__dirname, '../../examples'));
const examples = Object.keys(EXAMPLES).map(exampleOf);
const outputs = new Map(examples.flatMap((example) => [...pinned(example)]));

if (process.env.ISTHMUS_WRITE_EXPECTED) {
  rmSync(EXPECTED, { recursive: true, force: true });
  for (const [file, text] of outputs) {
    mkdirSync(dirname(join(EXPECTED, file)), { recursive: true });
    writeFileSync(join(EXPECTED, file), text);
  }
}

test('every example is looked at', () => {
  expect(folders).toEqual(Object.keys(EXAMPLES));
});

describe.each(examples)('$name', ({ name, lock, resolution, terraform, kubernetes }) => {
  test('is resolved without a warning, and its lock is the one that is committed', () => {
    expect(resolution.warnings).toEqual([]);
    expect(serializeLock(resolution.lock)).toBe(lock);
  });

  test('both outputs let through what it allows, and nothing else', () => {
    expect(verify({ system: resolution.system, terraform, kubernetes: kubernetes as never })).toEqual([]);
  });

  test('is a whole project, and goes through no back door', () => {
    const text = (file: string): string => readFileSync(join(__dirname, '../../examples', name, file), 'utf8');
    for (const file of ['README.md', 'cdk8s.yaml', 'cdktf.json', 'tsconfig.json']) expect(text(file)).not.toBe('');
    expect(text('stacks/main.ts')).toMatch(/^terraformMain\(\(\) => new \w+\(\)\);$/m);
    expect(text('charts/main.ts')).toMatch(/^kubernetesMain\(\(\) => new \w+\(\)\);$/m);
    for (const file of ['system.ts', 'stacks/main.ts', 'charts/main.ts']) {
      expect([...text(file).matchAll(/from '([^'.][^']*)'/g)].map(([, module]) => module?.split('/')[0])).not.toContainEqual(
        expect.not.stringMatching(/^isthmus$/),
      );
      expect(text(file)).not.toMatch(/\bas (?!const\b)|\bany\b|@ts-/);
    }
  });
});

test.each([...outputs.keys()])('%s', (file) => {
  expect(outputs.get(file)).toBe(existsSync(join(EXPECTED, file)) ? readFileSync(join(EXPECTED, file), 'utf8') : undefined);
});
