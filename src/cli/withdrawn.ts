import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/**
 * Commands that take away what the previous manifests had and the new ones have not: `kubectl apply` leaves it in the cluster,
 * and with it permissions that were taken back.
 */
export function withdrawn(previous: string, next: string): readonly string[] {
  const kept = commandsBelow(next);
  return [...commandsBelow(previous)].filter((command) => !kept.has(command)).sort();
}

function commandsBelow(folder: string): ReadonlySet<string> {
  const commands = new Set<string>();
  if (!existsSync(folder)) return commands;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.yaml')) continue;
    // With several clusters each has a folder of its name.
    const context = entry.parentPath === folder ? '' : ` --context ${entry.parentPath.slice(folder.length + 1)}`;
    const documents = parseAllDocuments(readFileSync(join(entry.parentPath, entry.name), 'utf8'));
    for (const document of documents) {
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
