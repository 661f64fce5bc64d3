import { NotUnderstoodError } from '../errors';
import type { Fields } from '../fields';
import { address, addresses, prefixOf } from '../sets/addresses';
import type { Interval } from '../sets/intervals';
import type { Resources } from './resources';

/** How a host forwards between a network and others; `bridge`: the host has no part in it. */
export type ForwardMode = 'route' | 'open' | 'nat' | 'isolated' | 'bridge';

/** One layer-2 segment. */
export interface Segment {
  readonly name: string;
  readonly mode: ForwardMode;
  /** Provider alias of the host that it is on; unset for an existing bridge, which may span hosts. */
  readonly host?: string;
  /** The host's own address in it. */
  readonly gateway?: number;
  readonly block?: Interval;
}

const MODES: readonly string[] = ['route', 'open', 'nat'] satisfies ForwardMode[];

/** The provider that a resource belongs to, i.e. its host. */
export const hostOf = (fields: Fields): string => fields.optionalText('provider') ?? 'libvirt';

/** libvirt networks by host and name. */
export function readNetworks(resources: Resources): ReadonlyMap<string, Segment> {
  const networks = resources.all('libvirt_network', (fields): Segment => {
    const name = resources.text(fields.text('name'));
    const mode = fields.object('forward', (forward) => forward.optionalText('mode') ?? 'nat');
    if (mode !== undefined && !MODES.includes(mode)) throw new NotUnderstoodError(`forward mode "${mode}"`);
    const [ip, ...more] = (fields.list('ips', readAddress) ?? []).filter((each) => each !== undefined);
    if (more.length > 0) throw new NotUnderstoodError('several IPv4 addresses of one network');
    return { name, mode: (mode as ForwardMode | undefined) ?? 'isolated', host: hostOf(fields), ...ip };
  });
  return new Map(networks.map((network) => [networkKey(network.host ?? '', network.name), network]));
}

export const networkKey = (host: string, name: string): string => `${host} ${name}`;

function readAddress(ip: Fields): { gateway: number; block: Interval } | undefined {
  if (ip.optionalText('family') === 'ipv6') return undefined;
  const own = ip.text('address');
  const netmask = ip.optionalText('netmask');
  const prefix = ip.optionalInteger('prefix') ?? (netmask === undefined ? undefined : prefixOf(netmask));
  return { gateway: address(own), block: addresses(`${own}/${ip.required('prefix', prefix)}`) };
}
