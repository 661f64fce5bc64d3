import { NotUnderstoodError, reading } from '../errors';
import type { Action, Direction, FilterDefinition, FilterLibrary, FilterRule, Parameters } from './definition';
import { EVERYTHING, type Matched, matched, type Plane } from './match';

/** A rule on one interface, for one direction, with the values of its variables. */
export interface ChainRule {
  readonly action: Action;
  readonly priority: number;
  readonly matched: Matched;
  readonly place: string;
}

export interface Chain {
  readonly name: string;
  readonly priority: number;
  /** Planes whose frames enter it. */
  readonly planes: readonly Plane[];
  /** In the order of evaluation. */
  readonly rules: readonly ChainRule[];
}

/** All chains of an interface in one direction. */
export interface Chains {
  readonly root: readonly ChainRule[];
  /** In the order in which `root` enters them. */
  readonly others: readonly Chain[];
}

const ALL_PLANES = Object.keys(EVERYTHING) as readonly Plane[];

/** Chains by the start of their name: default priority and the frames that enter (libvirt, formatnwfilter). */
const CHAIN_KINDS: readonly (readonly [prefix: string, priority: number, planes: readonly Plane[]])[] = [
  ['ipv4', -700, ['ipv4']],
  ['ipv6', -600, ['ipv6']],
  ['arp', -500, ['arp']],
  ['mac', -800, ALL_PLANES],
];

/**
 * Puts a filter and everything it refers to on an interface: libvirt gathers the rules of the whole tree by chain and sorts
 * each chain by priority; among equals the order of the documents stands.
 *
 * @throws NotUnderstoodError for a filter or chain that is not known, or a variable without a value
 */
export function instantiate(filter: string, library: FilterLibrary, parameters: Parameters): Readonly<Record<Direction, Chains>> {
  const found: Gathered = new Map();
  gather(filter, library, parameters, [], found);
  return { in: chainsOf(found, 'in'), out: chainsOf(found, 'out') };
}

type Gathered = Map<string, { priority: number; planes: readonly Plane[]; rules: { rule: FilterRule; parameters: Parameters }[] }>;

function gather(name: string, library: FilterLibrary, parameters: Parameters, path: readonly string[], found: Gathered): void {
  if (path.includes(name)) throw new NotUnderstoodError(`nwfilter "${name}" refers to itself`);
  const filter = library.get(name);
  if (!filter) throw new NotUnderstoodError(`nwfilter "${name}" is not defined`);
  const chain = chainOf(filter, found);
  for (const entry of filter.entries) {
    if (entry.kind === 'rule') chain.rules.push({ rule: entry, parameters });
    else gather(entry.filter, library, merged(parameters, entry.parameters), [...path, name], found);
  }
}

function chainOf(filter: FilterDefinition, found: Gathered) {
  const kind = CHAIN_KINDS.find(([prefix]) => filter.chain.startsWith(prefix));
  if (filter.chain !== 'root' && !kind) throw new NotUnderstoodError(`nwfilter "${filter.name}": unknown chain "${filter.chain}"`);
  const priority = filter.priority ?? kind?.[1] ?? 0;
  const chain = found.get(filter.chain) ?? { priority, planes: kind?.[2] ?? ALL_PLANES, rules: [] };
  if (filter.chain !== 'root' && chain.priority !== priority) {
    throw new NotUnderstoodError(`nwfilter "${filter.name}": chain "${filter.chain}" has two priorities`);
  }
  found.set(filter.chain, chain);
  return chain;
}

function merged(outer: Parameters, inner: Parameters): Parameters {
  for (const name of Object.keys(inner)) {
    if (outer[name] && String(outer[name]) !== String(inner[name])) throw new NotUnderstoodError(`parameter ${name} is given twice`);
  }
  return { ...outer, ...inner };
}

function chainsOf(found: Gathered, direction: Direction): Chains {
  const chains = [...found].map(([name, { priority, planes, rules }]) => ({
    name,
    priority,
    planes,
    rules: rules
      .filter(({ rule }) => rule.direction === 'inout' || rule.direction === direction)
      .flatMap(({ rule, parameters }) => chainRules(rule, direction, parameters))
      .sort((a, b) => a.priority - b.priority),
  }));
  const others = chains.filter((chain) => chain.name !== 'root' && chain.rules.length > 0).sort((a, b) => a.priority - b.priority);
  others.forEach((chain, i) => {
    const twin = others
      .slice(i + 1)
      .find(({ priority, planes }) => priority === chain.priority && planes.some((p) => chain.planes.includes(p)));
    if (twin) throw new NotUnderstoodError(`chains "${chain.name}" and "${twin.name}" have the same priority: their order is not defined`);
  });
  return { root: chains.find(({ name }) => name === 'root')?.rules ?? [], others };
}

function chainRules(rule: FilterRule, direction: Direction, parameters: Parameters): readonly ChainRule[] {
  return reading(rule.place, () => {
    const { action, priority, place, match } = rule;
    if (!match) return [{ action, priority, place, matched: EVERYTHING }];
    // libvirt turns a rule for both directions round for the packets that the guest sends.
    const turned = rule.direction === 'inout' && direction === 'out';
    const comment = match.attributes.comment ? ` "${match.attributes.comment}"` : '';
    return assignments(match.attributes, parameters).map((attributes) => ({
      action,
      priority,
      place: `${place}${comment}`,
      matched: matched(match.element, turned ? turnRound(attributes) : attributes),
    }));
  });
}

type Attributes = Readonly<Record<string, string>>;

/** The attributes with each value of their variables; libvirt makes one rule of each. */
function assignments(attributes: Attributes, parameters: Parameters): readonly Attributes[] {
  const names = new Set(Object.values(attributes).filter((text) => text.startsWith('$')));
  if (names.size === 0) return [attributes];
  const variables = [...names].map((reference) => {
    const values = parameters[reference.slice(1)];
    if (!values) throw new NotUnderstoodError(`variable ${reference} has no stated value`);
    return { reference, values };
  });
  const [longest] = [...variables].sort((a, b) => b.values.length - a.values.length);
  if (variables.some(({ values }) => values.length > 1) && variables.length > 1) {
    throw new NotUnderstoodError(`variables ${[...names].join(' and ')} together, one of them with several values`);
  }
  return (longest?.values ?? []).map((_, i) => {
    const value = new Map(variables.map(({ reference, values }) => [reference, values[i] ?? (values[0] as string)]));
    return Object.fromEntries(Object.entries(attributes).map(([name, text]) => [name, value.get(text) ?? text]));
  });
}

function turnRound(attributes: Attributes): Attributes {
  const turn = (name: string) => name.replace(/src|dst/, (end) => (end === 'src' ? 'dst' : 'src'));
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [turn(name), value]));
}
