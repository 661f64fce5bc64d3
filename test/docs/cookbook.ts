import * as isthmus from '../../src';
import { runBlock, textOf } from './blocks';

/** What a block of the cookbook is: `base` for what all begin with, `was` for what was applied before, `is` for what is written now. */
interface Block {
  readonly mark: string;
  readonly language: string;
  readonly text: string;
}

/** Something that one writes, and what the library says to it. */
export interface Recipe {
  readonly question: string;
  readonly number: number;
  /** What was applied before, beside the base. */
  readonly was: string;
  readonly is: string;
  /** The beginning of the problem that it is refused with. */
  readonly answer?: string;
  /** Code of the only warning. */
  readonly warning?: string;
}

const page = textOf('cookbook.md');

const blocksIn = (text: string): readonly Block[] =>
  [...text.matchAll(/(?:<!-- (\w+) -->\n)?```(\w+)\n([\s\S]*?)```/g)].map(([, mark = '', language = '', code = '']) => ({
    mark,
    language,
    text: code,
  }));

export const BASE = blocksIn(page).find(({ mark }) => mark === 'base')?.text ?? '';

/** Questions of the page, with their answers' text. */
export const QUESTIONS: readonly (readonly [question: string, text: string])[] = page
  .split(/^### /m)
  .slice(1)
  .map((section) => [section.split('\n')[0] as string, section]);

export const RECIPES: readonly Recipe[] = QUESTIONS.flatMap(([question, text]) => recipesOf(question, text));

function recipesOf(question: string, text: string): readonly Recipe[] {
  const recipes: Recipe[] = [];
  let was = '';
  for (const block of blocksIn(text)) {
    const last = recipes.at(-1);
    if (block.language === 'ts' && block.mark === 'was') was = block.text;
    else if (block.language === 'ts') recipes.push({ question, number: recipes.length + 1, was, is: block.text });
    else if (last && (block.mark === 'answer' || block.mark === 'warning'))
      recipes.splice(-1, 1, { ...last, [block.mark]: block.text.trim() });
  }
  return recipes;
}

/** The system that the base and some more lines describe. */
export const described = (more: string): isthmus.System => runBlock(`${BASE}\n${more}`, isthmus, 'system') as isthmus.System;
