import { createHash } from 'node:crypto';
import type { ResolvedSystem } from '../model/resolved';
import { selectorLabels } from '../model/resolved/selector';

/** Annotations of reasons, and of what Kubernetes cannot say. Never part of a pod template. */
export const Annotation = {
  BECAUSE: 'isthmus/because',
  NOT_REPRESENTABLE: 'isthmus/not-representable',
} as const;

export const MANAGER = 'isthmus';

/** Eight hexadecimal digits that stand for `text`. */
export const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);

/** What every object of the system carries. */
export const systemLabels = (system: Pick<ResolvedSystem, 'name'>): Record<string, string> => ({
  'app.kubernetes.io/part-of': system.name,
  'app.kubernetes.io/managed-by': MANAGER,
});

/** What a workload's pods carry. */
export const podLabels = (system: Pick<ResolvedSystem, 'name'>, name: string): Record<string, string> => ({
  ...selectorLabels(system, name),
  ...systemLabels(system),
});

/** Reasons as one annotation; none for none. */
export const becauseAnnotation = (because: readonly string[]): Record<string, string> | undefined =>
  because.length === 0 ? undefined : { [Annotation.BECAUSE]: because.join('; ') };

/** A list or map, or nothing instead of an empty one: the server would not keep it. */
export const filled = <T extends object>(value: T): T | undefined => (Object.keys(value).length === 0 ? undefined : value);

/** Values without repetitions (compared by their JSON), in the order they first appear. */
export const distinct = <T>(values: readonly T[]): T[] => [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
