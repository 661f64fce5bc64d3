import { ADDRESSINGS } from '../../kinds/guest/addressings';
import { degreeOf, forwardOf, isolationOf, modeOf } from '../../kinds/subnet';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import {
  type CardNetwork,
  type DnsRecord,
  type End,
  networksOf,
  type ResolvedFlow,
  type ResolvedMachine,
  type ResolvedNic,
  type ResolvedPair,
  type ResolvedSubnet,
} from '../../resolved';
import { append, compareBlocks, compareText, formatIp, shorten } from '../../values';
import type { Space } from '../addresses/space';
import type { Inventory } from '../inventory/inventory';
import { namesOfMachines } from './card-names';
import { type Directory, type HostName, subnetAsked } from './foreign-names';

/** What networks tell their machines. */
export interface Served {
  readonly directory: Directory;
  readonly foreign: ReadonlyMap<string, readonly HostName[]>;
  /** Routes that DHCP tells of in subnets without default route, by subnet. */
  readonly routes: ReadonlyMap<string, readonly string[]>;
  readonly pairs: readonly ResolvedPair[];
}

/** A machine in a subnet, with its card there. */
interface Member {
  readonly machine: ResolvedMachine;
  readonly nic: ResolvedNic;
  readonly network: CardNetwork;
}

export function resolveSubnets(
  inventory: Inventory,
  space: Space,
  machines: readonly ResolvedMachine[],
  flows: readonly ResolvedFlow[],
  { directory, foreign, routes, pairs }: Served,
  report: Report,
): readonly ResolvedSubnet[] {
  const members = new Map<string, Member[]>();
  for (const machine of machines)
    for (const { nic, network } of networksOf(machine)) append(members, nic.subnet, { machine, nic, network });
  const named = namesOfMachines(machines);
  const reachable = reachableBySubnet(inventory, machines, flows);
  const bridges = new Map<string, { readonly owned: boolean; readonly name: string; readonly path: string }>();
  return inventory.subnets.flatMap((subnet) => {
    const area = space.subnets.get(subnet);
    if (!area) return [];
    const { props, node } = subnet;
    const mode = modeOf(subnet);
    const { owned, left } = forwardOf(subnet);
    const own = members.get(node.id) ?? [];
    const hosts = [...new Set(own.map(({ machine }) => machine.host))].sort(compareText);
    if (hosts.length > 1 && owned) report(problems.subnetSpansHosts(node.path, hosts, mode));
    const objectName = `${inventory.name}-${node.id}`;
    const bridge = props.forward?.bridgeName ?? shorten(objectName, 15);
    const other = bridges.get(bridge);
    // Several subnets may share a bridge that exists; one that libvirt makes is nobody else's.
    const clash = other && other.name !== node.id && (owned || other.owned);
    if (clash) report(problems.derivedNameClash(node.path, 'bridge', bridge, other.path));
    bridges.set(bridge, { owned, name: node.id, path: node.path });
    const dnsForward = left(node.id) === undefined && isolationOf(subnet).outward;
    const shared = pairs.filter((pair) => pair.subnet === node.id).map(({ name }) => name);
    const names = [...own.map(({ nic }) => nic.name), ...shared, ...(reachable.get(node.id) ?? [])];
    return [
      {
        name: node.id,
        network: subnet.network.node.id,
        cidr: `${area.cidr}`,
        prefix: area.cidr.prefix,
        gateway: formatIp(area.gateway),
        mode,
        objectName,
        bridge,
        hosts,
        isolation: degreeOf(subnet),
        mtu: props.mtu ?? 1500,
        nameservers: owned ? [formatIp(area.gateway)] : (props.nameservers ?? []),
        dhcpServers: owned ? [] : [...new Set(props.dhcpServers ?? [])].sort(compareBlocks),
        hostAddresses: area.hosts.map(formatIp),
        dnsForward,
        forwarders: owned && dnsForward ? [...new Set(props.nameservers ?? [])].sort(compareBlocks) : [],
        records: owned ? records(names, directory, [...named(names, directory), ...(foreign.get(node.id) ?? [])]) : [],
        reservations: own
          .filter(({ network }) => ADDRESSINGS[network.addressedBy].leased)
          .map(({ nic: { mac, address, name } }) => ({ mac, address, name })),
        ...(routes.has(node.id) ? { dhcpRoutes: routes.get(node.id) } : {}),
        ...(area.services ? { services: `${area.services}` } : {}),
      },
    ];
  });
}

/** One record for each address, in the order of their first names. */
function records(names: readonly string[], directory: Directory, foreign: readonly HostName[]): readonly DnsRecord[] {
  const own = [...new Set(names)].flatMap((name) => directory.get(name) ?? []).map(({ address, fqdn }) => ({ address, name: fqdn }));
  const byAddress = new Map<string, string[]>();
  for (const { address, name } of [...own, ...foreign]) {
    append(byAddress, address, name);
  }
  const found = [...byAddress].map(([address, list]) => ({ address, names: list.sort(compareText) }));
  return found.sort((a, b) => compareText(a.names[0] ?? '', b.names[0] ?? ''));
}

/** What the machines of each subnet may reach by name; and pods, whose DNS asks where their nodes ask, in other clusters. */
function reachableBySubnet(
  inventory: Inventory,
  machines: readonly ResolvedMachine[],
  flows: readonly ResolvedFlow[],
): ReadonlyMap<string, string[]> {
  const asked = subnetAsked(inventory, machines);
  const map = new Map<string, string[]>();
  for (const { from, to } of flows) {
    const subnet = asked(from);
    if (subnet === undefined || !HAS_NAME[to.is] || isNamedByCluster(from, to)) continue;
    append(map, subnet, to.name);
  }
  return map;
}

/** What has a name in the domain of the system. */
const HAS_NAME: { readonly [Is in End['is']]: boolean } = {
  machine: true,
  pair: true,
  pods: true,
  subnet: false,
  nodes: false,
  resolver: false,
  'kvm-hosts': false,
  outside: false,
};

/** Pods find machines, and what is in their own cluster, by names of that. */
const isNamedByCluster = (from: End, to: End): boolean =>
  clusterOf(from) !== undefined && (clusterOf(to) ?? clusterOf(from)) === clusterOf(from);

const clusterOf = (end: End): string | undefined => ({ cluster: undefined, ...end }).cluster;
