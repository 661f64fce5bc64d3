"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.planCharts = planCharts;
const node_path_1 = require("node:path");
const cdk8s_1 = require("cdk8s");
const manifest_chart_1 = require("./manifest-chart");
const topological_order_1 = require("./topological-order");
const isManifest = manifest_chart_1.ManifestChart.isManifestChart;
/** Orders and names charts by cdk8s' rules: a chart comes after the ones inside it and after those that anything in it depends on. */
function planCharts(tree) {
    const dependencies = tree.items.flatMap(({ construct: source, dependencies }) => dependencies.map((target) => ({ source, sourceChart: cdk8s_1.Chart.of(source), target, targetChart: cdk8s_1.Chart.of(target) })));
    const chartItems = tree.items.filter((item) => item.construct === item.chart);
    const needs = chartDependencies(chartItems, dependencies);
    const ordered = (0, topological_order_1.topologicalOrder)(chartItems.map((item) => item.construct), (chart) => needs.get(chart) ?? []);
    const names = fileNames(ordered, needs);
    const inside = dependenciesByChart(dependencies);
    const charts = ordered.map((chart) => ({
        chart,
        fileName: names.get(chart),
        objects: orderedObjects(tree, chart, inside.get(chart) ?? []),
    }));
    return { charts };
}
/** For each chart the charts that come before it, in the order cdk8s finds them. */
function chartDependencies(charts, dependencies) {
    const needs = new Map(charts.map((item) => [item.construct, new Set()]));
    for (const { construct, dependencies } of charts) {
        for (const target of dependencies)
            if (cdk8s_1.Chart.isChart(target))
                needs.get(construct)?.add(target);
    }
    for (const [chart, needed] of needs)
        for (const child of chart.node.children)
            if (cdk8s_1.Chart.isChart(child))
                needed.add(child);
    for (const { sourceChart, targetChart } of dependencies)
        if (sourceChart !== targetChart)
            needs.get(sourceChart)?.add(targetChart);
    return needs;
}
function dependenciesByChart(dependencies) {
    const byChart = new Map();
    for (const dependency of dependencies) {
        const { sourceChart, targetChart } = dependency;
        if (sourceChart !== targetChart)
            continue;
        const list = byChart.get(sourceChart);
        if (list)
            list.push(dependency);
        else
            byChart.set(sourceChart, [dependency]);
    }
    return byChart;
}
/** The objects of one chart: what is below a construct comes after what is below the constructs that it depends on. */
function orderedObjects(tree, chart, dependencies) {
    if (dependencies.length === 0)
        return tree.objects(chart, chart);
    const needs = new Map();
    const addNeeds = (source, targets) => {
        const needed = needs.get(source) ?? new Set();
        for (const target of targets)
            needed.add(target);
        needs.set(source, needed);
    };
    for (const { source, target } of dependencies)
        addNeeds(source, [target]);
    for (const { source, target } of dependencies) {
        const targets = tree.objects(target, chart);
        for (const object of tree.objects(source, chart))
            addNeeds(object, targets);
    }
    const all = tree.subtree(chart).map((item) => item.construct);
    const own = new Set(tree.objects(chart, chart));
    return (0, topological_order_1.topologicalOrder)(all, (construct) => needs.get(construct) ?? []).filter((construct) => own.has(construct));
}
/**
 * File names of charts. As in cdk8s, names of charts that depend on each other start with their number; {@link ManifestChart}s have names
 * of their own, in stages: the charts that depend on one are numbered from 9000, behind every stage.
 * @throws Error when a file would be applied before one that it depends on
 */
function fileNames(ordered, needs) {
    const others = ordered.filter((chart) => !isManifest(chart));
    const neededOf = (chart) => [...(needs.get(chart) ?? [])];
    const numbered = ordered.some((chart) => neededOf(chart).some((needed) => !(isManifest(chart) && isManifest(needed))));
    const late = new Set();
    for (const chart of others)
        if (neededOf(chart).some((needed) => isManifest(needed) || late.has(needed)))
            late.add(chart);
    const names = new Map();
    const next = { early: 0, late: 9000 };
    for (const chart of ordered) {
        if (isManifest(chart))
            names.set(chart, chart.fileName);
        else if (numbered)
            names.set(chart, `${String(late.has(chart) ? next.late++ : next.early++).padStart(4, '0')}-${cdk8s_1.Names.toDnsLabel(chart)}`);
        else
            names.set(chart, cdk8s_1.Names.toDnsLabel(chart));
    }
    for (const chart of ordered) {
        for (const needed of neededOf(chart))
            checkOrder(chart, needed, names);
    }
    return names;
}
function checkOrder(chart, needed, names) {
    const [file, before] = [names.get(chart), names.get(needed)];
    // Another folder is applied on its own, to another cluster.
    if (file === undefined || before === undefined || (0, node_path_1.dirname)(file) !== (0, node_path_1.dirname)(before) || file > before)
        return;
    throw new Error(`The chart "${chart.node.path}" depends on "${needed.node.path}", but its file "${file}" is applied before "${before}": depend on a chart of an earlier stage.`);
}
