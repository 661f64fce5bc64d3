import { createHash } from 'node:crypto';

/** Annotations of reasons, and of what Kubernetes cannot say. Never part of a pod template. */
export const Annotation = {
  BECAUSE: 'isthmus/because',
  NOT_REPRESENTABLE: 'isthmus/not-representable',
  /** On claims that must not be deleted with whatever uses them. */
  KEEPS_DATA: 'isthmus/keeps-data',
} as const;

/** Labels that nobody selects pods by. */
export const Label = {
  /** The workload whose files a ConfigMap holds. */
  FILES_OF: 'isthmus/files-of',
} as const;

/** Eight hexadecimal digits that stand for `text`. */
export const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);

/** Reasons as one annotation; none for none. */
export const becauseAnnotation = (because: readonly string[]): Record<string, string> | undefined =>
  because.length === 0 ? undefined : { [Annotation.BECAUSE]: because.join('; ') };

/** A list or map, or nothing instead of an empty one: the server would not keep it. */
export const filled = <T extends object>(value: T): T | undefined => (Object.keys(value).length === 0 ? undefined : value);

/** Values without repetitions (compared by their JSON), in the order they first appear. */
export const distinct = <T>(values: readonly T[]): T[] => [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
