import * as isthmus from '../../src';
import { synthKubernetes, synthTerraform } from '../../src/testing';
import { described, QUESTIONS, RECIPES } from './cookbook';

const plain = (text: string): string => text.replace(/\s+/g, ' ').replace(/ ?…$/, '').trim();

test('twenty questions and more are asked, each once', () => {
  const questions = QUESTIONS.map(([question]) => question);
  expect(questions.length).toBeGreaterThanOrEqual(20);
  expect(new Set(questions).size).toBe(questions.length);
  expect(RECIPES.length).toBeGreaterThanOrEqual(20);
});

test.each(RECIPES.map((recipe) => [recipe.question, recipe.number, recipe] as const))('%s (%i)', (_question, _number, {
  was,
  is,
  answer,
  warning,
}) => {
  const { lock } = described(was).resolve();
  const build = (): isthmus.System => described(is);
  if (answer !== undefined) {
    const problems = problemsOf(() => build().resolve({ lock }));
    expect(problems.map(isthmus.problemText).map((text) => plain(text.replace(/ \(.*?:\d+:\d+\)/, '')))).toEqual(
      expect.arrayContaining([expect.stringContaining(plain(answer))]),
    );
    return;
  }
  const { warnings } = build().resolve({ lock });
  expect(warnings.map(({ code }) => code)).toEqual(warning === undefined ? [] : [warning]);
  expect(() => [synthTerraform(build(), { lock }), synthKubernetes(build(), { lock })]).not.toThrow();
});

function problemsOf(resolve: () => unknown): readonly isthmus.Problem[] {
  try {
    resolve();
  } catch (error) {
    if (error instanceof isthmus.InvalidSystemError) return error.problems;
    throw error;
  }
  return [];
}
