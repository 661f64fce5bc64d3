import { XMLParser } from 'fast-xml-parser';
import { reading } from '../errors';
import { Fields } from '../fields';
import type { Resources } from './resources';
import { readSteps } from './steps';

/** What a libvirt network tells machines: names in DNS, and addresses by DHCP. Each entry as one text. */
export interface NetworkEntries {
  /** An address and its names. */
  readonly names: readonly string[];
  /** An Ethernet address and the address that it gets. */
  readonly reservations: readonly string[];
}

export interface NetworkNames {
  /** Whether it answers at all. */
  readonly answers: boolean;
  /** With what it is made. */
  readonly made: NetworkEntries;
  /** What is put in while it is up. */
  readonly live: NetworkEntries;
}

/** By libvirt's name of the network. */
export function readNetworkNames(resources: Resources): ReadonlyMap<string, NetworkNames> {
  const live = liveEntries(resources);
  return new Map(
    resources.all('libvirt_network', (network) => {
      const name = resources.text(network.text('name'));
      const dns = network.object('dns', (fields) => ({
        answers: fields.optionalText('enable') !== 'no',
        names:
          fields.list('host', (host) => nameEntry(host.text('ip'), host.list('hostnames', (each) => each.text('hostname')) ?? [])) ?? [],
      }));
      const reservations = network.list('ips', (ip) => ip.object('dhcp', (dhcp) => dhcp.list('hosts', reservationEntry)) ?? []) ?? [];
      const made = { names: dns?.names ?? [], reservations: reservations.flat() };
      return [name, { answers: dns?.answers ?? true, made, live: live.get(name) ?? { names: [], reservations: [] } }] as const;
    }),
  );
}

/** How an entry is compared: whatever order its names are written in. */
export const nameEntry = (address: string, names: readonly string[]): string => [address, ...[...names].sort()].join(' ');

const reservationEntry = (host: Fields): string => `${host.text('mac').toLowerCase()} ${host.text('ip')}`;

function liveEntries(resources: Resources): ReadonlyMap<string, { names: string[]; reservations: string[] }> {
  const found = new Map<string, { names: string[]; reservations: string[] }>();
  for (const step of readSteps(resources)) {
    if (!step.variables.includes('ENTRY')) continue;
    reading(step.address, () => {
      const network = step.variable('NETWORK');
      const entries = found.get(network) ?? { names: [], reservations: [] };
      found.set(network, entries);
      new Fields(PARSER.parse(step.variable('ENTRY'))).object('host', (host) => {
        if (host.has('mac')) entries.reservations.push(reservationEntry(host));
        else entries.names.push(nameEntry(host.text('ip'), host.texts('hostname') ?? []));
      });
    });
  }
  return found;
}

const PARSER = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  isArray: (name) => name === 'hostname',
  parseTagValue: false,
});
