import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { shownPlace } from '../../src/cli/places';
import { oneMachine, Project } from './project';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'isthmus-places-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What is in the second line of the compiled file was in the fourth of the source (mappings: nothing; line 4, column 1). */
const MAP = JSON.stringify({ version: 3, sources: ['../system.ts'], names: [], mappings: ';AAGA' });
const compiled = (url: string): string => {
  const file = join(folder, 'system.js');
  writeFileSync(file, `"use strict";\nnew System();\n//# sourceMappingURL=${url}\n`);
  return file;
};

test('a compiled line is told as that of its source', () => {
  writeFileSync(join(folder, 'system.js.map'), MAP);
  const source = relative('.', join(folder, '../system.ts'));
  expect(shownPlace(`${compiled('system.js.map')}:2:1`)).toBe(`${source}:4`);
  expect(shownPlace(`${compiled(`data:application/json;base64,${Buffer.from(MAP).toString('base64')}`)}:2:1`)).toBe(`${source}:4`);
});

test.each(['gone.map', 'data:application/json;base64,e30='])('a map that cannot be used (%s) leaves the line as it ran', (url) => {
  const file = compiled(url);
  expect(shownPlace(`${file}:2:1`)).toBe(`${relative('.', file)}:2`);
});

test('programs name lines by the path from their folder', () => {
  const project = new Project(oneMachine("system.policy.allow([], web, { because: 'x' }); new i.VirtualMachine(system, 'Big', vm);"));
  const { stderr } = project.node('charts.js');
  project.remove();
  expect(stderr).toMatch(/^INVALID_NAME at tiny\/Big \(system\.js:10\)$/m);
});
