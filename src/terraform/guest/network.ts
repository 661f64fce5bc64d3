import { Address4 } from 'ip-address';
import type { GuestNetwork, ResolvedMachine } from '../../model/resolved';
import type { Template } from './template';

/** The interface's name in every guest: it has one, found by its MAC. */
const INTERFACE = 'eth0';

const ethernet = (machine: ResolvedMachine, addressing: Template): Template => ({
  version: 2,
  ethernets: {
    [INTERFACE]: {
      match: { macaddress: machine.nic.mac },
      'set-name': INTERFACE,
      mtu: machine.nic.mtu,
      ...(addressing as object),
    },
  },
});

/** cloud-init's network configuration (version 2), by the way the machine comes by its address. */
const CONFIGURATIONS: Record<GuestNetwork['addressedBy'], (machine: ResolvedMachine) => Template> = {
  static: (machine) => {
    const { prefix, defaultGateway, routes, nameservers, searchDomain } = machine.guest.network;
    const all = [
      // Written as a network: older renderers do not know the word "default".
      ...(defaultGateway === undefined ? [] : [{ to: '0.0.0.0/0', via: defaultGateway }]),
      ...routes.filter(({ to }) => !isWithin(to, `${machine.nic.address}/${prefix}`)).map(({ to, via }) => ({ to, via })),
    ];
    return ethernet(machine, {
      dhcp4: false,
      dhcp6: false,
      addresses: [`${machine.nic.address}/${prefix}`],
      routes: all.length === 0 ? undefined : all,
      nameservers: nameservers.length === 0 ? undefined : { addresses: nameservers, search: [searchDomain] },
    });
  },
  dhcp: (machine) => ethernet(machine, { dhcp4: true, dhcp6: false }),
  image: () => ({ config: 'disabled' }),
};

/** Whether a route leads nowhere but to the machine's own subnet, which needs no router. */
const isWithin = (to: string, subnet: string): boolean => new Address4(to).isInSubnet(new Address4(subnet));

export function networkConfig(machine: ResolvedMachine): Template {
  return CONFIGURATIONS[machine.guest.network.addressedBy](machine);
}

/** Whether a DHCP server tells machines their address. */
const LEASED: { readonly [A in GuestNetwork['addressedBy']]: boolean } = { static: false, dhcp: true, image: false };

export const isLeased = ({ guest }: Pick<ResolvedMachine, 'guest'>): boolean => LEASED[guest.network.addressedBy];
