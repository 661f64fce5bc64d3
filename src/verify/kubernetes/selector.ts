import { NotUnderstoodError } from '../errors';
import type { Fields } from '../fields';

export type Labels = Readonly<Record<string, string>>;

interface Requirement {
  readonly key: string;
  /** Whether labels without the key satisfy it. */
  readonly absent: boolean;
  readonly allows: (value: string) => boolean;
}

/** A label selector. Without requirements it selects everything. */
export interface Selector {
  /** Labels that must have exactly this value: what an index can look up. */
  readonly equal: readonly (readonly [key: string, value: string])[];
  readonly others: readonly Requirement[];
}

/** Reads a Kubernetes LabelSelector. */
export function readSelector(fields: Fields): Selector {
  const equal = Object.entries(fields.map('matchLabels'));
  const others = fields.list('matchExpressions', requirement) ?? [];
  fields.done();
  return { equal, others };
}

function requirement(fields: Fields): Requirement {
  const key = fields.text('key');
  const operator = fields.text('operator');
  const values = fields.texts('values') ?? [];
  fields.done();
  const listed = values.length > 0;
  if (operator === 'In' && listed) return { key, absent: false, allows: (value) => values.includes(value) };
  if (operator === 'NotIn' && listed) return { key, absent: true, allows: (value) => !values.includes(value) };
  if (operator === 'Exists' && !listed) return { key, absent: false, allows: () => true };
  if (operator === 'DoesNotExist' && !listed) return { key, absent: true, allows: () => false };
  throw new NotUnderstoodError(`operator "${operator}" with ${values.length} values`);
}

export function selects({ equal, others }: Selector, labels: Labels): boolean {
  return (
    equal.every(([key, value]) => labels[key] === value) &&
    others.every(({ key, absent, allows }) => {
      const value = labels[key];
      return value === undefined ? absent : allows(value);
    })
  );
}

/** Something that speaks of the pods of its namespace that a selector selects. */
interface Selecting {
  readonly namespace: string;
  readonly selector: Selector;
}

/** Finds what selects given pods without looking at everything: most selectors ask for a label. */
export class SelectorIndex<T extends Selecting> {
  private readonly groups = new Map<string, T[]>();

  constructor(all: Iterable<T>) {
    for (const each of all) {
      const [label] = each.selector.equal;
      const key = groupKey(each.namespace, label);
      const group = this.groups.get(key);
      if (group) group.push(each);
      else this.groups.set(key, [each]);
    }
  }

  /** Those of a namespace that select pods with these labels. */
  selecting(namespace: string, labels: Labels): readonly T[] {
    const keys = [undefined, ...Object.entries(labels)].map((label) => groupKey(namespace, label));
    return keys.flatMap((key) => this.groups.get(key) ?? []).filter(({ selector }) => selects(selector, labels));
  }
}

const groupKey = (namespace: string, label: readonly [key: string, value: string] | undefined): string =>
  `${namespace} ${label?.join('=') ?? ''}`;
