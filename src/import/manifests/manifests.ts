import { parseAllDocuments } from 'yaml';
import { isRecord } from '../../model/shape';
import { records } from '../reader';

/** An object of Kubernetes. */
export interface Manifest {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/**
 * All objects of a text in YAML or JSON, of one document or many, lists spelt out.
 * @throws Error with the parser's words where it is neither
 */
export function manifestsIn(source: string): readonly Manifest[] {
  return parseAllDocuments(source, { logLevel: 'error' }).flatMap((document) => {
    const [error] = document.errors;
    if (error) throw new Error(error.message.split('\n')[0]);
    return objectsIn(document.toJS({ maxAliasCount: 100 }));
  });
}

function objectsIn(value: unknown): readonly Manifest[] {
  if (!isRecord(value)) return [];
  if (Array.isArray(value.items) && String(value.kind).endsWith('List')) return records(value.items).flatMap(objectsIn);
  const metadata = isRecord(value.metadata) ? value.metadata : {};
  const [kind, name, namespace] = [value.kind, metadata.name, metadata.namespace ?? 'default'];
  return typeof kind === 'string' && typeof name === 'string' && typeof namespace === 'string'
    ? [{ kind, name, namespace, content: value }]
    : [];
}
