import '../../src/testing/jest';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';
import { Testing } from 'cdktf';
import * as kit from '../../src/testing';
import { matchers, type SystemMatchers } from '../../src/testing';
import { Shop } from '../../system';

const page = readFileSync(join(__dirname, '../../docs/testing-your-system.md'), 'utf8');
const blocks = [...page.matchAll(/<!-- jest -->\n```ts\n([\s\S]*?)```/g)].map(([, code]) => code as string);

// Each block has a test of its own, which becomes one of this suite.
for (const block of blocks) {
  const { code } = transformSync(block, { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } });
  const known = { ...kit, Testing, Shop, shop: new Shop(), test, expect };
  new Function(...Object.keys(known), code)(...Object.values(known));
}

test('the page has all matchers, and none that there is not', () => {
  expect(blocks).toHaveLength(3);
  const [listed, known] = [
    [...page.matchAll(/^\| `(\w+)\(/gm)].map(([, name]) => name),
    [...Object.keys(matchers), 'toMatchPolicySnapshot' satisfies keyof SystemMatchers],
  ];
  expect(listed.sort()).toEqual(known.sort());
});
