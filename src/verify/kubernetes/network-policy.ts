import { NotUnderstoodError } from '../errors';
import type { Fields } from '../fields';
import { blockSet } from '../sets/addresses';
import type { Interval, IntervalSet } from '../sets/intervals';
import { ALL_PORTS, LAST_PORT, PROTOCOL_NUMBERS } from '../sets/transport';
import { readSelector, type Selector } from './selector';

export type PolicyDirection = 'ingress' | 'egress';

export type Peer =
  | { readonly kind: 'block'; readonly addresses: IntervalSet }
  /** Without `namespaces`: the policy's own namespace; without `pods`: all pods there. */
  | { readonly kind: 'pods'; readonly namespaces?: Selector; readonly pods?: Selector };

export interface PolicyPort {
  readonly protocol: number;
  /** A name is looked up at the pods that receive. */
  readonly ports: Interval | string;
}

export interface PolicyRule {
  /** Unset: everyone. */
  readonly peers?: readonly Peer[];
  /** Unset: everything. */
  readonly ports?: readonly PolicyPort[];
}

export interface NetworkPolicy {
  readonly name: string;
  readonly namespace: string;
  readonly selector: Selector;
  /** What it allows in a direction; unset: it says nothing about that direction. */
  readonly rules: Readonly<Partial<Record<PolicyDirection, readonly PolicyRule[]>>>;
}

const PROTOCOLS: Readonly<Record<string, number>> = {
  TCP: PROTOCOL_NUMBERS.tcp,
  UDP: PROTOCOL_NUMBERS.udp,
  SCTP: PROTOCOL_NUMBERS.sctp,
};

/** Number of a protocol as Kubernetes writes it. */
export function protocolNumber(text = 'TCP'): number {
  const number = PROTOCOLS[text];
  if (number === undefined) throw new NotUnderstoodError(`unknown protocol "${text}"`);
  return number;
}

/**
 * Reads the spec of a NetworkPolicy with the API server's defaults.
 *
 * @throws NotUnderstoodError for what the API server would refuse, or would drop as unknown
 */
export function readNetworkPolicy(name: string, namespace: string, spec: Fields): NetworkPolicy {
  const selector = spec.object('podSelector', readSelector) ?? { equal: [], others: [] };
  const ingress = spec.list('ingress', (fields) => rule(fields, 'from')) ?? [];
  const egress = spec.list('egress', (fields) => rule(fields, 'to')) ?? [];
  const stated = spec.texts('policyTypes') ?? [];
  spec.done();
  const unknown = stated.find((type) => type !== 'Ingress' && type !== 'Egress');
  if (unknown !== undefined) throw new NotUnderstoodError(`unknown policy type "${unknown}"`);
  const types = stated.length > 0 ? stated : ['Ingress', ...(egress.length > 0 ? ['Egress'] : [])];
  const rules = { ...(types.includes('Ingress') && { ingress }), ...(types.includes('Egress') && { egress }) };
  return { name, namespace, selector, rules };
}

function rule(fields: Fields, ends: 'from' | 'to'): PolicyRule {
  const peers = fields.list(ends, peer);
  const ports = fields.list('ports', port);
  fields.done();
  return { ...(peers?.length && { peers }), ...(ports?.length && { ports }) };
}

function peer(fields: Fields): Peer {
  const addresses = fields.object('ipBlock', (block) => {
    const set = blockSet(block.text('cidr'), block.texts('except'));
    block.done();
    return set;
  });
  const namespaces = fields.object('namespaceSelector', readSelector);
  const pods = fields.object('podSelector', readSelector);
  fields.done();
  if (addresses && !namespaces && !pods) return { kind: 'block', addresses };
  if (addresses) throw new NotUnderstoodError('an ipBlock together with a selector');
  if (!namespaces && !pods) throw new NotUnderstoodError('a peer without ipBlock and selector');
  return { kind: 'pods', ...(namespaces && { namespaces }), ...(pods && { pods }) };
}

function port(fields: Fields): PolicyPort {
  const protocol = protocolNumber(fields.optionalText('protocol'));
  const first = fields.optionalPort('port');
  const last = fields.optionalInteger('endPort');
  fields.done();
  if (typeof first === 'string' || first === undefined) {
    if (last !== undefined) throw new NotUnderstoodError('an endPort without a numeric port');
    return { protocol, ports: first ?? ALL_PORTS };
  }
  if (first < 1 || (last ?? first) < first || (last ?? first) > LAST_PORT) {
    throw new NotUnderstoodError(`ports from ${first} to ${last ?? first}`);
  }
  return { protocol, ports: [first, last ?? first] };
}
