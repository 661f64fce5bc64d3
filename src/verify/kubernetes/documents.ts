import { parse } from 'yaml';
import { NotUnderstoodError, reading } from '../errors';
import { Fields } from '../fields';

/** One Kubernetes object, with where it was found. */
export interface KubernetesObject {
  readonly place: string;
  readonly group: string;
  readonly kind: string;
  readonly fields: Fields;
}

/** Kinds that neither carry nor steer traffic between workloads. Their documents are not even parsed. */
const IRRELEVANT: ReadonlySet<string> = new Set([
  'ConfigMap',
  'HorizontalPodAutoscaler',
  'PersistentVolumeClaim',
  'PodDisruptionBudget',
  'Secret',
  'ServiceAccount',
]);

/**
 * Objects of a YAML file with any number of documents.
 *
 * @throws NotUnderstoodError for text that is not YAML
 */
export function readDocuments(text: string, place: string): readonly KubernetesObject[] {
  // A line of three dashes ends a document, whatever it holds; documents one by one are faster than all at once.
  return text.split(/^---.*$/m).flatMap((document) => {
    const kind = /^kind:[ \t]*(\w+)[ \t]*$/m.exec(document)?.[1];
    if (kind !== undefined && IRRELEVANT.has(kind)) return [];
    return reading(place, () => objectsOf(parsed(document), place));
  });
}

/** Objects of what `kubectl get … -o json` prints: one object or a list of them. */
export function readJson(text: string, place: string): readonly KubernetesObject[] {
  return reading(place, () => {
    try {
      return objectsOf(JSON.parse(text), place);
    } catch (error) {
      throw error instanceof SyntaxError ? new NotUnderstoodError(`not JSON: ${error.message}`) : error;
    }
  });
}

function parsed(document: string): unknown {
  try {
    return parse(document, { uniqueKeys: true, prettyErrors: false });
  } catch (error) {
    throw new NotUnderstoodError(`not YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** An object that is parsed already, or a list of them. */
export const readObject = (value: unknown, place: string): readonly KubernetesObject[] => reading(place, () => objectsOf(value, place));

function objectsOf(value: unknown, place: string): readonly KubernetesObject[] {
  if (value === null || value === undefined) return [];
  const fields = new Fields(value);
  const object = objectOf(fields, place);
  return object.kind === 'List' ? (fields.list('items', (item) => objectOf(item, place)) ?? []) : [object];
}

function objectOf(fields: Fields, place: string): KubernetesObject {
  const version = fields.text('apiVersion');
  return { place, group: version.includes('/') ? (version.split('/')[0] as string) : '', kind: fields.text('kind'), fields };
}
