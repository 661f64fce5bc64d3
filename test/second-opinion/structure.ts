/**
 * What a document is made of but for its texts: how often each path leads to text, and to each other value. Maps whose keys are users'
 * own words count as one, whatever stands in them.
 */
export function structureOf(documents: readonly unknown[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const count = (path: string): void => void counts.set(path, (counts.get(path) ?? 0) + 1);
  const walk = (value: unknown, path: string): void => {
    if (typeof value === 'string') return count(`${path}: text`);
    if (typeof value !== 'object' || value === null) return count(`${path}: ${String(value)}`);
    // Files of the same content are one entry.
    if (SHARED.test(path)) return count(`${path}: some`);
    const isNameless = Array.isArray(value) || OWN_WORDS.test(path);
    for (const [key, each] of Object.entries(value)) walk(each, `${path}/${isNameless ? '-' : key}`);
  };
  for (const document of documents) walk(document, kindOf(document));
  return counts;
}

const kindOf = (document: unknown): string => String((document as { readonly kind?: unknown } | null)?.kind ?? '');

/** Values of add-ons, of no kind, have users' own keys anywhere. */
const OWN_WORDS = /^$|^\/|\/(labels|annotations|data|binaryData|matchLabels|nodeSelector|hard|limits|requests|parameters)$/;

const SHARED = /^ConfigMap\/(data|binaryData)$/;

/** Paths that lead to something more or less often. */
export const unlike = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): readonly string[] =>
  [...new Set([...a.keys(), ...b.keys()])]
    .filter((path) => a.get(path) !== b.get(path))
    .map((path) => `${path}: ${b.get(path) ?? 0} times in place of ${a.get(path) ?? 0}`);

/** Objects of Kubernetes, and values of add-ons, whatever the order in which they stand. */
export const inOrder = (objects: readonly unknown[]): readonly unknown[] => [...objects].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));

function nameOf(object: unknown): string {
  const { apiVersion, kind, metadata } = object as { apiVersion: string; kind: string; metadata?: { name: string; namespace?: string } };
  return metadata ? [apiVersion, kind, metadata.namespace, metadata.name].join(' ') : JSON.stringify(object);
}
