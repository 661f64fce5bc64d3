import { AddOn } from '../../src';
import { ADD_ONS } from '../../src/model/kinds/add-on';
import type { AddOnUse } from '../../src/model/kinds/add-on/profile';
import { makersOf } from '../model/guest/made';
import { textOf } from './blocks';

/** Who makes which. */
const MADE = makersOf(AddOn)
  .filter((name) => name !== 'existing')
  .map((maker) => [maker, (AddOn[maker as 'metallb']({ version: '1.0.0' }) as AddOn).name] as const)
  .sort(([a], [b]) => (a < b ? -1 : 1));

test('the page has each add-on with its versions and where it comes from', () => {
  const plain = { gateways: { kong: [], 'envoy-gateway': [] }, cluster: {}, namesNodes: false, endingPods: false } as unknown as AddOnUse;
  const rows = textOf('add-ons.md')
    .split('\n')
    .filter((line) => line.startsWith('| `AddOn.'))
    .map((line) => line.replace(/ \([^)]*\)/, ''));
  expect(rows).toEqual(
    MADE.map(([maker, name]) => {
      const { read, installable, oldest, source } = ADD_ONS[name];
      return `| \`AddOn.${maker}\` | ${read} | ${installable?.version} | ${oldest(plain).version} | \`${source(read)}\` |`;
    }),
  );
});

test('whatever can be installed can be made', () => {
  const installable = Object.entries(ADD_ONS).flatMap(([name, each]) => (each.installable ? [name] : []));
  expect(MADE.map(([, name]) => name).sort()).toEqual(installable.sort());
});
