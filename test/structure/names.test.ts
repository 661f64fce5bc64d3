import { readFileSync } from 'node:fs';
import { sourceFiles } from './unions';

const DECLARED = /^export (?:declare )?(?:abstract )?(?:async )?(?:const|function\*?|class|interface|type|enum) (\w+)/gm;

/** Files in which each name is exported, by layer and name: `model Report`. */
const files = new Map<string, Set<string>>();

for (const file of sourceFiles()) {
  const layer = file.split('/')[1] ?? '';
  for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(DECLARED)) {
    const key = `${layer} ${name}`;
    files.set(key, (files.get(key) ?? new Set()).add(file));
  }
}

// Overloads of a function stand in one file; what two files mean by one name is told apart by its reader alone.
test('no layer means two things by one exported name', () => {
  expect(files.size).toBeGreaterThan(1500);
  expect([...files].filter(([, places]) => places.size > 1).map(([key, places]) => [key, ...places])).toEqual([]);
});
