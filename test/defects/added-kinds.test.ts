import { type CompileError, compileWith } from '../structure/compile';
import { KINDS, type Layer, unions } from '../structure/kinds';

const named = unions
  .filter(({ key }) => Object.hasOwn(KINDS, key))
  .map((union, index) => ({ ...union, added: `added-${String(index).padStart(3, '0')}` }));

const insertion = ({ file, end, member, added }: (typeof named)[number]) => ({ file, at: end, text: member(added) });

const layersOf = (errors: readonly CompileError[]): ReadonlySet<string> => new Set(errors.map(({ file }) => file.split('/')[1] ?? ''));

type Added = (typeof named)[number];

/** Errors that name a member, or its enum as what no longer fits: then nothing that the enum is given to has been told of it. */
function about(errors: readonly CompileError[], { key, added, isEnum }: Added): readonly CompileError[] {
  const words = [added, added.toUpperCase().replace('-', '_'), ...(isEnum ? [`Type '${key.split(' ').at(-1)}' is not assignable`] : [])];
  return errors.filter(({ text }) => words.some((word) => text.includes(word)));
}

/** Layers that have to answer for a union, and say nothing among `errors`. */
const silentAmong = ({ key }: Added, errors: readonly CompileError[]): readonly Layer[] =>
  (KINDS[key] ?? []).filter((layer) => !layersOf(errors).has(layer));

/** Those of `unions` that not all layers miss when all get a member at once. An error about one can hide one about another. */
function unseen(unions: readonly Added[]): readonly Added[] {
  const errors = compileWith(unions.map(insertion));
  const left = unions.filter((union) => silentAmong(union, about(errors, union)).length > 0);
  return left.length === 0 || left.length === unions.length ? left : unseen(left);
}

// Nothing else can be an error that names an added member; that the sources compile as they are is what all tests begin with.
test('a member that is added to any union of kinds is missed by the compiler in every layer that has to answer for it', () => {
  // What users name and what it is resolved to hide each other's errors when both get a member.
  const silent = [named.filter(({ isEnum }) => isEnum), named.filter(({ isEnum }) => !isEnum)]
    .flatMap(unseen)
    .flatMap((union) =>
      silentAmong(union, compileWith([insertion(union)])).map((layer) => `${union.key}: nothing in ${layer} misses a new member`),
    );
  expect(silent).toEqual([]);
});
