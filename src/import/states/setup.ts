import { parse } from 'yaml';
import { parseIp } from '../../model/values';

/** IPv4 addresses that a network configuration of cloud-init gives cards, in its versions 1 and 2. Nothing else of it is read. */
export function addressesIn(config: unknown): readonly string[] {
  if (typeof config !== 'string') return [];
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, item] of Object.entries(value)) {
      if (name === 'addresses' || name === 'address') found.push(...[item].flat().flatMap(addressOf));
      else if (!AWAY.has(name)) visit(item);
    }
  };
  try {
    visit(parse(config, { logLevel: 'silent', maxAliasCount: 100 }));
  } catch {
    return [];
  }
  return found;
}

/** Addresses of others. */
const AWAY: ReadonlySet<string> = new Set(['nameservers', 'routes']);

function addressOf(text: unknown): readonly string[] {
  const [address = ''] = typeof text === 'string' ? text.split('/') : [];
  return parseIp(address) === undefined ? [] : [address];
}
