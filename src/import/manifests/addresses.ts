import { Cidr } from '../../model/values';

/** An IPv4 block as it is written, where it is one and not all addresses. */
export function parseCidr(text: unknown): string | undefined {
  const cidr = typeof text === 'string' ? Cidr.parse(text) : undefined;
  return cidr instanceof Cidr && cidr.prefix > 0 ? String(cidr) : undefined;
}
