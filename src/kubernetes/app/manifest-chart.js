"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.ManifestChart = void 0;
const cdk8s_1 = require("cdk8s");
const MARK = Symbol.for('isthmus.ManifestChart');
/** A chart that states the name of its file. */
class ManifestChart extends cdk8s_1.Chart {
    fileName;
    constructor(scope, id, props = {}) {
        super(scope, id, props);
        this.fileName = props.fileName ?? id;
        Object.defineProperty(this, MARK, { value: true });
    }
    /** `instanceof` does not tell: cdk8s makes it true for every chart. */
    static isManifestChart(construct) {
        return typeof construct === 'object' && construct !== null && MARK in construct;
    }
}
exports.ManifestChart = ManifestChart;
