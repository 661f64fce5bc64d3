"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.ConstructTree = void 0;
const cdk8s_1 = require("cdk8s");
/** All constructs below a root, walked once, in pre-order: a subtree is a slice. */
class ConstructTree {
    items = [];
    positions = new Map();
    constructor(root) {
        this.add(root, undefined);
    }
    add(construct, parentChart) {
        const chart = cdk8s_1.Chart.isChart(construct) ? construct : parentChart;
        const item = { construct, chart, end: 0, dependencies: construct.node.dependencies };
        this.positions.set(construct, this.items.length);
        this.items.push(item);
        for (const child of construct.node.children)
            this.add(child, chart);
        item.end = this.items.length;
    }
    /** A construct and everything below it. Empty for a construct of another app. */
    subtree(construct) {
        const start = this.positions.get(construct);
        return start === undefined ? [] : this.items.slice(start, this.items[start]?.end);
    }
    /** The API objects below a construct that belong to `chart`. */
    objects(construct, chart) {
        return this.subtree(construct).flatMap((item) => item.chart === chart && cdk8s_1.ApiObject.isApiObject(item.construct) ? [item.construct] : []);
    }
    /** @throws Error with what every construct's validations report */
    validate() {
        const errors = this.items.flatMap(({ construct }) => construct.node.validate().map((error) => `[${construct.node.path}] ${error}`));
        if (errors.length > 0)
            throw new Error(`Validation failed with the following errors:\n  ${errors.join('\n  ')}`);
    }
}
exports.ConstructTree = ConstructTree;
