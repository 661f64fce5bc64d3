import { loadAll } from 'js-yaml';
import { App, type CustomizeKubernetes, renderKubernetes } from '../kubernetes';
import { manifestFiles } from '../kubernetes/app/manifest-files';
import type { System } from '../model/system';
import type { SynthOptions } from './options';

/**
 * The manifests of a system: a list of objects for each file of `dist/`.
 * @throws InvalidSystemError with every problem of the system
 */
export function synthKubernetes<S extends System>(
  system: S,
  { customize, ...options }: SynthOptions<CustomizeKubernetes<S>> = {},
): Readonly<Record<string, readonly unknown[]>> {
  const app = new App();
  const manifests = renderKubernetes(app, system.resolve(options).system);
  customize?.(manifests, system, app);
  return Object.fromEntries([...manifestFiles(app)].map(([file, text]) => [file, loadAll(text)]));
}
