import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** What each file of a folder imports of it, types included. */
function importsBelow(folder: string): ReadonlyMap<string, readonly string[]> {
  const files = new Set(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(folder, name)),
  );
  const importsOf = (file: string): readonly string[] =>
    [...readFileSync(file, 'utf8').matchAll(/\b(?:from|import\()\s*'(\.[^']*)'/g)].flatMap(([, target = '']) => {
      const path = normalize(join(dirname(file), target));
      return [`${path}.ts`, join(path, 'index.ts')].filter((candidate) => files.has(candidate)).slice(0, 1);
    });
  return new Map([...files].sort().map((file) => [file, importsOf(file)]));
}

/** One circle of files that import each other; empty: there is none. */
function circleIn(imports: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const visit = (file: string, open: readonly string[]): readonly string[] => {
    if (open.includes(file)) return [...open.slice(open.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const next of imports.get(file) ?? []) {
      const circle = visit(next, [...open, file]);
      if (circle.length > 0) return circle;
    }
    done.add(file);
    return [];
  };
  for (const file of imports.keys()) {
    const circle = visit(file, []);
    if (circle.length > 0) return circle;
  }
  return [];
}

test('no file imports itself by way of others', () => {
  const imports = importsBelow('src');
  expect(imports.size).toBeGreaterThan(200);
  expect(imports.get('src/model/system.ts')).toContain('src/model/resolve/index.ts');
  expect(circleIn(imports)).toEqual([]);
});

test('a circle is found, by types too', () => {
  const circle = new Map([
    ['a', ['b']],
    ['b', ['c']],
    ['c', ['b']],
  ]);
  expect(circleIn(circle)).toEqual(['b', 'c', 'b']);
});
