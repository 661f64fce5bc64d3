import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ResolvedSystem, System } from '../../../src';
import { App as ManifestApp, renderKubernetes } from '../../../src/kubernetes';
import type { Lab } from '../harness/lab';
import { PROJECT } from '../harness/paths';

/** The manifests of a system in a fresh folder. */
export function writeManifests(lab: Lab, system: System): { readonly folder: string; readonly resolved: ResolvedSystem } {
  const folder = join(lab.folder(), 'dist');
  const resolved = system.resolve().system;
  const app = new ManifestApp({ outdir: folder });
  renderKubernetes(app, resolved);
  app.synth();
  return { folder, resolved };
}

/** The manifests of the reference system, by the program that `cdk8s synth` runs. */
export async function referenceManifests(lab: Lab): Promise<string> {
  const folder = join(lab.folder(), 'dist');
  await lab.output([process.execPath, join(PROJECT, 'lib/charts/main.js')], { cwd: PROJECT, env: { CDK8S_OUTDIR: folder } });
  return folder;
}

/** The lock of the reference system, for resolving it in this process. */
export const referenceLock = (): string => readFileSync(join(PROJECT, 'isthmus.lock.json'), 'utf8');
