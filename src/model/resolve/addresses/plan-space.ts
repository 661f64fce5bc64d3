import { foreignNodes, kindOfCluster, nodesSubnet } from '../../kinds/cluster';
import { forwardOf, isolationOf, modeOf } from '../../kinds/subnet';
import type { Network, Subnet } from '../../network/network';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { Cidr, formatIp, type Ip, parseIp } from '../../values';
import type { KubernetesCluster } from '../../workload/kubernetes-cluster';
import type { Findings } from '../findings';
import type { Inventory } from '../inventory/inventory';
import { readExternals } from './externals';
import { checkOverlaps } from './overlaps';
import type { ClusterSpace, ExternalSpace, Space, SubnetSpace } from './space';

export function planSpace(inventory: Inventory, findings: Findings): Space {
  const report = findings.problem;
  const networks = new Map<Network, Cidr>();
  for (const network of inventory.networks) {
    const cidr = readCidr(network.props.cidr, network.node.path, 'cidr', report);
    if (cidr) networks.set(network, cidr);
  }
  const externals = readExternals(inventory, report);
  const subnets = new Map<Subnet, SubnetSpace>();
  for (const subnet of inventory.subnets) {
    const space = readSubnet(subnet, networks.get(subnet.network), foreignThings(inventory, externals), findings);
    if (space) subnets.set(subnet, space);
  }
  const clusters = new Map(inventory.clusters.map((cluster) => [cluster, readCluster(cluster, subnets, report)]));
  const space = { networks, subnets, clusters };
  checkOverlaps(space, externals, report);
  return space;
}

export function readCidr(text: string, path: string, prop: string, report: Report): Cidr | undefined {
  const cidr = Cidr.parse(text);
  if (cidr instanceof Cidr) return cidr;
  report(problems.invalidCidr(path, prop, cidr));
  return undefined;
}

/** What has addresses without being a machine of the system, and may stand in one of its bridged subnets. */
function foreignThings(inventory: Inventory, externals: readonly ExternalSpace[]): SubnetSpace['foreign'] {
  const things = externals.flatMap(({ name, cidrs }) => cidrs.map((cidr) => ({ cidr, what: `part of the External "${name}"` })));
  const add = (address: string, what: string): void => {
    const ip = parseIp(address);
    if (ip !== undefined) things.push({ cidr: Cidr.of(ip, 32), what });
  };
  for (const { props } of inventory.subnets) {
    for (const server of props.nameservers ?? []) add(server, 'a name server');
    for (const server of props.dhcpServers ?? []) add(server, 'a DHCP server');
  }
  for (const cluster of inventory.clusters)
    for (const address of foreignNodes(cluster)) add(address, `a node of the cluster "${cluster.node.id}"`);
  return things;
}

function readSubnet(
  subnet: Subnet,
  network: Cidr | undefined,
  foreign: SubnetSpace['foreign'],
  findings: Findings,
): SubnetSpace | undefined {
  const { node, props } = subnet;
  const report = findings.problem;
  const cidr = readCidr(props.cidr, node.path, 'cidr', report);
  checkForward(subnet, findings);
  const mtu = props.mtu ?? 1500;
  if (!Number.isInteger(mtu) || mtu < 576 || mtu > 65535) report(problems.invalidMtu(node.path, mtu));
  for (const prop of ['nameservers', 'dhcpServers'] as const)
    for (const server of props[prop] ?? []) if (parseIp(server) === undefined) report(problems.invalidAddress(node.path, prop, server));
  const services = props.services === undefined ? undefined : readCidr(props.services, node.path, 'services', report);
  if (!cidr) return undefined;
  if (network && !network.contains(cidr)) report(problems.subnetOutsideNetwork(node.path, `${cidr}`, `${network}`));
  if (services && !cidr.contains(services)) report(problems.servicesOutsideSubnet(node.path, `${services}`, `${cidr}`));
  if (cidr.prefix > 30) {
    report(problems.invalidCidr(node.path, 'cidr', `${cidr} has no room for a gateway and a machine: use a prefix length of 30 or less`));
    return undefined;
  }
  const reserved = readReserved(subnet, cidr, services, report);
  const hosts = readHosts(subnet, cidr, services, report);
  const gateway = props.gateway === undefined ? cidr.first + 1 : parseIp(props.gateway);
  if (gateway === undefined) {
    report(problems.invalidAddress(node.path, 'gateway', props.gateway ?? ''));
    return undefined;
  }
  const reason = addressDefect(gateway, cidr, services);
  if (reason) report(problems.gatewayUnusable(node.path, formatIp(gateway), reason));
  return {
    subnet,
    cidr,
    gateway,
    services,
    hosts: forwardOf(subnet).owned ? [gateway] : hosts,
    foreign: [
      ...foreign.filter((thing) => cidr.contains(thing.cidr) && thing.cidr.prefix > cidr.prefix),
      ...reserved,
      ...hosts.map((ip) => ({ cidr: Cidr.of(ip, 32), what: 'a KVM host' })),
    ],
  };
}

/** Blocks, or single addresses. */
function readReserved({ node, props }: Subnet, subnet: Cidr, services: Cidr | undefined, report: Report): SubnetSpace['foreign'] {
  return (props.reserved ?? []).flatMap((text) => {
    const address = parseIp(text);
    const cidr = address === undefined ? readCidr(text, node.path, 'reserved', report) : Cidr.of(address, 32);
    if (!cidr) return [];
    if (!subnet.contains(cidr)) report(problems.reservedUnusable(node.path, text, `does not lie in the subnet ${subnet}`));
    else if (services?.overlaps(cidr)) report(problems.reservedUnusable(node.path, text, `overlaps the block for services ${services}`));
    return [{ cidr, what: `reserved for something else (${text})` }];
  });
}

/** Those of a bridged subnet; elsewhere they are the gateway. */
function readHosts({ node, props }: Subnet, subnet: Cidr, services: Cidr | undefined, report: Report): readonly Ip[] {
  const found = [...new Set(props.hostAddresses ?? [])].flatMap((text) => {
    const ip = parseIp(text);
    if (ip === undefined) {
      report(problems.invalidAddress(node.path, 'hostAddresses', text));
      return [];
    }
    const defect = addressDefect(ip, subnet, services);
    if (defect !== undefined) report(problems.hostAddressUnusable(node.path, text, defect));
    return [ip];
  });
  return found.sort((a, b) => a - b);
}

function addressDefect(gateway: Ip, cidr: Cidr, services: Cidr | undefined): string | undefined {
  if (!cidr.contains(gateway)) return `does not lie in the subnet ${cidr}`;
  if (gateway === cidr.first) return `is the network address of ${cidr}`;
  if (gateway === cidr.last) return `is the broadcast address of ${cidr}`;
  return services?.contains(gateway) ? `lies in the block for services ${services}` : undefined;
}

function checkForward(subnet: Subnet, findings: Findings): void {
  const { node, props } = subnet;
  const { owned, blurs, left } = forwardOf(subnet);
  const bridge = props.forward?.bridgeName;
  if (bridge !== undefined && !/^[A-Za-z0-9_][A-Za-z0-9._-]{0,14}$/.test(bridge))
    findings.problem(problems.invalidBridge(node.path, bridge));
  if (isolationOf(subnet).apart && blurs !== undefined) findings.problem(problems.isolationNeedsRoute(node.path, modeOf(subnet), blurs));
  if (owned && props.hostAddresses !== undefined) {
    const message = 'hostAddresses: the host has the address of the gateway in a subnet that is a libvirt network.';
    findings.warn({ code: 'HOST_ADDRESSES_UNUSED', path: node.path, message });
  }
  if (owned && props.dhcpServers !== undefined) {
    const message = 'dhcpServers: its libvirt network gives out the addresses of this subnet, and asks nobody.';
    findings.warn({ code: 'DHCP_SERVERS_UNUSED', path: node.path, message });
  }
  if (owned && props.nameservers !== undefined && (left(node.id) !== undefined || !isolationOf(subnet).outward)) {
    const message = 'nameservers: the DNS of an isolated subnet asks nobody. Names of Externals are told by their `hostnames`.';
    findings.warn({ code: 'NAMESERVERS_UNUSED', path: node.path, message });
  }
}

function readCluster(cluster: KubernetesCluster, subnets: ReadonlyMap<Subnet, SubnetSpace>, report: Report): ClusterSpace {
  const { facts, node } = cluster;
  const pods = readCidr(facts.podCidr, node.path, 'podCidr', report);
  const serviceCidr = readCidr(facts.serviceCidr, node.path, 'serviceCidr', report);
  const subnet = nodesSubnet(cluster);
  const stated = kindOfCluster(cluster).services(facts);
  const services = stated === undefined ? undefined : readCidr(stated, node.path, 'services', report);
  return { cluster, pods, serviceCidr, services: services ?? (subnet && subnets.get(subnet)?.services) };
}
