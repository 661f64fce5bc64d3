import { type ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { append } from '../../model/values';
import type { ConstructTree } from './construct-tree';
import { topologicalOrder } from './topological-order';

/** Objects that all of some others come after. */
interface Targets {
  readonly objects: readonly ApiObject[];
  /** All of them stand already. Asked for every object before them, else a chart's objects times another's would be walked. */
  done: boolean;
}

/**
 * Charts in cdk8s' order. Where several would do, cdk8s' own depends on everything in its graph, not on charts alone: a group that comes
 * first and depends on a chart pulls it forward. So the whole graph is ordered, and the charts are taken out of it.
 * @param needs for each chart the charts that come before it
 * @throws InvalidSystemError when there is a circle
 */
export function chartOrder(tree: ConstructTree, needs: ReadonlyMap<Chart, ReadonlySet<Chart>>): Chart[] {
  const charts = [...needs.keys()];
  const byCharts = topologicalOrder(charts, (chart) => needs.get(chart) ?? []); // a circle is told in charts, if it can be
  const inside = tree.items.some(({ construct, dependencies }) => dependencies.length > 0 && !Chart.isChart(construct));
  return inside ? takenOutOfAll(tree, needs) : byCharts;
}

function takenOutOfAll(tree: ConstructTree, needs: ReadonlyMap<Chart, ReadonlySet<Chart>>): Chart[] {
  const direct = new Map<IConstruct, ReadonlySet<IConstruct>>();
  for (const { construct, dependencies } of tree.items) {
    const ofChart = Chart.isChart(construct) ? (needs.get(construct) ?? []) : [];
    direct.set(construct, new Set([...dependencies, ...ofChart]));
  }
  const needed = new Set<IConstruct>();
  const targetsOf = new Map<IConstruct, Targets[]>();
  for (const [source, set] of direct) {
    for (const target of set) {
      if (target !== source) needed.add(target);
      addTargets(tree, source, target, needed, targetsOf);
    }
  }
  const all = tree.items.map(({ construct }) => construct);
  return topologicalOrder(all, (construct) => before(construct, direct, targetsOf), needed).filter(Chart.isChart);
}

/** What is below a construct comes after what is below the constructs that it depends on. */
function addTargets(
  tree: ConstructTree,
  source: IConstruct,
  target: IConstruct,
  needed: Set<IConstruct>,
  targetsOf: Map<IConstruct, Targets[]>,
): void {
  const sources = tree.objects(source, Chart.of(source));
  const targets: Targets = { objects: tree.objects(target, Chart.of(target)), done: false };
  for (const object of sources) append(targetsOf, object, targets);
  for (const object of targets.objects) if (sources.some((other) => other !== object)) needed.add(object);
}

function* before(
  construct: IConstruct,
  direct: ReadonlyMap<IConstruct, ReadonlySet<IConstruct>>,
  targetsOf: ReadonlyMap<IConstruct, readonly Targets[]>,
): Iterable<IConstruct> {
  yield* direct.get(construct) ?? [];
  for (const targets of targetsOf.get(construct) ?? []) {
    if (targets.done) continue;
    yield* targets.objects;
    targets.done = true;
  }
}
