import { forwardOf } from '../../kinds/subnet';
import type { Subnet } from '../../network/network';
import { Port } from '../../values';
import { dhcpServersOf, nameServersOf } from '../addresses/externals';
import type { DraftEnd } from '../ends/draft-end';
import type { Ends } from '../ends/ends';

export const DNS = [Port.tcp(53, 'dns-tcp'), Port.udp(53, 'dns')].map((port) => port.resolved);
export const DHCP = [Port.udp(67, 'dhcp').resolved];

/** Who gives out addresses in a subnet. */
export function dhcpEnd(subnet: Subnet, ends: Ends): DraftEnd {
  const servers = dhcpServersOf(subnet);
  return servers ? ends.of(servers) : ends.resolver(subnet);
}

/** Whom the machines of a subnet ask for names. */
export function nameServerEnds(subnet: Subnet, ends: Ends): readonly DraftEnd[] {
  const nameServers = nameServersOf(subnet);
  return [...(forwardOf(subnet).owned ? [ends.resolver(subnet)] : []), ...(nameServers ? [ends.of(nameServers)] : [])];
}
