import { type CompileError, compileWith } from './compile';
import { KINDS, type Layer, PLAIN, unions } from './kinds';

const named = unions
  .filter(({ key }) => Object.hasOwn(KINDS, key))
  .map((union, index) => ({ ...union, added: `added-${String(index).padStart(3, '0')}` }));

const insertion = ({ file, end, member, added }: (typeof named)[number]) => ({ file, at: end, text: member(added) });

const layersOf = (errors: readonly CompileError[]): ReadonlySet<string> => new Set(errors.map(({ file }) => file.split('/')[1] ?? ''));

/** Errors that name a member. */
function about(errors: readonly CompileError[], added: string): readonly CompileError[] {
  const words = [added, added.toUpperCase().replace('-', '_')];
  return errors.filter(({ text }) => words.some((word) => text.includes(word)));
}

type Added = (typeof named)[number];

/** Layers that have to answer for a union, and say nothing among `errors`. */
const silentAmong = ({ key }: Added, errors: readonly CompileError[]): readonly Layer[] =>
  (KINDS[key] ?? []).filter((layer) => !layersOf(errors).has(layer));

/** Those of `unions` that not all layers miss when all get a member at once. An error about one can hide one about another. */
function unseen(unions: readonly Added[]): readonly Added[] {
  const errors = compileWith(unions.map(insertion));
  const left = unions.filter((union) => silentAmong(union, about(errors, union.added)).length > 0);
  return left.length === 0 || left.length === unions.length ? left : unseen(left);
}

test('every union of the sources is one of kinds, or says why not', () => {
  expect(unions.map(({ key }) => key).filter((key) => !Object.hasOwn(KINDS, key) && !Object.hasOwn(PLAIN, key))).toEqual([]);
  const known = new Set(unions.map(({ key }) => key));
  expect([...Object.keys(KINDS), ...Object.keys(PLAIN)].filter((key) => !known.has(key))).toEqual([]);
});

test('the sources compile as they are', () => {
  expect(compileWith([])).toEqual([]);
});

test('a member that is added to any union of kinds is missed by the compiler in every layer that has to answer for it', () => {
  const silent = unseen(named).flatMap((union) =>
    silentAmong(union, compileWith([insertion(union)])).map((layer) => `${union.key}: nothing in ${layer} misses a new member`),
  );
  expect(silent).toEqual([]);
});
