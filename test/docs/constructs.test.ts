import { Construct } from 'constructs';
import * as isthmus from '../../src';
import { blocksOf, textOf } from './blocks';
import { described } from './cookbook';
import { PAGES, run } from './pages';

type Class = abstract new (...all: never[]) => object;

/** Kinds of constructs that nobody makes: others are kinds of them. */
const KINDS: readonly Class[] = [isthmus.Machine, isthmus.ServingWorkload, isthmus.Workload];

const isConstruct = (value: unknown): value is Class => typeof value === 'function' && value.prototype instanceof Construct;

const CONSTRUCTS = Object.entries(isthmus).flatMap(([name, value]): readonly (readonly [string, Class])[] =>
  isConstruct(value) && !KINDS.includes(value) ? [[name, value]] : [],
);

/** What the code of each page makes. */
const MADE: ReadonlyMap<string, readonly object[]> = new Map([
  ...PAGES.map((page) => [page, blocksOf(page).flatMap((block) => run(block).made)] as const),
  ['cookbook.md', described('').node.findAll()] as const,
]);

/** Rows of the tables whose first cell is a construct: its name, and the pages that show it. */
const ROWS = [...textOf('constructs.md').matchAll(/^\| `(\w+)` \|.*\| ([^|]+) \|$/gm)].map(([, name, pages]) => ({
  name: name as string,
  pages: [...(pages as string).matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, page]) => page as string),
}));

test('the page has every construct that one can declare, once, and no other', () => {
  expect(CONSTRUCTS.length).toBeGreaterThan(20);
  expect(ROWS.map(({ name }) => name).sort()).toEqual(CONSTRUCTS.map(([name]) => name).sort());
});

test.each(
  ROWS.map(({ name, pages }) => [name, pages] as const),
)('%s is made by the code of each page that it is said to be on: %s', (name, pages) => {
  const [, construct] = CONSTRUCTS.find(([each]) => each === name) ?? [];
  expect(pages).not.toEqual([]);
  for (const page of pages) expect([page, MADE.get(page)?.some((made) => made.constructor === construct) ?? false]).toEqual([page, true]);
});
