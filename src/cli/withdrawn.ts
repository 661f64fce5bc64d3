import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { isFile } from './output/failure';

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** Manifests in a folder: paths relative to it. */
export interface Manifests {
  readonly folder: string;
  readonly files: readonly string[];
}

/**
 * Commands that take away what the previous manifests had and the new ones have not: `kubectl apply` leaves it in the cluster,
 * and with it permissions that were taken back. Files that are the same in both take no part.
 */
export function withdrawn(previous: Manifests, next: Manifests): readonly string[] {
  const before = textsOf(previous);
  const after = textsOf(next);
  const kept = commandsIn(new Map([...after].filter(([file, text]) => before.get(file) !== text)));
  const changed = new Map([...before].filter(([file, text]) => after.get(file) !== text));
  return [...commandsIn(changed)].filter((command) => !kept.has(command)).sort();
}

function textsOf({ folder, files }: Manifests): ReadonlyMap<string, string> {
  const there = files.filter((file) => file.endsWith('.yaml') && isFile(join(folder, file)));
  return new Map(there.map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
}

function commandsIn(texts: ReadonlyMap<string, string>): ReadonlySet<string> {
  const commands = new Set<string>();
  for (const [file, text] of texts) {
    // With several clusters each has a folder of its name.
    const context = dirname(file) === '.' ? '' : ` --context ${dirname(file)}`;
    for (const document of parseAllDocuments(text)) {
      const manifest: unknown = document.toJS();
      if (isManifest(manifest)) commands.add(deletion(manifest, context));
    }
  }
  return commands;
}

function deletion({ apiVersion, kind, metadata }: Manifest, context: string): string {
  const [group] = apiVersion.includes('/') ? apiVersion.split('/') : [''];
  const resource = `${kind.toLowerCase()}${group ? `.${group}` : ''}`;
  return `kubectl${context} delete ${resource} ${metadata.name}${metadata.namespace ? ` -n ${metadata.namespace}` : ''}`;
}

function isManifest(value: unknown): value is Manifest {
  const { apiVersion, kind, metadata } = (value ?? {}) as Partial<Manifest>;
  return typeof apiVersion === 'string' && typeof kind === 'string' && typeof metadata?.name === 'string';
}
