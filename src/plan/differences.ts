/** A place where two values differ. */
export interface Leaf {
  /** Keys that lead there; elements of lists in brackets, by name where they have one: `['spec', 'containers', '[app]', 'image']`. */
  readonly path: readonly string[];
  /** Unset where there was nothing. */
  readonly before?: unknown;
  /** Unset where there is nothing. */
  readonly after?: unknown;
}

export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The places where two plain values differ, as deep as they go. The order of keys never shows. */
export function differences(before: unknown, after: unknown, path: readonly string[] = []): readonly Leaf[] {
  if (before === after) return [];
  const [old, current] = [before, after].map(parts);
  if (!fits(before, old) || !fits(after, current) || (!old && !current)) {
    if (JSON.stringify(before) === JSON.stringify(after)) return [];
    return [{ path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
  }
  // Something empty that comes or goes is a difference of its own.
  if (Object.keys({ ...old, ...current }).length === 0 && (before === undefined || after === undefined)) return [{ path, before, after }];
  return [...new Set([...Object.keys(old ?? {}), ...Object.keys(current ?? {})])].flatMap((key) =>
    differences(old?.[key], current?.[key], [...path, key]),
  );
}

/** Whether a value can be gone into. */
const fits = (value: unknown, found: Json | undefined): boolean => found !== undefined || value === undefined;

/** What a value is made of, by key. A list only where each of its elements has a name: others are compared as a whole. */
function parts(value: unknown): Json | undefined {
  if (isObject(value)) return value;
  if (!Array.isArray(value)) return undefined;
  const names = value.map((element) => (isObject(element) && typeof element.name === 'string' ? element.name : undefined));
  if (names.includes(undefined) || new Set(names).size < names.length) return undefined;
  return Object.fromEntries(value.map((element, index) => [`[${names[index]}]`, element]));
}

/** The keys of a path without those of lists. */
export const fieldsOf = (path: readonly string[]): readonly string[] => path.filter((key) => !key.startsWith('['));

/** `spec.containers[app].image` */
export const pathText = (path: readonly string[]): string => path.join('.').replaceAll('.[', '[');
