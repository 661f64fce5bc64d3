import { InvalidSystemError, type Problem, type System } from '../../src';
import { shown } from '../../src/model/shape';
import { everything } from '../model/texts/everything';
import { ODD } from '../model/texts/odd';
import { insteadAt, usualTexts } from '../model/texts/say';

/** Systems that say odd texts in many places at once, and that the model takes. */

type Form = (usual: string) => string;

/** What stands in the place of usual texts, by place. */
export type Others = ReadonlyMap<number, Form>;

/** Texts of the system that says everything, by place. */
export const usual = usualTexts(everything);

/** An empty text may be as good as none, so that a system that says one is made of other parts: it is tried apart. */
export const NOTHING = 'nothing';
const mixed = Object.keys(ODD).filter((name) => name !== NOTHING);
const roundName = (turn: number): string => `round ${turn + 1}`;

/** After all of these, each place has said each form. */
export const ROUNDS: readonly string[] = [...mixed.map((_, turn) => roundName(turn)), NOTHING];

const differing = (others: Others): Others => new Map([...others].filter(([place, form]) => form(usual[place] as string) !== usual[place]));

/** Of a round: each place has its turn with another form. Of a form: all places have it. */
export function othersOf(name: string): Others {
  const turn = mixed.findIndex((_, index) => roundName(index) === name);
  const formAt = (place: number): Form => ODD[turn < 0 ? name : (mixed[(place + turn) % mixed.length] as string)] as Form;
  return differing(new Map([...usual.keys()].map((place) => [place, formAt(place)])));
}

/**
 * Groups of places whose forms the model takes together, the largest first. A form that it takes alone is in one of them, unless it is the
 * only odd text that a problem of another one quotes.
 */
export function taken(others: Others): readonly Others[] {
  const some = (places: readonly number[]): Others => new Map(places.map((place) => [place, others.get(place) as Form]));
  const alone = new Map<number, boolean>();
  const isTakenAlone = (place: number): boolean => {
    if (!alone.has(place)) alone.set(place, problemsOf(some([place])) === undefined);
    return alone.get(place) as boolean;
  };
  const texts = new Map([...others].map(([place, form]) => [place, form(usual[place] as string)]));
  /** Those that a problem is about: the one that it quotes, or of several those that are refused alone, or all but one that clash. */
  const atFault = (problem: string, group: readonly number[]): readonly number[] => {
    const about = isAbout(problem);
    const quoted = group.filter((place) => about(texts.get(place) as string));
    if (quoted.length < 2) return quoted;
    const refused = quoted.filter((place) => !isTakenAlone(place));
    return refused.length > 0 ? refused : quoted.slice(1);
  };
  const groups: Others[] = [];
  for (let left: readonly number[] = [...others.keys()]; left.length > 0; ) {
    let group = left;
    const later: number[] = [];
    for (let problems = problemsOf(some(group)); problems !== undefined; problems = problemsOf(some(group))) {
      const quoted = new Set(problems.flatMap((problem) => atFault(problem, group)));
      // Where nobody knows which, each is tried alone.
      const refused = quoted.size > 0 ? quoted : new Set(group.filter((place) => !isTakenAlone(place)));
      const apart = refused.size > 0 ? refused : new Set(group.slice(Math.ceil(group.length / 2)));
      later.push(...[...apart].filter((place) => alone.get(place)));
      group = group.filter((place) => !apart.has(place));
    }
    if (group.length > 0) groups.push(some(group));
    left = later;
  }
  return groups.sort((a, b) => b.size - a.size);
}

/** Whether a problem, or what `constructs` says, quotes a text, or tells where in it a character stands. */
function isAbout(problem: string): (text: string) => boolean {
  const [, code, position] = /the character U\+([0-9A-F]+) at position (\d+)/.exec(problem) ?? [];
  if (code !== undefined) return (text) => text.charCodeAt(Number(position) - 1) === Number.parseInt(code, 16);
  return (text) => problem.includes(shown(text)) || problem.includes(`'${text}'`);
}

/** What is against a system; undefined where it is taken. */
function problemsOf(others: Others): readonly string[] | undefined {
  try {
    build(others).resolve();
    return undefined;
  } catch (error) {
    if (error instanceof InvalidSystemError) return error.problems.map(({ message }: Problem) => message);
    if (isOfConstructs(error)) return [error.message];
    throw error;
  }
}

export const build = (others: Others): System => everything(insteadAt(others));

/** What `constructs` says of ids. */
const isOfConstructs = (error: unknown): error is Error => error instanceof Error && /empty ID|already a Construct/.test(error.message);
