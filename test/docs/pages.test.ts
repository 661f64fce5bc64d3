import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifestsOf } from '../both-outputs/render';
import { blocksOf, textOf } from './blocks';
import { PAGES, run } from './pages';

const MODEL = join(__dirname, '../../src/model');
/** Where problems and warnings are made. */
const CODES = readdirSync(MODEL, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(join(MODEL, file), 'utf8'))
  .join();

describe.each(PAGES)('%s', (page) => {
  const blocks = blocksOf(page);

  test('has blocks', () => expect(blocks).not.toEqual([]));

  test.each(blocks.map((block, index) => [index + 1, block] as const))('block %i says what can be resolved and rendered', (_, block) => {
    const { system: built, made } = run(block);
    expect(made).not.toEqual([]);
    const { system } = built.resolve();
    const objects = [...manifestsOf(system).values()].flat();
    for (const { name } of system.workloads) expect(objects.filter(({ metadata }) => metadata.name.startsWith(name))).not.toEqual([]);
  });

  test('names every code that it speaks of as the catalogue has it', () => {
    const codes = [...textOf(page).matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g)].map(([, code]) => code as string);
    expect(codes.filter((code) => !CODES.includes(`'${code}'`))).toEqual([]);
  });
});
