import { groupBy } from '../values';

/** Items that belong together because something joins them. */
export class Sets {
  private readonly parents = new Map<string, string>();

  constructor(items: readonly string[]) {
    for (const item of items) this.parents.set(item, item);
  }

  join(a: string, b: string): void {
    const [first, second] = [this.rootOf(a), this.rootOf(b)];
    if (first !== second) this.parents.set(second, first);
  }

  rootOf(item: string): string {
    let root = item;
    for (let parent = this.parents.get(root); parent !== undefined && parent !== root; parent = this.parents.get(root)) root = parent;
    // The whole way is made short: joined one by one, thousands would stand in a chain.
    for (let at = item, next = root; at !== root; at = next) {
      next = this.parents.get(at) ?? root;
      this.parents.set(at, root);
    }
    this.parents.set(root, root);
    return root;
  }

  /** Each set in the order in which its items became known, the sets likewise. */
  get all(): readonly (readonly string[])[] {
    return [...groupBy(this.parents.keys(), (item) => this.rootOf(item)).values()];
  }
}
