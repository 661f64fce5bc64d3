import type { Box } from './boxes';
import type { Interval } from './intervals';

/** Things with boxes, found by one field. Made for fields in which most boxes have a single value. */
export class BoxIndex<T extends { readonly box: Box }> {
  private readonly single = new Map<number, T[]>();
  private readonly wide: T[] = [];

  constructor(
    private readonly field: number,
    all: Iterable<T> = [],
  ) {
    for (const each of all) this.add(each);
  }

  add(each: T): void {
    const [first, last] = each.box[this.field] as Interval;
    const list = first === last ? this.single.get(first) : this.wide;
    if (list) list.push(each);
    else this.single.set(first, [each]);
  }

  /** Those that may have a value of an interval in their field, and perhaps others. */
  *near([first, last]: Interval): Iterable<T> {
    if (last - first < this.single.size) {
      for (let value = first; value <= last; value++) yield* this.single.get(value) ?? [];
    } else {
      for (const [value, list] of this.single) if (first <= value && value <= last) yield* list;
    }
    yield* this.wide;
  }
}
