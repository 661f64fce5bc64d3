import { forwardOf, isolationOf, modeOf } from '../../kinds/subnet';
import type { Network, Subnet } from '../../network/network';
import * as problems from '../../problems';
import { Cidr, formatIp, type Ip, parseIp } from '../../values';
import type { KubernetesCluster } from '../../workload/kubernetes-cluster';
import type { Findings, Report } from '../findings';
import type { Inventory } from '../inventory/inventory';
import { checkExternals, readExternals } from './externals';
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
  checkOverlaps(space, report);
  checkExternals(externals, space, report);
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
  for (const { props } of inventory.subnets) for (const server of props.nameservers ?? []) add(server, 'a name server');
  for (const { facts, node } of inventory.clusters)
    if ('nodeAddresses' in facts) for (const address of facts.nodeAddresses) add(address, `a node of the cluster "${node.id}"`);
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
  for (const server of props.nameservers ?? [])
    if (parseIp(server) === undefined) report(problems.invalidAddress(node.path, 'nameservers', server));
  const services = props.services === undefined ? undefined : readCidr(props.services, node.path, 'services', report);
  if (!cidr) return undefined;
  if (network && !network.contains(cidr)) report(problems.subnetOutsideNetwork(node.path, `${cidr}`, `${network}`));
  if (services && !cidr.contains(services)) report(problems.servicesOutsideSubnet(node.path, `${services}`, `${cidr}`));
  if (cidr.prefix > 30) {
    report(problems.invalidCidr(node.path, 'cidr', `${cidr} has no room for a gateway and a machine: use a prefix length of 30 or less`));
    return undefined;
  }
  const reserved = readReserved(subnet, cidr, services, report);
  const gateway = props.gateway === undefined ? cidr.first + 1 : parseIp(props.gateway);
  if (gateway === undefined) {
    report(problems.invalidAddress(node.path, 'gateway', props.gateway ?? ''));
    return undefined;
  }
  const reason = gatewayDefect(gateway, cidr, services);
  if (reason) report(problems.gatewayUnusable(node.path, formatIp(gateway), reason));
  return {
    subnet,
    cidr,
    gateway,
    services,
    foreign: [...foreign.filter((thing) => cidr.contains(thing.cidr) && thing.cidr.prefix > cidr.prefix), ...reserved],
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

function gatewayDefect(gateway: Ip, cidr: Cidr, services: Cidr | undefined): string | undefined {
  if (!cidr.contains(gateway)) return `does not lie in the subnet ${cidr}`;
  if (gateway === cidr.first) return `is the network address of ${cidr}`;
  if (gateway === cidr.last) return `is the broadcast address of ${cidr}`;
  return services?.contains(gateway) ? `lies in the block for services ${services}` : undefined;
}

function checkForward(subnet: Subnet, findings: Findings): void {
  const { node, props } = subnet;
  const { owned, blurs } = forwardOf(subnet);
  const bridge = props.forward?.bridgeName;
  if (bridge !== undefined && !/^[A-Za-z0-9._-]{1,15}$/.test(bridge)) findings.problem(problems.invalidBridge(node.path, bridge));
  if (isolationOf(subnet).apart && blurs !== undefined) findings.problem(problems.isolationNeedsRoute(node.path, modeOf(subnet), blurs));
  if (owned && props.nameservers !== undefined) {
    findings.warn({
      code: 'NAMESERVERS_UNUSED',
      path: node.path,
      message: 'nameservers is for bridged subnets; here the libvirt network answers itself.',
    });
  }
}

function readCluster(cluster: KubernetesCluster, subnets: ReadonlyMap<Subnet, SubnetSpace>, report: Report): ClusterSpace {
  const { facts, node } = cluster;
  const pods = readCidr(facts.podCidr, node.path, 'podCidr', report);
  const serviceCidr = readCidr(facts.serviceCidr, node.path, 'serviceCidr', report);
  if ('nodes' in facts) return { cluster, pods, serviceCidr, services: subnets.get(facts.nodes.subnet)?.services };
  for (const address of facts.nodeAddresses)
    if (parseIp(address) === undefined) report(problems.invalidAddress(node.path, 'nodeAddresses', address));
  const services = facts.services === undefined ? undefined : readCidr(facts.services, node.path, 'services', report);
  return { cluster, pods, serviceCidr, services };
}

interface Block {
  readonly path: string;
  readonly kind: 'network' | 'subnet' | 'cluster';
  readonly cidr: Cidr;
  readonly text: string;
}

function checkOverlaps(space: Space, report: Report): void {
  const blocks: Block[] = [];
  const add = (path: string, kind: Block['kind'], what: string, cidr: Cidr | undefined): void => {
    if (cidr) blocks.push({ path, kind, cidr, text: `${what} ${cidr}` });
  };
  for (const [network, cidr] of space.networks) add(network.node.path, 'network', 'The network', cidr);
  for (const [subnet, { cidr }] of space.subnets) add(subnet.node.path, 'subnet', 'The subnet', cidr);
  for (const [cluster, { pods, serviceCidr, services }] of space.clusters) {
    add(cluster.node.path, 'cluster', 'The pod CIDR', pods);
    add(cluster.node.path, 'cluster', 'The service CIDR', serviceCidr);
    // An existing cluster whose nodes stand in a bridged subnet announces addresses that the subnet keeps for services.
    const kept = [...space.subnets.values()].some((subnet) => services && subnet.services?.contains(services));
    if (!kept) add(cluster.node.path, 'cluster', 'The block for services', services);
  }
  blocks.sort((a, b) => a.cidr.first - b.cidr.first || a.cidr.prefix - b.cidr.prefix);
  for (const [index, block] of blocks.entries()) {
    for (let next = index + 1; next < blocks.length; next++) {
      const other = blocks[next] as Block;
      if (other.cidr.first > block.cidr.last) break;
      reportOverlap(block, other, report);
    }
  }
}

function reportOverlap(a: Block, b: Block, report: Report): void {
  const kinds = new Set([a.kind, b.kind]);
  if (kinds.has('network') && kinds.has('subnet')) return; // a subnet lies in its network; outside of it has its own problem
  const [first, second] = a.kind === 'cluster' ? [a, b] : [b, a];
  const code = kinds.has('cluster') ? 'CLUSTER_CIDR_OVERLAP' : kinds.has('network') ? 'NETWORK_OVERLAP' : 'SUBNET_OVERLAP';
  const lower = second.text.charAt(0).toLowerCase() + second.text.slice(1);
  report(problems.overlap(code, first.path, first.text, `${lower} of ${second.path}`));
}
