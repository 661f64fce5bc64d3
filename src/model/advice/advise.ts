import type { Criterion, Requirements } from '../resolved/requirements';
import { type AdviceRule, type AdvisedSide, RULES } from './rules';

/** An answer that speaks for a side. */
export interface AdviceReason {
  /** The criterion. */
  readonly criterion: Criterion;
  /** What it is called. */
  readonly title: string;
  /** The answer to it. */
  readonly answer: string;
  /** The side that it speaks for. */
  readonly for: AdvisedSide;
  /** From 1 to 3: how much. */
  readonly points: number;
  /** The other side is out of the question. */
  readonly decides: boolean;
  /** Why, as a clause. */
  readonly because: string;
  /** Where that is from. */
  readonly source: string;
}

/** An answer that would change the advice, all others as they are. */
export interface AdviceChange {
  /** The criterion. */
  readonly criterion: Criterion;
  /** The answer now. Unset: none. */
  readonly from?: string;
  /** The other answer. Unset: none. */
  readonly to?: string;
  /** What would be advised then. */
  readonly side: Advice['side'];
}

/** Where something had better run. */
export interface Advice {
  /** `either`: nothing decides. */
  readonly side: AdvisedSide | 'either';
  /** Points of each side. */
  readonly scores: { readonly [S in AdvisedSide]: number };
  /** What speaks for a side, the weightiest first. */
  readonly reasons: readonly AdviceReason[];
  /** Single answers that would change it, in the order of criteria. */
  readonly changes: readonly AdviceChange[];
}

/** By how many points a side has to lead: one alone is no reason. */
const LEAD = 2;

const CRITERIA = Object.keys(RULES) as readonly Criterion[];

/** Answers by what they are, where their criterion is not known to the compiler. */
const answersOf = (criterion: Criterion): Readonly<Record<string, AdviceRule>> => RULES[criterion].answers;

/**
 * Where something had better run, machine or container, by nine criteria: a pure function of the answers. What is left out decides
 * nothing.
 */
export function advise(requirements: Requirements): Advice {
  const verdict = verdictOf(requirements);
  return { ...verdict, changes: adviceChanges(requirements, verdict) };
}

/** What is advised, without what would change it: that takes an advice for each other answer. */
export type Verdict = Omit<Advice, 'changes'>;

export function verdictOf(requirements: Requirements): Verdict {
  const reasons = reasonsOf(requirements);
  return { side: sideOf(reasons), scores: scoresOf(reasons), reasons };
}

export const adviceChanges = (requirements: Requirements, { side }: Verdict): readonly AdviceChange[] =>
  CRITERIA.flatMap((criterion) => changesBy(criterion, requirements, side));

function reasonsOf(requirements: Requirements): readonly AdviceReason[] {
  const found = CRITERIA.flatMap((criterion): AdviceReason[] => {
    const answer = requirements[criterion];
    const rule = answer === undefined ? undefined : answersOf(criterion)[answer];
    if (answer === undefined || rule?.for === undefined) return [];
    const { points, because, source, decides = false } = rule;
    return [{ criterion, title: RULES[criterion].title, answer, for: rule.for, points, decides, because, source }];
  });
  return found.sort((a, b) => Number(b.decides) - Number(a.decides) || b.points - a.points);
}

function scoresOf(reasons: readonly AdviceReason[]): Advice['scores'] {
  const sum = (side: AdvisedSide): number => reasons.reduce((all, reason) => all + (reason.for === side ? reason.points : 0), 0);
  return { machine: sum('machine'), container: sum('container') };
}

function sideOf(reasons: readonly AdviceReason[]): Advice['side'] {
  const deciding = new Set(reasons.filter(({ decides }) => decides).map((reason) => reason.for));
  const [only, ...others] = deciding;
  if (only && others.length === 0) return only;
  // What is out of the question on both sides is nobody's to decide here.
  if (only) return 'either';
  const { machine, container } = scoresOf(reasons);
  if (machine - container >= LEAD) return 'machine';
  return container - machine >= LEAD ? 'container' : 'either';
}

function changesBy(criterion: Criterion, requirements: Requirements, side: Advice['side']): readonly AdviceChange[] {
  const from = requirements[criterion];
  const others = [undefined, ...Object.keys(answersOf(criterion))].filter((answer) => answer !== from);
  return others.flatMap((to): readonly AdviceChange[] => {
    const { [criterion]: _, ...rest } = requirements;
    const then = sideOf(reasonsOf({ ...rest, ...(to !== undefined && { [criterion]: to }) }));
    return then === side ? [] : [{ criterion, ...(from !== undefined && { from }), ...(to !== undefined && { to }), side: then }];
  });
}
