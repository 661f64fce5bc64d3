import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';
import * as isthmus from '../../src';
import { manifestsOf } from '../both-outputs/render';

const page = readFileSync(join(__dirname, '../../docs/containers.md'), 'utf8');
const blocks = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code as string);

/** A system with what a block adds to it. */
function systemWith(block: string): isthmus.System {
  const system = new isthmus.System('shop');
  const k8s = isthmus.KubernetesCluster.fromExisting(system, 'k8s', {
    version: '1.34',
    podCidr: '10.244.0.0/16',
    serviceCidr: '10.96.0.0/12',
    nodeAddresses: ['192.168.7.11'],
  });
  const { code } = transformSync(block, { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } });
  const known = { ...isthmus, system, k8s };
  new Function(...Object.keys(known), code)(...Object.values(known));
  return system;
}

test('the page has a block for each part', () => expect(blocks.length).toBeGreaterThan(4));

test.each(blocks.map((block, index) => [index + 1, block] as const))('block %i says what can be resolved and rendered', (_, block) => {
  const { system } = systemWith(block).resolve();
  expect(system.workloads.length).toBeGreaterThan(0);
  expect([...manifestsOf(system).values()].flat().length).toBeGreaterThan(system.workloads.length);
});

test('the page names every code that it speaks of as the catalogue has it', () => {
  const folder = join(__dirname, '../../src/model/problems');
  const catalogue = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  const codes = [...page.matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g)].map(([, code]) => code as string);
  expect(codes.length).toBeGreaterThan(4);
  expect(codes.filter((code) => !catalogue.join().includes(`'${code}'`))).toEqual([]);
});
