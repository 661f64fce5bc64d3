import { type Box, contains, overlap, without, withoutAll } from '../sets/boxes';
import type { Chain, Chains } from './chains';
import { EVERYTHING, type Plane } from './match';

/** Frames that pass, and what lets them. Boxes of different rules may overlap. */
export interface Passage {
  readonly box: Box;
  readonly by: string;
}

const NO_RULE = 'no rule drops it';

/**
 * All frames of a plane that an interface lets pass, for every value of every field at once. The first rule that matches
 * decides; `return` leaves a chain; what no rule decides passes (the end of libvirt's root chain accepts).
 */
export function passages(chains: Chains, plane: Plane): readonly Passage[] {
  const everything = EVERYTHING[plane];
  const passed: Passage[] = [];
  const dropped: Box[] = [];
  const over = () => dropped.some((box) => contains(box, everything));

  /** Runs rules in order; `left` collects what went back to `root` and is out of reach for the rest of the chain. */
  const run = (rules: Chain['rules'], isRoot: boolean) => {
    const left: Box[] = [];
    for (const { action, matched, place } of rules) {
      if (over()) return;
      const box = matched[plane];
      if (!box || action === 'continue') continue;
      const here = withoutAll([box], left);
      if (action === 'accept' || (action === 'return' && isRoot)) {
        for (const piece of withoutAll(here, dropped)) passed.push({ box: piece, by: place });
      } else if (action === 'return') left.push(box);
      else dropped.push(...here);
    }
  };

  const waiting = chains.others.filter(({ planes }) => planes.includes(plane));
  for (const rule of chains.root) {
    while (waiting[0] && waiting[0].priority <= rule.priority) run((waiting.shift() as Chain).rules, false);
    run([rule], true);
  }
  for (const chain of waiting) run(chain.rules, false);
  for (const box of withoutAll([everything], over() ? [everything] : dropped)) passed.push({ box, by: NO_RULE });
  return passed;
}

/** What of `box` none of the passages lets through. */
export function stopped(box: Box, through: Iterable<Passage>): readonly Box[] {
  let rest: readonly Box[] = [box];
  for (const { box: open } of through) {
    if (rest.length === 0) return rest;
    rest = rest.flatMap((piece) => (overlap(piece, open) ? without(piece, open) : [piece]));
  }
  return rest;
}
