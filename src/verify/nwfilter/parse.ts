import { XMLParser } from 'fast-xml-parser';
import { NotUnderstoodError, reading } from '../errors';
import type { Action, FilterDefinition, FilterReference, FilterRule } from './definition';

/** One element as the XML parser gives it when asked to keep the order of elements. */
type Element = Readonly<Record<string, unknown>>;
type Attributes = Readonly<Record<string, string>>;

const ATTRIBUTES = ':@';
const ACTIONS: readonly string[] = ['accept', 'drop', 'reject', 'return', 'continue'] satisfies Action[];
const DIRECTIONS: readonly string[] = ['in', 'out', 'inout'];

/** Default priority of a rule (libvirt, formatnwfilter). */
const DEFAULT_PRIORITY = 500;

/**
 * Reads the XML of a network filter, as written by hand or as `virsh nwfilter-dumpxml` prints it.
 *
 * @throws NotUnderstoodError for XML that is not well-formed, and for every element and attribute without a known meaning
 */
export function parseFilter(xml: string): FilterDefinition {
  const root = elements(parseXml(xml)).find((element) => tagOf(element) === 'filter');
  if (!root) throw new NotUnderstoodError('no <filter> element');
  const { name, chain = 'root', priority, ...others } = attributesOf(root);
  if (!name) throw new NotUnderstoodError('a filter without a name');
  return reading(`nwfilter "${name}"`, () => {
    refuse(others, '<filter>');
    const children = childrenOf(root).filter((child) => tagOf(child) !== 'uuid');
    const entries = children.map((child, i) => reading(`entry ${i + 1}`, () => entry(name, child, i + 1)));
    return { name, chain, ...(priority !== undefined && { priority: integer(priority) }), entries };
  });
}

function entry(filter: string, element: Element, position: number): FilterRule | FilterReference {
  const tag = tagOf(element);
  if (tag === 'rule') return rule(filter, element, position);
  if (tag === 'filterref') return reference(element);
  throw new NotUnderstoodError(`unknown element <${tag}>`);
}

function rule(filter: string, element: Element, position: number): FilterRule {
  // `statematch` concerns connection tracking, which rules for Ethernet frames do not have.
  const { action = '', direction = '', priority, statematch: _, ...others } = attributesOf(element);
  refuse(others, '<rule>');
  if (!ACTIONS.includes(action)) throw new NotUnderstoodError(`unknown action "${action}"`);
  if (!DIRECTIONS.includes(direction)) throw new NotUnderstoodError(`unknown direction "${direction}"`);
  const matches = childrenOf(element);
  if (matches.length > 1) throw new NotUnderstoodError('a rule with more than one protocol element');
  const [match] = matches;
  const rank = priority === undefined ? DEFAULT_PRIORITY : integer(priority);
  return {
    kind: 'rule',
    action: action as Action,
    direction: direction as FilterRule['direction'],
    priority: rank,
    ...(match && { match: { element: tagOf(match), attributes: attributesOf(match) } }),
    place: `nwfilter "${filter}", entry ${position} (${action} ${direction}, priority ${rank})`,
  };
}

function reference(element: Element): FilterReference {
  const { filter, ...others } = attributesOf(element);
  refuse(others, '<filterref>');
  if (!filter) throw new NotUnderstoodError('a <filterref> without a filter');
  const parameters: Record<string, string[]> = {};
  for (const child of childrenOf(element)) {
    const { name, value, ...rest } = attributesOf(child);
    if (tagOf(child) !== 'parameter' || name === undefined || value === undefined) {
      throw new NotUnderstoodError(`unknown element <${tagOf(child)}> in <filterref>`);
    }
    refuse(rest, '<parameter>');
    parameters[name] = [...(parameters[name] ?? []), value];
  }
  return { kind: 'reference', filter, parameters };
}

function parseXml(xml: string): unknown {
  const parser = new XMLParser({ preserveOrder: true, ignoreAttributes: false, attributeNamePrefix: '', ignoreDeclaration: true });
  try {
    return parser.parse(xml, true);
  } catch (error) {
    throw new NotUnderstoodError(`XML that is not well-formed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function elements(value: unknown): readonly Element[] {
  return Array.isArray(value) ? value.filter((item) => tagOf(item) !== '#text') : [];
}

const tagOf = (element: Element): string => Object.keys(element).find((key) => key !== ATTRIBUTES) ?? '';
const childrenOf = (element: Element): readonly Element[] => elements(element[tagOf(element)]);
const attributesOf = (element: Element): Attributes => (element[ATTRIBUTES] as Attributes | undefined) ?? {};

function refuse(attributes: Attributes, where: string): void {
  const [unknown] = Object.keys(attributes);
  if (unknown !== undefined) throw new NotUnderstoodError(`unknown attribute "${unknown}" of ${where}`);
}

function integer(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value)) throw new NotUnderstoodError(`"${text}" is not a whole number`);
  return value;
}
