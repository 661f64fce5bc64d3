import { canonical } from '../fields';
import { commandText } from './command-text';
import { DEFAULTS, KEYS, READ_ELSEWHERE } from './pod-fields';
import { quantity } from './surroundings';

/** Where an object says something else than is wanted. */
export interface Unlike {
  /** Of the field, as people write it: `containers[web].env[HOST].value`. */
  readonly at: string;
  /** As text; unset: nothing is said, and the server's default holds. */
  readonly wanted?: string;
  readonly found?: string;
}

type Tree = Readonly<Record<string, unknown>>;
/** Names of fields, without what tells entries of lists apart. */
type Names = readonly string[];

/** Fields of pods, and of what keeps them, that differ in what they come to: defaults may be said or left out, amounts be written in any unit. */
export const unlike = (wanted: Tree, found: Tree): readonly Unlike[] => trees(wanted, found, '', []);

function trees(wanted: Tree, found: Tree, at: string, names: Names): readonly Unlike[] {
  const fields = new Set([...Object.keys(wanted), ...Object.keys(found)]);
  return [...fields].flatMap((name) =>
    values(said(wanted, name, names), said(found, name, names), at === '' ? name : `${at}.${name}`, [...names, name]),
  );
}

/** What a field says, or nothing where it says what holds anyway. No list of pods means anything when it is empty. */
function said(tree: Tree, name: string, names: Names): unknown {
  const value = tree[name] ?? undefined;
  const path = [...names.slice(-1), name].join('.');
  const usual = DEFAULTS.get(path) ?? DEFAULTS.get(name);
  const isEmpty = Array.isArray(value) && value.length === 0;
  return value === undefined || isEmpty || READ_ELSEWHERE.has(path) || usual?.includes(canonical(value)) ? undefined : value;
}

function values(wanted: unknown, found: unknown, at: string, names: Names): readonly Unlike[] {
  if (wanted === undefined && found === undefined) return [];
  const parts = inParts(wanted, found, at, names);
  // What only one of them has, and what says nothing, is still there.
  if (parts && (parts.length > 0 || (wanted !== undefined && found !== undefined))) return parts;
  const [a, b] = [leaf(wanted, names), leaf(found, names)];
  return a === b ? [] : [{ at, ...(a !== undefined && { wanted: a }), ...(b !== undefined && { found: b }) }];
}

/** Field by field, and entry by entry; undefined for what has neither. */
function inParts(wanted: unknown, found: unknown, at: string, names: Names): readonly Unlike[] | undefined {
  const both = [wanted, found].filter((each) => each !== undefined);
  if (both.every(isTree)) return trees((wanted ?? {}) as Tree, (found ?? {}) as Tree, at, names);
  if (!both.every(isTrees)) return undefined;
  const [before, after] = [(wanted ?? []) as readonly Tree[], (found ?? []) as readonly Tree[]];
  const key = KEYS.get(names.at(-1) ?? '');
  return key ? entries(before, after, key, at, names) : positions(before, after, at, names);
}

function entries(wanted: readonly Tree[], found: readonly Tree[], key: (entry: Tree) => string, at: string, names: Names) {
  const [before, after] = [numbered(wanted, key), numbered(found, key)];
  const order = (map: ReadonlyMap<string, Tree>): string => [...map.keys()].join(', ');
  const all = new Set([...before.keys(), ...after.keys()]);
  const here = [...all].flatMap((each): readonly Unlike[] => {
    const [a, b] = [before.get(each), after.get(each)];
    const place = `${at}[${each}]`;
    return a && b ? trees(a, b, place, names) : [{ at: place, ...(a && { wanted: 'there' }), ...(b && { found: 'there' }) }];
  });
  const isMoved = all.size === before.size && all.size === after.size && order(before) !== order(after);
  return isMoved ? [...here, { at: `order of ${at}`, wanted: order(before), found: order(after) }] : here;
}

/** By their keys; what has the key of another has its number, too: the last one counts, or none of them. */
function numbered(list: readonly Tree[], key: (entry: Tree) => string): ReadonlyMap<string, Tree> {
  const map = new Map<string, Tree>();
  for (const [index, entry] of list.entries()) map.set(map.has(key(entry)) ? `${key(entry)} #${index}` : key(entry), entry);
  return map;
}

const positions = (wanted: readonly Tree[], found: readonly Tree[], at: string, names: Names): readonly Unlike[] =>
  Array.from({ length: Math.max(wanted.length, found.length) }, (_, index) =>
    values(wanted[index], found[index], `${at}[${index}]`, names),
  ).flat();

function leaf(value: unknown, names: Names): string | undefined {
  if (value === undefined) return undefined;
  const [parent = '', name = ''] = names.slice(-2);
  if (AMOUNTS.has(parent) || AMOUNTS.has(name)) return typeof value === 'string' ? String(quantity(value)) : canonical(value);
  return canonical(isExpanded(names) ? commandText(value) : value);
}

const AMOUNTS: ReadonlySet<string> = new Set(['requests', 'limits', 'sizeLimit', 'averageValue']);

/** Commands of hooks are run as they are written (k8s.io/kubernetes, pkg/kubelet/lifecycle); those of probes and containers are not. */
const isExpanded = (names: Names): boolean =>
  !names.includes('lifecycle') && (['command', 'args'].includes(names.at(-1) ?? '') || names.slice(-2).join('.') === 'env.value');

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);
const isTrees = (value: unknown): value is readonly Tree[] => Array.isArray(value) && value.every(isTree);
