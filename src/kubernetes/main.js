"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.kubernetesMain = kubernetesMain;
const entry_1 = require("../cli/entry");
const app_1 = require("./app/app");
const render_1 = require("./render");
/**
 * The whole of `charts/main.ts`: resolves the system and writes its manifests where cdk8s expects them (`dist/`).
 * @param build makes the system
 * @param customize reaches the native cdk8s objects before they are written. @default - nothing is changed
 */
function kubernetesMain(build, customize) {
    (0, entry_1.runEntry)(build, (resolved, built) => {
        const app = new app_1.App();
        const manifests = (0, render_1.renderKubernetes)(app, resolved);
        customize?.(manifests, built, app);
        return () => app.synth();
    }, 
    // cdk8s shows what its program writes to stderr, and nothing of stdout.
    (line) => process.stderr.write(`${line}\n`));
}
