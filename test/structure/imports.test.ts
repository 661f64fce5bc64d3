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

/** Folders above a file, the nearest first. */
const above = (file: string): readonly string[] => (dirname(file) === '.' ? [] : [dirname(file), ...above(dirname(file))]);

/**
 * Imports by which files and folders of a folder lead back to where they came from, one for each two of them: what is in a circle has no
 * place above or below the rest of it.
 */
function waysBack(folder: string, imports: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const roomOf = (file: string): string | undefined =>
    file.startsWith(`${folder}/`) ? file.slice(folder.length + 1).split('/')[0] : undefined;
  const graph = new Map<string, Map<string, string>>();
  for (const [file, imported] of imports)
    for (const other of imported) {
      const [from, to] = [roomOf(file), roomOf(other)];
      if (from === undefined || to === undefined || from === to) continue;
      graph.set(from, (graph.get(from) ?? new Map<string, string>()).set(to, `${file} imports ${other}`));
    }
  const leads = (from: string, to: string, seen: Set<string>): boolean => {
    if (from === to) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    return [...(graph.get(from)?.keys() ?? [])].some((next) => leads(next, to, seen));
  };
  return [...graph].flatMap(([from, others]) => [...others].flatMap(([to, how]) => (leads(to, from, new Set()) ? [how] : [])));
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

test('files and folders of a folder import each other one way', () => {
  const imports = importsBelow('src');
  const folders = [...new Set([...imports.keys()].flatMap(above))].sort();
  expect(folders.length).toBeGreaterThan(60);
  expect(folders.flatMap((folder) => waysBack(folder, imports))).toEqual([]);
});
