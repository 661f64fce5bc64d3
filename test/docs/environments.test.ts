import * as isthmus from '../../src';
import { blocksOf, runBlock } from './blocks';

const [block = '', ...others] = blocksOf('environments.md');

test('the page describes two environments that can be resolved, each with its settings', () => {
  expect(others).toEqual([]);
  const shops = runBlock(block, isthmus, 'shops') as isthmus.Environments<isthmus.System>;
  const systems = shops.names.map((name) => shops.build(name).resolve().system);
  expect(systems.map((system) => [system.domain, system.machines.map(({ name }) => name)])).toEqual([
    ['staging.example.internal', ['erp']],
    ['example.internal', ['erp']],
  ]);
});
