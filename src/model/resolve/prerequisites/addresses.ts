import { type ClaimedAddress, nicsOf, type Prerequisite, type ResolvedSubnet } from '../../resolved';
import { compareText, isWithin } from '../../values';
import type { Parts } from './parts';

/** In a subnet in which others may stand, nobody has the addresses that the plan gives out. */
export function ofAddresses(subnet: ResolvedSubnet, parts: Parts): readonly Prerequisite[] {
  const addresses = claimsIn(subnet, parts);
  if (addresses.length === 0) return [];
  const text = `Subnet ${subnet.name}: no other device has an address that the plan gives out there.`;
  return subnet.hosts.map((host) => ({ text, proof: { is: 'addresses', host, bridge: subnet.bridge, addresses } }));
}

/** Sorted by name. */
function claimsIn(subnet: ResolvedSubnet, { machines, pairs, workloads, gateways, clusters }: Parts): readonly ClaimedAddress[] {
  const cards = machines.flatMap(nicsOf).filter((nic) => nic.subnet === subnet.name);
  const claim = (name: string, address: string, nodes?: readonly string[]): ClaimedAddress => ({
    name,
    address,
    ofServices: nodes !== undefined,
    macs: cards.filter((card) => card.address === address || isWithin(`${address}/32`, card.speaksFor)).map(({ mac }) => mac),
    nodes: (nodes ?? []).filter((node) => isWithin(`${node}/32`, [subnet.cidr])),
  });
  const services = [...workloads, ...gateways].flatMap(({ name, cluster, virtualAddress }) => {
    if (virtualAddress === undefined || !isWithin(`${virtualAddress.address}/32`, [subnet.cidr])) return [];
    return [claim(name, virtualAddress.address, clusters.find((each) => each.name === cluster)?.nodeAddresses ?? [])];
  });
  const shared = pairs.filter((pair) => pair.subnet === subnet.name).map(({ name, address }) => claim(name, address));
  return [...cards.map(({ name, address }) => claim(name, address)), ...shared, ...services].sort((a, b) => compareText(a.name, b.name));
}
