import { parseAllDocuments } from 'yaml';
import { App, type Manifests, renderKubernetes } from '../../src/kubernetes';
import { manifestFiles } from '../../src/kubernetes/app/manifest-files';
import type { ResolvedSystem } from '../../src/model/resolved';

/** A Kubernetes object as it is read back from a manifest. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Record<string, string>;
    readonly annotations?: Record<string, string>;
  };
  // biome-ignore lint/suspicious/noExplicitAny: tests look into any kind of object
  readonly [key: string]: any;
}

/** Text of every file of a system. */
export function files(system: ResolvedSystem, edit?: (manifests: Manifests) => void): ReadonlyMap<string, string> {
  const app = new App();
  const manifests = renderKubernetes(app, system);
  edit?.(manifests);
  return manifestFiles(app);
}

export const parse = (text: string): Manifest[] => parseAllDocuments(text).map((document) => document.toJSON());

/** Every object of a system. */
export const objects = (system: ResolvedSystem): Manifest[] => [...files(system).values()].flatMap(parse);

export function named(all: readonly Manifest[], kind: string, name: string, namespace?: string): Manifest {
  const found = all.filter(
    (each) => each.kind === kind && each.metadata.name === name && (namespace === undefined || each.metadata.namespace === namespace),
  );
  if (found.length !== 1) throw new Error(`${found.length} objects ${kind} "${name}"`);
  return found[0] as Manifest;
}

export const names = (all: readonly Manifest[], kind: string): string[] =>
  all.filter((each) => each.kind === kind).map((each) => each.metadata.name);
