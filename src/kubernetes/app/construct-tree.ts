import { ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { InvalidSystemError } from '../../model/problem';
import { customValidation } from '../../model/problems';

/** One construct of an app with what synthesis asks about it. */
export interface Item {
  readonly construct: IConstruct;
  /** Nearest chart, itself included. Unset outside of charts. */
  readonly chart?: Chart;
  /** Position of the item after its last descendant in the pre-order list. */
  end: number;
  /** What it was told to come after. */
  readonly dependencies: readonly IConstruct[];
}

/** All constructs below a root, walked once, in pre-order: a subtree is a slice. */
export class ConstructTree {
  readonly items: Item[] = [];
  private readonly positions = new Map<IConstruct, number>();

  constructor(root: IConstruct) {
    this.add(root, undefined);
  }

  private add(construct: IConstruct, parentChart: Chart | undefined): void {
    const chart = Chart.isChart(construct) ? construct : parentChart;
    const item: Item = { construct, chart, end: 0, dependencies: construct.node.dependencies };
    this.positions.set(construct, this.items.length);
    this.items.push(item);
    for (const child of construct.node.children) this.add(child, chart);
    item.end = this.items.length;
  }

  /** A construct and everything below it. Empty for a construct of another app. */
  subtree(construct: IConstruct): Item[] {
    const start = this.positions.get(construct);
    return start === undefined ? [] : this.items.slice(start, this.items[start]?.end);
  }

  /** The API objects below a construct that belong to `chart`. */
  objects(construct: IConstruct, chart: Chart): ApiObject[] {
    return this.subtree(construct).flatMap((item) =>
      item.chart === chart && ApiObject.isApiObject(item.construct) ? [item.construct] : [],
    );
  }

  /** @throws InvalidSystemError with what every construct's validations report */
  validate(): void {
    const found = this.items.flatMap(({ construct: { node } }) => node.validate().map((error) => customValidation(node.path, error)));
    if (found.length > 0) throw new InvalidSystemError(found);
  }
}
