/** Whole numbers from the first to the last, both included. */
export type Interval = readonly [first: number, last: number];

/** Numbers as ascending intervals that neither overlap nor touch. */
export type IntervalSet = readonly Interval[];

export const NOTHING: IntervalSet = [];

/** The set of all numbers that lie in one of `intervals`, which may overlap and come in any order. */
export function intervalSet(intervals: Iterable<Interval>): IntervalSet {
  const sorted = [...intervals].sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [first, last] of sorted) {
    const previous = merged.at(-1);
    if (previous && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else merged.push([first, last]);
  }
  return merged;
}

export function union(...sets: readonly IntervalSet[]): IntervalSet {
  const filled = sets.filter((set) => set.length > 0);
  return filled.length === 1 ? (filled[0] as IntervalSet) : intervalSet(filled.flat());
}

export function intersection(a: IntervalSet, b: IntervalSet): IntervalSet {
  const common: Interval[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const left = a[i] as Interval;
    const right = b[j] as Interval;
    const first = Math.max(left[0], right[0]);
    const last = Math.min(left[1], right[1]);
    if (first <= last) common.push([first, last]);
    if (left[1] < right[1]) i++;
    else j++;
  }
  return common;
}

/** What is in `a` and not in `b`. */
export function difference(a: IntervalSet, b: IntervalSet): IntervalSet {
  const rest: Interval[] = [];
  let j = 0;
  for (const [from, to] of a) {
    let first = from;
    while (j < b.length && (b[j] as Interval)[1] < first) j++;
    for (let k = j; k < b.length && (b[k] as Interval)[0] <= to; k++) {
      const [start, end] = b[k] as Interval;
      if (start > first) rest.push([first, start - 1]);
      first = Math.max(first, end + 1);
    }
    if (first <= to) rest.push([first, to]);
  }
  return rest;
}

export function includes(set: IntervalSet, value: number): boolean {
  return set.some(([first, last]) => first <= value && value <= last);
}

/** Whether everything in `b` is in `a`. */
export function covers(a: IntervalSet, b: IntervalSet): boolean {
  return difference(b, a).length === 0;
}
