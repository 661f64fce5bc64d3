import { type Described, runEntry } from '../cli/entry';
import { printBeside } from '../cli/print';
import type { System } from '../model/system';
import { App } from './app/app';
import { type Manifests, renderKubernetes } from './render';

/** What a program does to the native cdk8s objects of its system before they are written. */
export type CustomizeKubernetes<S extends System> = (manifests: Manifests, system: S, app: App) => void;

/**
 * The whole of `charts/main.ts`: resolves the system and writes its manifests where cdk8s expects them (`dist/`).
 * @param described makes the system: a function, or `Environments`
 * @param customize reaches the native cdk8s objects before they are written. @default - nothing is changed
 */
export function kubernetesMain<S extends System>(described: Described<S>, customize?: CustomizeKubernetes<S>): void {
  runEntry(described, {
    side: 'kubernetes',
    render: (resolved, built) => {
      const app = new App();
      const manifests = renderKubernetes(app, resolved);
      customize?.(manifests, built as S, app);
      return { folder: app.outdir, write: () => app.write() };
    },
    // cdk8s shows what its program writes to stderr, and nothing of stdout.
    printWarning: (line) => printBeside(`${line}\n`),
  });
}
