import { FORWARDS } from '../../network/forwards';
import type { Prerequisite, ResolvedSubnet } from '../../resolved';
import { compareText } from '../../values';
import { ofAddresses } from './addresses';
import type { Parts } from './parts';

/** What the bridges and name servers of a subnet are, where others own them. */
export function ofSubnet(subnet: ResolvedSubnet, parts: Parts): readonly Prerequisite[] {
  if (FORWARDS[subnet.mode].owned) return [];
  const { domain, foreign } = parts;
  const bridges = subnet.hosts.map(
    (host): Prerequisite => ({
      text: `Host ${host}: the Linux bridge "${subnet.bridge}" exists and carries ${subnet.cidr} with the router ${subnet.gateway}.`,
      proof: { is: 'bridge', host, bridge: subnet.bridge },
    }),
  );
  const leases = subnet.reservations.map(
    ({ mac, address, name }) =>
      `Subnet ${subnet.name}: its DHCP servers ${subnet.dhcpServers.join(', ')} give ${address} to ${mac} (${name}).`,
  );
  const servers = subnet.nameservers.join(', ');
  const free = ofAddresses(subnet, parts);
  if (servers === '') return [...bridges, ...free, ...leases];
  const names = (foreign.get(subnet.name) ?? []).map(({ name, address }) => `${name} (${address})`).sort(compareText);
  return [
    ...bridges,
    ...free,
    ...leases,
    `Subnet ${subnet.name}: its name servers ${servers} answer for ${domain} with the addresses of this system.`,
    ...(names.length > 0 ? [`Subnet ${subnet.name}: its name servers ${servers} know ${names.join(', ')}.`] : []),
  ];
}
