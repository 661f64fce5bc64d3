import { Address4 } from 'ip-address';
import { ADDRESSINGS } from '../../model/kinds/guest/addressings';
import { type CardNetwork, networksOf, type ResolvedMachine, type ResolvedNic } from '../../model/resolved';
import type { Template } from './template';

/** A network card as the guest knows it: by its MAC address. */
export interface Interface {
  readonly name: string;
  readonly nic: ResolvedNic;
  readonly network: CardNetwork;
  /** Of the first one: whom the guest asks for names. */
  readonly nameservers?: { readonly addresses: readonly string[]; readonly search: readonly string[] };
}

/** The cards of a machine by the names that they have in every guest: a card keeps its own, whatever comes and goes beside it. */
export function interfacesOf(machine: ResolvedMachine): readonly Interface[] {
  const { nameservers, searchDomain } = machine.guest.network;
  const asked = nameservers.length === 0 ? {} : { nameservers: { addresses: nameservers, search: [searchDomain] } };
  const first = { nic: machine.nic, network: machine.guest.network, name: 'eth0', ...asked };
  return [first, ...machine.otherNics.map((nic) => ({ nic, network: nic.network, name: `eth${nic.place}` }))];
}

const ethernet = ({ name, nic }: Interface, addressing: Template): Template => ({
  match: { macaddress: nic.mac },
  'set-name': name,
  mtu: nic.mtu,
  ...(addressing as object),
});

const routesOf = ({ routes }: CardNetwork): Template => (routes.length === 0 ? undefined : routes.map(({ to, via }) => ({ to, via })));

/** A card in cloud-init's network configuration (version 2), by the way it comes by its address; undefined: it is left alone. */
const CONFIGURATIONS: Record<CardNetwork['addressedBy'], (card: Interface) => Template | undefined> = {
  static: (card) => {
    const { nic, network, nameservers } = card;
    return ethernet(card, {
      dhcp4: false,
      dhcp6: false,
      addresses: [`${nic.address}/${network.prefix}`],
      routes: routesOf({ ...network, routes: routesBy(nic, network) }),
      nameservers,
    });
  },
  dhcp: (card) => ethernet(card, { dhcp4: true, dhcp6: false }),
  image: () => undefined,
};

/** Whether a route leads nowhere but to the machine's own subnet, which needs no router. */
const isWithin = (to: string, subnet: string): boolean => new Address4(to).isInSubnet(new Address4(subnet));

/** All routes by a card; the default one first, written as a network: older renderers do not know the word "default". */
export const routesBy = (nic: ResolvedNic, { prefix, defaultGateway, routes }: CardNetwork): CardNetwork['routes'] => [
  ...(defaultGateway === undefined ? [] : [{ to: '0.0.0.0/0', via: defaultGateway }]),
  ...routes.filter(({ to }) => !isWithin(to, `${nic.address}/${prefix}`)),
];

/** Routes that a guest is told by a card whose address it is told as well; undefined of other cards. */
export const staticRoutes = (nic: ResolvedNic, network: CardNetwork): CardNetwork['routes'] | undefined =>
  ADDRESSINGS[network.addressedBy].written ? routesBy(nic, network) : undefined;

/** Undefined where the image has all cards configured. */
export function toldNetwork(machine: ResolvedMachine): Template | undefined {
  const found = interfacesOf(machine).flatMap((card) => {
    const configuration = CONFIGURATIONS[card.network.addressedBy](card);
    return configuration === undefined ? [] : [[card.name, configuration] as const];
  });
  return found.length === 0 ? undefined : { version: 2, ethernets: Object.fromEntries(found) };
}

export const networkConfig = (machine: ResolvedMachine): Template => toldNetwork(machine) ?? { config: 'disabled' };

/** Whether a DHCP server tells machines their address. */
const LEASED: { readonly [A in CardNetwork['addressedBy']]: boolean } = { static: false, dhcp: true, image: false };

/** Whether one answers to any card of a machine. */
export const isLeased = (machine: ResolvedMachine): boolean => networksOf(machine).some(({ network }) => LEASED[network.addressedBy]);
