import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';
import * as isthmus from '../../src';

const page = readFileSync(join(__dirname, '../../docs/environments.md'), 'utf8');
const [block = '', ...others] = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code as string);

test('the page describes two environments that can be resolved, each with its settings', () => {
  expect(others).toEqual([]);
  const { code } = transformSync(`${block}\nglobalThis.shops = shops;`, { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } });
  const scope: { shops?: isthmus.Environments<isthmus.System> } = {};
  new Function(...Object.keys(isthmus), 'globalThis', code)(...Object.values(isthmus), scope);
  const systems = scope.shops?.names.map((name) => scope.shops?.build(name).resolve().system);
  expect(systems?.map((system) => [system?.domain, system?.machines.map(({ name }) => name)])).toEqual([
    ['staging.example.internal', ['erp']],
    ['example.internal', ['erp']],
  ]);
});
