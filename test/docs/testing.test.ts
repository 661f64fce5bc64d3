import '../../src/testing/jest';
import { Testing } from 'cdktf';
import * as kit from '../../src/testing';
import { matchers, type SystemMatchers } from '../../src/testing';
import { Shop } from '../../system';
import { runBlock, textOf } from './blocks';

const page = textOf('testing-your-system.md');
const blocks = [...page.matchAll(/<!-- jest -->\n```ts\n([\s\S]*?)```/g)].map(([, code]) => code as string);

// Each block has a test of its own, which becomes one of this suite.
for (const block of blocks) runBlock(block, { ...kit, Testing, Shop, shop: new Shop(), test, expect });

test('the page has all matchers, and none that there is not', () => {
  expect(blocks).toHaveLength(3);
  const [listed, known] = [
    [...page.matchAll(/^\| `(\w+)\(/gm)].map(([, name]) => name),
    [...Object.keys(matchers), 'toMatchPolicySnapshot' satisfies keyof SystemMatchers],
  ];
  expect(listed.sort()).toEqual(known.sort());
});
