import { objectChanges } from '../../../../src/plan/clusters/compare';
import { kindOf, objectsOf, type PlannedObject } from '../../../../src/plan/clusters/objects';
import { FIELDS } from '../../../../src/plan/clusters/rules';
import { fieldsOf, isObject } from '../../../../src/plan/differences';
import type { PlanSide } from '../../../../src/plan/side';
import type { Cluster } from '../../control-plane/cluster';

type Path = readonly (string | number)[];

/** One field of an object that is there, changed. */
interface Edit {
  readonly object: PlannedObject;
  readonly path: Path;
  readonly value: unknown;
}

/** Fields that tell what an object is, and values that are told by it elsewhere. */
const NAMES = /^(apiVersion|kind|metadata)/;

/** How a server says that a field never changes: in its validation of updates (kubernetes/kubernetes, pkg/apis). */
const REFUSAL =
  /field is immutable|may not change once set|updates to .* are forbidden|is immutable after creation|field can not be changed|may not be changed/i;

/**
 * Changes every field that is written, one after the other and for nothing but the answer, and compares whether a server refuses it as one that
 * never changes with what the plan's rules say. Of fields under one rule a few are tried; what it refuses for another reason says nothing.
 */
export async function compareFields(
  cluster: Cluster,
  side: PlanSide,
): Promise<{ readonly judged: number; readonly different: readonly string[] }> {
  const different: string[] = [];
  let judged = 0;
  for (const [place, edits] of editsOf(side)) {
    for (const { object, path, value } of edits) {
      const { status, stderr } = await cluster.attempt(
        ['apply', '--server-side', '--dry-run=server', '--force-conflicts', '--filename=-'],
        {
          input: JSON.stringify(withValue(object.content, path, value)),
        },
      );
      const refused = REFUSAL.test(stderr);
      if (status !== 0 && !refused) continue;
      judged++;
      const told = effectOf(side, object, withValue(object.content, path, value));
      if (EXCUSED.has(place)) break;
      if ((told === 'recreated') !== refused)
        different.push(
          `${place}: the plan says "${told}", the server ${refused ? `refuses it: ${stderr.trim().split('\n')[0]}` : 'takes it'}`,
        );
      break;
    }
  }
  return { judged, different };
}

/** What the plan says of an object that is to be another one. */
function effectOf(side: PlanSide, object: PlannedObject, after: unknown): string | undefined {
  const of = (content: unknown): PlanSide => ({ ...side, kubernetes: { 'all.k8s.yaml': [content] } }) as PlanSide;
  const [change] = objectChanges(of(object.content), of(after));
  return change?.fields[0]?.effect;
}

/** Where a server's answer depends on more than the field. */
const EXCUSED = new Set([
  // Of a Service without an address the server takes another family; of one with an address it takes none.
  'Service spec.ipFamilies',
  // A claim grows once it is bound, and here nothing binds those without a volume: `a larger claim` is among the edits.
  'PersistentVolumeClaim spec.resources.requests.storage',
]);

/** By kind and rule: changes to try until one of them can be judged. */
function editsOf(side: PlanSide): ReadonlyMap<string, readonly Edit[]> {
  const found = new Map<string, Edit[]>();
  for (const object of objectsOf(side).values())
    for (const [path, value] of leaves(object.content)) {
      if (NAMES.test(String(path[0]))) continue;
      const place = `${kindOf(object)} ${ruledBy(object, path)}`;
      for (const other of othersThan(value)) found.set(place, [...(found.get(place) ?? []), { object, path, value: other }].slice(0, MOST));
    }
  return found;
}

const MOST = 8;

/** The field whose rule holds. */
function ruledBy(object: PlannedObject, path: Path): string {
  const rules = FIELDS[kindOf(object)] ?? {};
  const fields = fieldsOf(path.filter((key) => typeof key === 'string'));
  for (let length = fields.length; length > 0; length--) {
    const key = fields.slice(0, length).join('.');
    if (Object.hasOwn(rules, key)) return key;
  }
  return fields.join('.');
}

function* leaves(value: unknown, path: Path = []): Generator<readonly [Path, unknown]> {
  if (Array.isArray(value) && value.length > 0) for (const [index, item] of value.entries()) yield* leaves(item, [...path, index]);
  else if (isObject(value)) for (const [key, item] of Object.entries(value)) yield* leaves(item, [...path, key]);
  else yield [path, value];
}

/** Words that have others of their kind. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  OrderedReady: ['Parallel'],
  RollingUpdate: ['OnDelete', 'Recreate'],
  ReadWriteOnce: ['ReadWriteMany'],
  ReadWriteMany: ['ReadOnlyMany'],
  Forbid: ['Allow'],
  Delete: ['Retain'],
  Retain: ['Delete'],
  None: ['10.96.77.77'],
  IPv4: ['IPv6'],
  Local: ['Cluster'],
  Indexed: ['NonIndexed'],
  Opaque: ['kubernetes.io/tls'],
};

/** Values that a field could have instead. */
function othersThan(value: unknown): readonly unknown[] {
  if (typeof value === 'number') return [value + 1];
  if (typeof value === 'boolean') return [!value];
  if (typeof value !== 'string') return [];
  const quantity = /^(\d+)(Mi|Gi|m)$/.exec(value);
  if (quantity) return [`${Number(quantity[1]) + 1}${quantity[2]}`];
  if (/^\d+$/.test(value)) return [String(Number(value) + 1)];
  return WORDS[value] ?? [`${value}x`];
}

/** A copy in which one place has another value. */
function withValue(content: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(content)) return content.map((item, index) => (index === key ? withValue(item, rest, value) : item));
  const map = content as Readonly<Record<string, unknown>>;
  return { ...map, [key]: withValue(map[key], rest, value) };
}
