import { Address4, Address6 } from 'ip-address';
import { parseIp } from './cidr';
import { isHostName } from './text';

/**
 * The address of one machine in the one form that is compared: IPv4, or IPv6 (RFC 5952) without a zone, which means something on one machine alone.
 * @returns undefined for all else, names included
 */
function plainAddress(text: string): string | undefined {
  if (/^\d+(\.\d+){3}$/.test(text) && Address4.isValid(text)) return text;
  return /^[0-9A-Fa-f:.]+$/.test(text) && Address6.isValid(text) ? new Address6(text).correctForm() : undefined;
}

/** Whether a machine can be called so: by a name in DNS, or by its address. */
export const isPlace = (text: string): boolean => plainAddress(text) !== undefined || isHostName(text.toLowerCase());

/** The same as it stands in files of guests and clusters: a name in lower case, or an address of IPv4. */
export const isNameOrAddress = (text: string): boolean => isHostName(text) || parseIp(text) !== undefined;

/** As URIs hold it (RFC 3986, 3.2.2). */
export function hostInUri(place: string): string {
  const address = plainAddress(place) ?? place;
  return address.includes(':') ? `[${address}]` : address;
}
