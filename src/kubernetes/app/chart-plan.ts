import { dirname } from 'node:path';
import { type ApiObject, Chart, Names } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { InvalidSystemError } from '../../model/problem';
import { fileOrder } from '../../model/problems';
import { append } from '../../model/values';
import { chartOrder } from './chart-order';
import type { ConstructTree, Item } from './construct-tree';
import { ManifestChart } from './manifest-chart';
import { topologicalOrder } from './topological-order';

const isManifest = ManifestChart.isManifestChart;

/** Charts in the order they have to be applied in. */
export interface ChartPlan {
  readonly charts: readonly {
    readonly chart: Chart;
    /** Without the extension. */
    readonly fileName: string;
    /** Its own objects (not those of charts inside it), in order. */
    readonly objects: readonly ApiObject[];
  }[];
}

interface Dependency {
  readonly source: IConstruct;
  readonly sourceChart: Chart;
  readonly target: IConstruct;
  readonly targetChart: Chart;
}

/** Orders and names charts by cdk8s' rules: a chart comes after the ones inside it and after those that anything in it depends on. */
export function planCharts(tree: ConstructTree): ChartPlan {
  const dependencies = tree.items.flatMap(({ construct: source, dependencies }) =>
    dependencies.map((target): Dependency => ({ source, sourceChart: Chart.of(source), target, targetChart: Chart.of(target) })),
  );
  const chartItems = tree.items.filter((item) => item.construct === item.chart);
  const needs = chartDependencies(chartItems, dependencies);
  const ordered = chartOrder(tree, needs);
  const names = fileNames(ordered, needs);
  const inside = dependenciesByChart(dependencies);
  const charts = ordered.map((chart) => ({
    chart,
    fileName: names.get(chart) as string,
    objects: orderedObjects(tree, chart, inside.get(chart) ?? []),
  }));
  return { charts };
}

/** For each chart the charts that come before it, in the order cdk8s finds them. */
function chartDependencies(charts: readonly Item[], dependencies: readonly Dependency[]): Map<Chart, Set<Chart>> {
  const needs = new Map<Chart, Set<Chart>>(charts.map((item) => [item.construct as Chart, new Set()]));
  for (const { construct, dependencies } of charts) {
    for (const target of dependencies) if (Chart.isChart(target)) needs.get(construct as Chart)?.add(target);
  }
  for (const [chart, needed] of needs) for (const child of chart.node.children) if (Chart.isChart(child)) needed.add(child);
  for (const { sourceChart, targetChart } of dependencies) if (sourceChart !== targetChart) needs.get(sourceChart)?.add(targetChart);
  return needs;
}

function dependenciesByChart(dependencies: readonly Dependency[]): Map<Chart, Dependency[]> {
  const byChart = new Map<Chart, Dependency[]>();
  for (const dependency of dependencies) {
    const { sourceChart, targetChart } = dependency;
    if (sourceChart !== targetChart) continue;
    append(byChart, sourceChart, dependency);
  }
  return byChart;
}

/** The objects of one chart: what is below a construct comes after what is below the constructs that it depends on. */
function orderedObjects(tree: ConstructTree, chart: Chart, dependencies: readonly Dependency[]): ApiObject[] {
  if (dependencies.length === 0) return tree.objects(chart, chart);
  const needs = new Map<IConstruct, Set<IConstruct>>();
  const addNeeds = (source: IConstruct, targets: Iterable<IConstruct>): void => {
    const needed = needs.get(source) ?? new Set();
    for (const target of targets) needed.add(target);
    needs.set(source, needed);
  };
  for (const { source, target } of dependencies) addNeeds(source, [target]);
  for (const { source, target } of dependencies) {
    const targets = tree.objects(target, chart);
    for (const object of tree.objects(source, chart)) addNeeds(object, targets);
  }
  const all = tree.subtree(chart).map((item) => item.construct);
  const own = new Set<IConstruct>(tree.objects(chart, chart));
  return topologicalOrder(all, (construct) => needs.get(construct) ?? []).filter((construct): construct is ApiObject => own.has(construct));
}

/**
 * File names of charts. As in cdk8s, names of charts that depend on each other start with their number; {@link ManifestChart}s have names
 * of their own, in stages: the charts that depend on one are numbered from 9000, behind every stage.
 * @throws InvalidSystemError when a file would be applied before one that it depends on
 */
function fileNames(ordered: readonly Chart[], needs: ReadonlyMap<Chart, ReadonlySet<Chart>>): Map<Chart, string> {
  const others = ordered.filter((chart) => !isManifest(chart));
  const neededOf = (chart: Chart): readonly Chart[] => [...(needs.get(chart) ?? [])];
  const numbered = ordered.some((chart) => neededOf(chart).some((needed) => !(isManifest(chart) && isManifest(needed))));
  const late = new Set<Chart>();
  for (const chart of others) if (neededOf(chart).some((needed) => isManifest(needed) || late.has(needed))) late.add(chart);
  const names = new Map<Chart, string>();
  const next = { early: 0, late: 9000 };
  for (const chart of ordered) {
    if (isManifest(chart)) names.set(chart, chart.fileName);
    else if (numbered)
      names.set(chart, `${String(late.has(chart) ? next.late++ : next.early++).padStart(4, '0')}-${Names.toDnsLabel(chart)}`);
    else names.set(chart, Names.toDnsLabel(chart));
  }
  for (const chart of ordered) {
    for (const needed of neededOf(chart)) checkOrder(chart, needed, names);
  }
  return names;
}

function checkOrder(chart: Chart, needed: Chart, names: ReadonlyMap<Chart, string>): void {
  const [file, before] = [names.get(chart), names.get(needed)];
  // Another folder is applied on its own, to another cluster.
  if (file === undefined || before === undefined || dirname(file) !== dirname(before) || file > before) return;
  throw new InvalidSystemError([fileOrder(chart.node.path, file, needed.node.path, before)]);
}
