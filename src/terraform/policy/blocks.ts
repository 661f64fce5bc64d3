import { DefectError } from '../../model/problem';
import { Cidr, parseIp } from '../../model/values';

const cache = new Map<string, Cidr>();

/**
 * Reads an address or a CIDR of the resolved model. The same few are read over and over, so they are kept.
 * @throws DefectError on anything else: the model checked them already
 */
export function blockOf(text: string): Cidr {
  const known = cache.get(text);
  if (known) return known;
  const address = parseIp(text);
  const block = address === undefined ? Cidr.parse(text) : Cidr.of(address, 32);
  if (typeof block === 'string') throw new DefectError(`The resolved system holds a bad address: ${block}`);
  cache.set(text, block);
  return block;
}
