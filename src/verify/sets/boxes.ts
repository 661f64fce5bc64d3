import type { Interval } from './intervals';

/** A set of packets: one interval for each field, in an order that the user of boxes chooses. */
export type Box = readonly Interval[];

/** The packets of both, or undefined when there are none. */
export function overlap(a: Box, b: Box): Box | undefined {
  const common: Interval[] = new Array(a.length);
  for (let i = 0; i < a.length; i++) {
    const left = a[i] as Interval;
    const right = b[i] as Interval;
    const first = left[0] > right[0] ? left[0] : right[0];
    const last = left[1] < right[1] ? left[1] : right[1];
    if (first > last) return undefined;
    common[i] = [first, last];
  }
  return common;
}

/** Whether every packet of `b` is in `a`. */
export function contains(a: Box, b: Box): boolean {
  for (let i = 0; i < a.length; i++) {
    const outer = a[i] as Interval;
    const inner = b[i] as Interval;
    if (inner[0] < outer[0] || outer[1] < inner[1]) return false;
  }
  return true;
}

/** The packets of `a` that are not in `b`, as disjoint boxes. */
export function without(a: Box, b: Box): readonly Box[] {
  if (contains(b, a)) return [];
  const common = overlap(a, b);
  if (!common) return [a];
  const rest: Box[] = [];
  let remaining = a;
  common.forEach(([first, last], field) => {
    const [from, to] = remaining[field] as Interval;
    if (from < first) rest.push(remaining.with(field, [from, first - 1]));
    if (last < to) rest.push(remaining.with(field, [last + 1, to]));
    remaining = remaining.with(field, [first, last]);
  });
  return rest;
}

/** The packets of `boxes` that are in none of `removed`. */
export function withoutAll(boxes: readonly Box[], removed: Iterable<Box>): readonly Box[] {
  let rest = boxes;
  for (const box of removed) {
    if (rest.length === 0) return rest;
    rest = rest.flatMap((piece) => without(piece, box));
  }
  return rest;
}
