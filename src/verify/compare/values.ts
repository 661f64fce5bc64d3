import type { AddressBlock, ResolvedPort } from '../../model/resolved';
import { blockSet } from '../sets/addresses';
import { type Interval, type IntervalSet, union } from '../sets/intervals';
import { ALL_PORTS, PORTLESS, PROTOCOL_NUMBERS, type Transport, transport } from '../sets/transport';

/** Protocol numbers of a port of the model. */
export function protocolOf({ protocol }: ResolvedPort): Interval {
  if (protocol === 'any') return [0, 255];
  const number = PROTOCOL_NUMBERS[protocol];
  return [number, number];
}

/** Port numbers of a port of the model; all where the protocol has none. */
export const portIntervals = ({ protocol, from, to }: ResolvedPort): Interval =>
  protocol === 'any' || PORTLESS[protocol] ? ALL_PORTS : [from, to];

/** What policies of pods can say about ports. */
export function transportOf(ports: readonly ResolvedPort[]): Transport {
  return union(...ports.map((port) => transport(protocolOf(port)[0], portIntervals(port))));
}

/** Addresses of blocks of the model. */
export const addressesOf = (blocks: readonly AddressBlock[]): IntervalSet =>
  union(...blocks.map(({ cidr, except }) => blockSet(cidr, except)));

/** A share of a sum of weights, as everybody says it: to the hundredth of a percent. */
export const percentOf = (weight: number, sum: number): number => (sum === 0 ? 0 : Math.round((weight * 10000) / sum) / 100);
