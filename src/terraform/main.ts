import { App, Manifest } from 'cdktf';
import { type Described, runEntry } from '../cli/entry';
import { environment } from '../cli/environment';
import { print } from '../cli/print';
import type { System } from '../model/system';
import { atMachines } from './at-machine';
import { VirtualMachinesStacks } from './stacks';

/** What a program does to the native cdktf resources of its system before they are written. */
export type CustomizeTerraform<S extends System> = (stacks: VirtualMachinesStacks, system: S, app: App) => void;

/**
 * The whole of `stacks/main.ts`: resolves the system and writes its stacks where cdktf expects it (`cdktf.out/`).
 * @param described makes the system: a function, or `Environments`
 * @param customize reaches the native cdktf resources before they are written. @default - nothing is changed
 */
export function terraformMain<S extends System>(described: Described<S>, customize?: CustomizeTerraform<S>): void {
  runEntry(described, {
    side: 'terraform',
    render: (resolved, built) => {
      const app = new App();
      const stacks = atMachines(built, () => new VirtualMachinesStacks(app, { system: resolved, environment: environment() }));
      customize?.(stacks, built as S, app);
      const write = (): readonly string[] => {
        app.synth();
        return [Manifest.fileName, ...Object.values(app.manifest.stacks).map((each) => each.synthesizedStackPath)];
      };
      return { folder: app.outdir, write };
    },
    // cdktf marks what its program writes to stderr as an error.
    printWarning: (line) => print(`${line}\n`),
  });
}
