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
var __setModuleDefault = (this && this.__setModuleDefault) || (Object.create ? (function(o, v) {
    Object.defineProperty(o, "default", { enumerable: true, value: v });
}) : function(o, v) {
    o["default"] = v;
});
var __importStar = (this && this.__importStar) || (function () {
    var ownKeys = function(o) {
        ownKeys = Object.getOwnPropertyNames || function (o) {
            var ar = [];
            for (var k in o) if (Object.prototype.hasOwnProperty.call(o, k)) ar[ar.length] = k;
            return ar;
        };
        return ownKeys(o);
    };
    return function (mod) {
        if (mod && mod.__esModule) return mod;
        var result = {};
        if (mod != null) for (var k = ownKeys(mod), i = 0; i < k.length; i++) if (k[i] !== "default") __createBinding(result, mod, k[i]);
        __setModuleDefault(result, mod);
        return result;
    };
})();
Object.defineProperty(exports, "__esModule", { value: true });
exports.App = void 0;
const node_fs_1 = require("node:fs");
const node_path_1 = require("node:path");
const cdk8s = __importStar(require("cdk8s"));
const manifest_files_1 = require("./manifest-files");
/**
 * A cdk8s App whose `synth` takes one pass. The stock one walks and validates the whole app again for every chart, so its
 * time grows with the square of their number. Same files, same bytes; besides:
 * - everything is computed before the first byte is written;
 * - a {@link ManifestChart} names its own file, also in a subfolder;
 * - two charts (or objects) that would write the same file are an error instead of a lost file;
 * - nothing but manifests lands in the output folder.
 */
class App extends cdk8s.App {
    constructor(props = {}) {
        super(props);
    }
    /**
     * Writes the manifests of all charts into `outdir`.
     * @throws Error when a construct's validation fails, charts or objects depend on each other in a circle, or files clash
     */
    synth() {
        const files = [...(0, manifest_files_1.manifestFiles)(this)].map(([name, text]) => ({ path: (0, node_path_1.join)(this.outdir, name), text }));
        for (const folder of new Set([this.outdir, ...files.map(({ path }) => (0, node_path_1.dirname)(path))]))
            (0, node_fs_1.mkdirSync)(folder, { recursive: true });
        for (const { path, text } of files)
            (0, node_fs_1.writeFileSync)(path, text);
    }
}
exports.App = App;
