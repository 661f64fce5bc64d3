import { Address4 } from 'ip-address';
import { NotUnderstoodError } from '../errors';
import { difference, type Interval, type IntervalSet, intervalSet } from './intervals';

/** All IPv4 addresses, as numbers. */
export const ALL_ADDRESSES: IntervalSet = [[0, 2 ** 32 - 1]];

const parsed = new Map<string, Interval>();

/**
 * An address (`10.0.0.1`) or block (`10.0.0.0/24`; host bits are masked away, as every filter does it) as an interval of numbers.
 *
 * @throws NotUnderstoodError if it is neither
 */
export function addresses(text: string): Interval {
  const known = parsed.get(text);
  if (known) return known;
  if (!Address4.isValid(text)) throw new NotUnderstoodError(`"${text}" is not an IPv4 address or block`);
  const block = new Address4(text);
  const interval: Interval = [Number(block.startAddress().bigInt()), Number(block.endAddress().bigInt())];
  parsed.set(text, interval);
  return interval;
}

/** One address as a number. */
export function address(text: string): number {
  const [first, last] = addresses(text);
  if (first !== last) throw new NotUnderstoodError(`"${text}" is not one IPv4 address`);
  return first;
}

/** The addresses of `cidr` outside `except`. */
export function blockSet(cidr: string, except: readonly string[] = []): IntervalSet {
  return difference([addresses(cidr)], intervalSet(except.map(addresses)));
}

/** A block, or a range `first-last`. */
export function blockOrRange(text: string): Interval {
  const [first = '', last] = text.split('-').map((each) => each.trim());
  return last === undefined ? addresses(first) : [address(first), address(last)];
}

/** Bits of a netmask, written as a number of bits or dotted. */
export function prefixOf(mask: string): number {
  if (/^\d{1,2}$/.test(mask) && Number(mask) <= 32) return Number(mask);
  const bits = address(mask).toString(2).padStart(32, '0');
  const prefix = bits.indexOf('0') === -1 ? 32 : bits.indexOf('0');
  if (bits.slice(prefix).includes('1')) throw new NotUnderstoodError(`netmask "${mask}" has gaps`);
  return prefix;
}

const dotted = (value: number): string => [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');

/** An interval of addresses as people write it: one address, a block, or first–last. */
export function printAddresses([first, last]: Interval): string {
  if (first === last) return dotted(first);
  const size = last - first + 1;
  const bits = Math.log2(size);
  if (Number.isInteger(bits) && first % size === 0) return bits === 32 ? 'any address' : `${dotted(first)}/${32 - bits}`;
  return `${dotted(first)}–${dotted(last)}`;
}
