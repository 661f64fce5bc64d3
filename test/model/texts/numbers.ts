import type { System } from '../../../src/model';

/** A number that a user gave, in an object or a list. */
export interface NumberPlace {
  readonly path: string;
  readonly usual: number;
  /** Puts another one in its place. */
  readonly say: (other: number) => void;
}

/** Values, which refuse what they cannot be when they are made, and what the library itself counts. */
const OWN = new Set(['Cidr', 'Duration', 'Node', 'Origin', 'Port', 'Size']);
const isOwn = (value: object): boolean => Object.isFrozen(value) || OWN.has(value.constructor?.name);

/** Numbers in what a system's constructs were given, before it is resolved. */
export function numbersOf(system: System): readonly NumberPlace[] {
  const found: NumberPlace[] = [];
  const seen = new Set<object>();
  const visit = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null || seen.has(value) || isOwn(value)) return;
    seen.add(value);
    const entries: readonly (readonly [unknown, unknown])[] = value instanceof Map ? [...value] : Object.entries(value);
    for (const [key, each] of entries) {
      const at = `${path}.${String(key)}`;
      if (typeof each === 'number') found.push({ path: at, usual: each, say: (other) => Object.assign(value, { [String(key)]: other }) });
      else visit(each, at);
    }
  };
  for (const each of system.node.findAll()) visit(each, each.node.path);
  return found;
}

/** What is tried in the place of every number. */
export const ODD_NUMBERS: Readonly<Record<string, (usual: number) => number>> = {
  'a fraction': (usual) => usual + 0.5,
  'a negative one': (usual) => -usual - 1,
  zero: () => 0,
  'none at all': () => Number.NaN,
  'an endless one': () => Number.POSITIVE_INFINITY,
  'less than all': () => Number.NEGATIVE_INFINITY,
  'a huge one': () => 1e21,
  'one that no list is as long as': () => 2 ** 32,
  'one that fits into no 32 bits': () => 2 ** 31,
};
