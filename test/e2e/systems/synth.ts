import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ResolvedSystem, System } from '../../../src';
import { writeList } from '../../../src/cli/output/written';
import { digestOf } from '../../../src/cli/stage';
import { App as ManifestApp, renderKubernetes } from '../../../src/kubernetes';
import type { Lab } from '../harness/lab';
import { PROJECT } from '../harness/paths';

/** The manifests of a system in a fresh folder. */
export function writeManifests(lab: Lab, system: System): { readonly folder: string; readonly resolved: ResolvedSystem } {
  const resolved = system.resolve().system;
  return { folder: writeResolved(resolved, lab.folder()), resolved };
}

/** The same of one that is resolved, as `isthmus synth` leaves them: `dist` in a folder. @returns where they are */
export function writeResolved(system: ResolvedSystem, parent: string): string {
  const folder = join(parent, 'dist');
  const app = new ManifestApp({ outdir: folder });
  renderKubernetes(app, system);
  app.synth();
  writeList(folder, [], digestOf(JSON.stringify(system)));
  return folder;
}

/** The manifests of the reference system, by the program that `cdk8s synth` runs. */
export async function referenceManifests(lab: Lab): Promise<string> {
  const folder = join(lab.folder(), 'dist');
  await lab.output([process.execPath, join(PROJECT, 'lib/charts/main.js')], { cwd: PROJECT, env: { CDK8S_OUTDIR: folder } });
  return folder;
}

/** The lock of the reference system, for resolving it in this process. */
export const referenceLock = (): string => readFileSync(join(PROJECT, 'isthmus.lock.json'), 'utf8');
