"use strict";
var __createBinding = (this && this.__createBinding) || (Object.create ? (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    var desc = Object.getOwnPropertyDescriptor(m, k);
    if (!desc || ("get" in desc ? !m.__esModule : desc.writable || desc.configurable)) {
      desc = { enumerable: true, get: function() { return m[k]; } };
    }
    Object.defineProperty(o, k2, desc);
}) : (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    o[k2] = m[k];
}));
var __exportStar = (this && this.__exportStar) || function(m, exports) {
    for (var p in m) if (p !== "default" && !Object.prototype.hasOwnProperty.call(exports, p)) __createBinding(exports, m, p);
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.renderKubernetes = exports.Manifests = exports.kubernetesMain = exports.ManifestChart = exports.App = void 0;
var app_1 = require("./app/app");
Object.defineProperty(exports, "App", { enumerable: true, get: function () { return app_1.App; } });
var manifest_chart_1 = require("./app/manifest-chart");
Object.defineProperty(exports, "ManifestChart", { enumerable: true, get: function () { return manifest_chart_1.ManifestChart; } });
__exportStar(require("./imports/gateway-api"), exports);
__exportStar(require("./imports/istio"), exports);
__exportStar(require("./imports/metallb"), exports);
var main_1 = require("./main");
Object.defineProperty(exports, "kubernetesMain", { enumerable: true, get: function () { return main_1.kubernetesMain; } });
var render_1 = require("./render");
Object.defineProperty(exports, "Manifests", { enumerable: true, get: function () { return render_1.Manifests; } });
Object.defineProperty(exports, "renderKubernetes", { enumerable: true, get: function () { return render_1.renderKubernetes; } });
