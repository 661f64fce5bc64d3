import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';
import { stringify } from 'yaml';
import * as isthmus from '../../src';
import { synthKubernetes, synthTerraform } from '../../src/testing';
import { bytesOf, installedWith } from '../structure/installed';

const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');

/** The code block after a comment of the form `<!-- mark… -->`. */
function blockAfter(mark: string): string {
  const start = readme.indexOf(`<!-- ${mark}`);
  const block = /```\w*\n([\s\S]*?)```/.exec(readme.slice(start))?.[1];
  if (start < 0 || block === undefined) throw new Error(`The README has no block after "${mark}".`);
  return block;
}

const example = blockAfter('example');

function library(): isthmus.System {
  const { code } = transformSync(example, { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } });
  const module = { exports: {} as { Library: new () => isthmus.System } };
  new Function('require', 'exports', 'module', code)(() => isthmus, module.exports, module);
  return new module.exports.Library();
}

test('the example has about forty lines and gives a system without problems', () => {
  expect(example.trim().split('\n').length).toBeLessThanOrEqual(42);
  expect(
    library()
      .resolve()
      .system.machines.map((machine) => machine.name),
  ).toEqual(['catalog-db']);
});

test.each(
  [...readme.matchAll(/<!-- excerpt: (\S+) -->/g)].map(([, file]) => file as string),
)('the excerpt of %s is what comes out', (file) => {
  const excerpt = blockAfter(`excerpt: ${file}`).replace(/\s+/g, ' ').trim();
  const outputs = { ...synthKubernetes(library()), ...synthTerraform(library()) };
  const name = file.replace(/^(dist|cdktf\.out)\//, '');
  expect(written(outputs[name]).replace(/\s+/g, ' ')).toContain(excerpt);
});

/** As the file has it: YAML documents, or JSON with the filters' XML as text of its own. */
function written(output: unknown): string {
  if (Array.isArray(output)) {
    return output.map((document) => stringify(document, { lineWidth: 0 })).join('---\n');
  }
  return JSON.stringify(output, null, 2).replaceAll('\\n', '\n').replaceAll('\\"', '"');
}

test('it says how many packages of others are installed with this one, and how large they are', () => {
  const [, count, megabytes, elk] =
    /brings (\d+) packages of others .*?: (\d+) MB, of which ELK, which lays pictures out, is (\d+)\./.exec(readme) ?? [];
  const packages = installedWith();
  const sizes = new Map(packages.map((folder) => [folder, bytesOf(folder)]));
  const rounded = (bytes: number): string => String(Math.round(bytes / 1_000_000));
  expect([count, megabytes, elk]).toEqual([
    String(packages.length),
    rounded([...sizes.values()].reduce((sum, bytes) => sum + bytes, 0)),
    rounded(sizes.get('node_modules/elkjs') ?? 0),
  ]);
});
