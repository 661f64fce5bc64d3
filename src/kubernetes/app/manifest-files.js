"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.manifestFiles = manifestFiles;
const cdk8s_1 = require("cdk8s");
const chart_plan_1 = require("./chart-plan");
const construct_tree_1 = require("./construct-tree");
/**
 * What `cdk8s synth` writes for an app, by the rules of cdk8s' own App, in one pass.
 * @throws Error when validation fails, dependencies form a circle or contradict the files' order, or two files have one name
 */
function manifestFiles(app) {
    const tree = new construct_tree_1.ConstructTree(app);
    tree.validate();
    return layouts[app.yamlOutputType](app, (0, chart_plan_1.planCharts)(tree));
}
const layouts = {
    [cdk8s_1.YamlOutputType.FILE_PER_APP]: (app, { charts }) => {
        const files = new Map();
        if (charts.length > 0)
            files.set(`app${app.outputFileExtension}`, cdk8s_1.Yaml.stringify(...charts.flatMap(manifestsOf)));
        return files;
    },
    [cdk8s_1.YamlOutputType.FILE_PER_CHART]: (app, { charts }) => {
        const files = new Map();
        for (const each of charts)
            put(files, each.fileName + app.outputFileExtension, manifestsOf(each), each.chart.node.path);
        return files;
    },
    [cdk8s_1.YamlOutputType.FILE_PER_RESOURCE]: (app, { charts }) => {
        const files = new Map();
        for (const each of charts) {
            for (const manifest of manifestsOf(each))
                put(files, resourceName(manifest) + app.outputFileExtension, [manifest], each.chart.node.path);
        }
        return files;
    },
    [cdk8s_1.YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE]: (app, { charts }) => {
        const files = new Map();
        for (const each of charts) {
            for (const manifest of manifestsOf(each)) {
                put(files, `${each.fileName}/${resourceName(manifest)}${app.outputFileExtension}`, [manifest], each.chart.node.path);
            }
        }
        return files;
    },
};
/** A chart's objects in order; a subclass that overrides `toJson` is asked itself. */
function manifestsOf({ chart, objects }) {
    return chart.toJson === cdk8s_1.Chart.prototype.toJson ? objects.map((object) => object.toJson()) : chart.toJson();
}
const resourceName = ({ kind, metadata }) => `${kind}.${metadata.name}`.replace(/[^0-9a-zA-Z-_.]/g, '');
function put(files, name, manifests, chart) {
    if (files.has(name))
        throw new Error(`Two charts or objects would be written to the same file "${name}"; the second is in the chart "${chart}".`);
    files.set(name, cdk8s_1.Yaml.stringify(...manifests));
}
