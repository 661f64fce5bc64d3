import { NotUnderstoodError } from '../errors';
import type { Fields } from '../fields';
import { blockSet } from '../sets/addresses';
import { difference, type IntervalSet, intersection, intervalSet, union } from '../sets/intervals';
import { LAST_PORT } from '../sets/transport';
import { readSelector, type Selector } from './selector';

/** Who sends to a workload of the mesh, as its proxy sees it. */
export interface MeshSender {
  /** Proven by mutual TLS; unset for plaintext. */
  readonly identity?: { readonly trustDomain: string; readonly namespace: string; readonly serviceAccount: string };
  readonly addresses: IntervalSet;
}

export interface AuthorizationPolicy {
  readonly name: string;
  readonly namespace: string;
  readonly selector: Selector;
  readonly action: 'ALLOW' | 'DENY';
  readonly rules: readonly AuthorizationRule[];
}

export interface AuthorizationRule {
  /** Unset: everyone. */
  readonly from?: readonly Source[];
  readonly ports: IntervalSet;
}

export interface Source {
  readonly principals?: readonly string[];
  readonly notPrincipals: readonly string[];
  readonly namespaces?: readonly string[];
  readonly notNamespaces: readonly string[];
  readonly addresses?: IntervalSet;
  readonly notAddresses: IntervalSet;
}

const EVERY_PORT: IntervalSet = [[0, LAST_PORT]];

/** Reads the spec of an Istio AuthorizationPolicy, as far as it speaks of connections (not of HTTP requests). */
export function readAuthorizationPolicy(name: string, namespace: string, spec: Fields): AuthorizationPolicy {
  const selector = spec.object('selector', readSelector) ?? { equal: [], others: [] };
  const action = spec.optionalText('action') ?? 'ALLOW';
  if (action !== 'ALLOW' && action !== 'DENY') throw new NotUnderstoodError(`action "${action}"`);
  const rules = spec.list('rules', (fields): AuthorizationRule => {
    const from = fields.list('from', (entry) => {
      const read = entry.object('source', source);
      entry.done();
      return entry.required('source', read);
    });
    const to = fields.list('to', (entry) => {
      const read = entry.object('operation', operation);
      entry.done();
      return entry.required('operation', read);
    });
    fields.done();
    return { ...(from?.length && { from }), ports: to?.length ? union(...to) : EVERY_PORT };
  });
  spec.done();
  return { name, namespace, selector, action, rules: rules ?? [] };
}

function source(fields: Fields): Source {
  const principals = fields.texts('principals');
  const namespaces = fields.texts('namespaces');
  const blocks = fields.texts('ipBlocks');
  const notAddresses = blockSets(fields.texts('notIpBlocks') ?? []);
  const result: Source = {
    ...(principals?.length && { principals }),
    notPrincipals: fields.texts('notPrincipals') ?? [],
    ...(namespaces?.length && { namespaces }),
    notNamespaces: fields.texts('notNamespaces') ?? [],
    ...(blocks?.length && { addresses: blockSets(blocks) }),
    notAddresses,
  };
  fields.done();
  return result;
}

function operation(fields: Fields): IntervalSet {
  const ports = fields.texts('ports');
  const notPorts = fields.texts('notPorts') ?? [];
  fields.done();
  return difference(ports?.length ? portSet(ports) : EVERY_PORT, portSet(notPorts));
}

const blockSets = (blocks: readonly string[]): IntervalSet => union(...blocks.map((block) => blockSet(block)));

function portSet(ports: readonly string[]): IntervalSet {
  return intervalSet(
    ports.map((text) => {
      const port = Number(text);
      if (!Number.isInteger(port) || port < 0 || port > LAST_PORT) throw new NotUnderstoodError(`port "${text}"`);
      return [port, port] as const;
    }),
  );
}

/** Where blocks of addresses begin, or end before: senders between two of these are all alike to the policy. */
export function boundaries({ rules }: AuthorizationPolicy): readonly number[] {
  const sets = rules.flatMap(({ from }) => (from ?? []).flatMap(({ addresses, notAddresses }) => [addresses ?? [], notAddresses]));
  return sets.flat().flatMap(([first, last]) => [first, last + 1]);
}

/** Ports for which one of a policy's rules matches a sender. */
export function matchedPorts({ rules, action }: AuthorizationPolicy, sender: MeshSender): IntervalSet {
  return union(...rules.filter(({ from }) => !from || from.some((one) => isFrom(one, sender, action))).map(({ ports }) => ports));
}

function isFrom(from: Source, { identity, addresses }: MeshSender, action: AuthorizationPolicy['action']): boolean {
  const principal = identity && `${identity.trustDomain}/ns/${identity.namespace}/sa/${identity.serviceAccount}`;
  // Istio reads `cluster.local` as the mesh's own trust domain, whatever its name.
  const alias = identity && `cluster.local/ns/${identity.namespace}/sa/${identity.serviceAccount}`;
  const isOne = (patterns: readonly string[], ...values: readonly (string | undefined)[]) =>
    patterns.some((pattern) => values.some((value) => value !== undefined && fits(pattern, value)));
  return (
    (!from.principals || isOne(from.principals, principal, alias)) &&
    !isOne(from.notPrincipals, principal, alias) &&
    (!from.namespaces || isOne(from.namespaces, identity?.namespace)) &&
    !isOne(from.notNamespaces, identity?.namespace) &&
    isAmong(difference(from.addresses ?? addresses, from.notAddresses), addresses, action)
  );
}

/** A sender of many addresses may pass by any one of them, and is kept out only if all of them are. */
function isAmong(listed: IntervalSet, addresses: IntervalSet, action: AuthorizationPolicy['action']): boolean {
  if (addresses.length === 0) return false;
  return action === 'ALLOW' ? intersection(listed, addresses).length > 0 : difference(addresses, listed).length === 0;
}

/** Istio's string match: exact, or with `*` as prefix, suffix or the whole. */
function fits(pattern: string, value: string): boolean {
  if (pattern === '*') return value !== '';
  if (pattern.startsWith('*')) return value.endsWith(pattern.slice(1));
  if (pattern.endsWith('*')) return value.startsWith(pattern.slice(0, -1));
  return pattern === value;
}
