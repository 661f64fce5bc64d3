import { loadAll } from 'js-yaml';
import { reading } from '../errors';
import { Fields, parsedJson } from '../fields';
import { notYaml } from '../yaml';

/** One Kubernetes object, with where it was found. */
export interface KubernetesObject {
  readonly place: string;
  readonly group: string;
  readonly kind: string;
  readonly fields: Fields;
}

/**
 * Objects of a YAML file with any number of documents.
 *
 * @throws NotUnderstoodError for text that is not YAML
 */
export const readDocuments = (text: string, place: string): readonly KubernetesObject[] =>
  reading(place, () => parsed(text).flatMap((document) => objectsOf(document, place)));

/** Objects of what `kubectl get … -o json` prints: one object or a list of them. */
export const readJson = (text: string, place: string): readonly KubernetesObject[] =>
  reading(place, () => objectsOf(parsedJson(text), place).map(asServed));

/** An object as its server has it: into a ClusterRole that takes its rules from others the server has put them. */
function asServed(object: KubernetesObject): KubernetesObject {
  const { aggregationRule, ...own } = object.fields.raw;
  return object.kind === 'ClusterRole' && aggregationRule !== undefined ? { ...object, fields: new Fields(own) } : object;
}

function parsed(text: string): readonly unknown[] {
  try {
    return loadAll(text);
  } catch (error) {
    throw notYaml(error);
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
