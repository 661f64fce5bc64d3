import { isObject, type Json } from '../differences';
import type { PlanSide } from '../side';

/** A Kubernetes object that an output has. */
export interface PlannedObject {
  /** Of the system's clusters, the one that it is in. */
  readonly cluster: string;
  readonly kind: string;
  /** Of its API; empty: the core. */
  readonly group: string;
  readonly name: string;
  /** Unset for what lies in none. */
  readonly namespace?: string;
  readonly content: Json;
}

/** `Deployment.apps`, `Service` */
export const kindOf = ({ kind, group }: Pick<PlannedObject, 'kind' | 'group'>): string => (group === '' ? kind : `${kind}.${group}`);

/** Tells objects apart, also those of one name in two clusters. The version of an API does not count. */
export const keyOf = (object: Omit<PlannedObject, 'content'>): string =>
  [object.cluster, kindOf(object), object.namespace ?? '', object.name].join(' ');

/** All objects by {@link keyOf}. */
export function objectsOf({ kubernetes, system: { clusters } }: PlanSide): ReadonlyMap<string, PlannedObject> {
  const found = new Map<string, PlannedObject>();
  for (const [file, contents] of Object.entries(kubernetes)) {
    // With several clusters each has a folder of its name.
    const cluster = clusters.length > 1 ? (file.split('/')[0] ?? '') : (clusters[0]?.name ?? '');
    for (const content of contents) {
      const object = plannedObject(content, cluster);
      if (object) found.set(keyOf(object), object);
    }
  }
  return found;
}

/** Undefined for what is no object. */
export function plannedObject(content: unknown, cluster: string): PlannedObject | undefined {
  if (!isObject(content) || !isObject(content.metadata)) return undefined;
  const { apiVersion, kind, metadata } = content;
  const { name, namespace } = metadata;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof name !== 'string') return undefined;
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  return { cluster, kind, group, name, content, ...(typeof namespace === 'string' && { namespace }) };
}

export function labelOf({ content }: PlannedObject, label: string): string | undefined {
  return textIn(content, 'labels', label);
}

export function annotationOf({ content }: PlannedObject, annotation: string): string | undefined {
  return textIn(content, 'annotations', annotation);
}

function textIn({ metadata }: Json, part: string, key: string): string | undefined {
  const texts = isObject(metadata) ? metadata[part] : undefined;
  const value = isObject(texts) ? texts[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** The workload whose files a ConfigMap holds. */
export const filesOf = (object: PlannedObject): string | undefined => labelOf(object, 'isthmus/files-of');
