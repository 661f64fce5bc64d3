import type { CardNetwork } from '../../../model/resolved';
import { type Interface, routesBy } from '../network';
import type { GuestFile } from '../part';

/** A file that tells a program of one card; undefined: it is left to the image. Cards are known by their MAC addresses, and keep the names that the image gives them. */
export type CardFile = (card: Interface) => GuestFile | undefined;

const lines = (...all: readonly (string | undefined)[]): string => `${all.filter((line) => line !== undefined).join('\n')}\n`;

const listed = (key: string, values: readonly string[] | undefined, between: string): string | undefined =>
  values === undefined ? undefined : `${key}=${values.join(between)}`;

/** NetworkManager (nm-settings-keyfile(5)): it reads no file that others may read. */
const keyfile = ({ name, nic }: Interface, ipv4: readonly (string | undefined)[]): GuestFile => ({
  path: `/etc/NetworkManager/system-connections/isthmus-${name}.nmconnection`,
  mode: '0600',
  individual: true,
  content: lines(
    ...['[connection]', `id=${name}`, 'type=ethernet', ''],
    ...['[ethernet]', `mac-address=${nic.mac}`, `mtu=${nic.mtu}`, ''],
    ...['[ipv4]', ...ipv4, ''],
    ...['[ipv6]', 'method=disabled'],
  ),
});

const KEYFILES: Record<CardNetwork['addressedBy'], CardFile> = {
  static: (card) => {
    const { nic, network, nameservers } = card;
    return keyfile(card, [
      'method=manual',
      `address1=${nic.address}/${network.prefix}`,
      ...routesBy(nic, network).map(({ to, via }, index) => `route${index + 1}=${to},${via}`),
      listed('dns', nameservers?.addresses, ';'),
      listed('dns-search', nameservers?.search, ';'),
    ]);
  },
  dhcp: (card) => keyfile(card, ['method=auto']),
  image: () => undefined,
};

export const networkManagerFile: CardFile = (card) => KEYFILES[card.network.addressedBy](card);

/** systemd-networkd (systemd.network(5)). */
const networkFile = ({ name, nic }: Interface, network: readonly (string | undefined)[]): GuestFile => ({
  path: `/etc/systemd/network/10-isthmus-${name}.network`,
  mode: '0644',
  individual: true,
  content: lines(
    ...['[Match]', `MACAddress=${nic.mac}`, ''],
    ...['[Link]', `MTUBytes=${nic.mtu}`, ''],
    ...['[Network]', 'LinkLocalAddressing=no', 'IPv6AcceptRA=no', ...network],
  ),
});

const NETWORK_FILES: Record<CardNetwork['addressedBy'], CardFile> = {
  static: (card) => {
    const { nic, network, nameservers } = card;
    return networkFile(card, [
      'DHCP=no',
      `Address=${nic.address}/${network.prefix}`,
      listed('DNS', nameservers?.addresses, ' '),
      listed('Domains', nameservers?.search, ' '),
      ...routesBy(nic, network).flatMap(({ to, via }) => ['', '[Route]', `Destination=${to}`, `Gateway=${via}`]),
    ]);
  },
  dhcp: (card) => networkFile(card, ['DHCP=ipv4']),
  image: () => undefined,
};

export const networkdFile: CardFile = (card) => NETWORK_FILES[card.network.addressedBy](card);
