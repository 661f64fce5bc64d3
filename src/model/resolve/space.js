'use strict';
var __createBinding =
  (this && this.__createBinding) ||
  (Object.create
    ? (o, m, k, k2) => {
        if (k2 === undefined) k2 = k;
        var desc = Object.getOwnPropertyDescriptor(m, k);
        if (!desc || ('get' in desc ? !m.__esModule : desc.writable || desc.configurable)) {
          desc = { enumerable: true, get: () => m[k] };
        }
        Object.defineProperty(o, k2, desc);
      }
    : (o, m, k, k2) => {
        if (k2 === undefined) k2 = k;
        o[k2] = m[k];
      });
var __setModuleDefault =
  (this && this.__setModuleDefault) ||
  (Object.create
    ? (o, v) => {
        Object.defineProperty(o, 'default', { enumerable: true, value: v });
      }
    : (o, v) => {
        o['default'] = v;
      });
var __importStar =
  (this && this.__importStar) ||
  (() => {
    var ownKeys = (o) => {
      ownKeys =
        Object.getOwnPropertyNames ||
        ((o) => {
          var ar = [];
          for (var k in o) if (Object.hasOwn(o, k)) ar[ar.length] = k;
          return ar;
        });
      return ownKeys(o);
    };
    return (mod) => {
      if (mod && mod.__esModule) return mod;
      var result = {};
      if (mod != null) for (var k = ownKeys(mod), i = 0; i < k.length; i++) if (k[i] !== 'default') __createBinding(result, mod, k[i]);
      __setModuleDefault(result, mod);
      return result;
    };
  })();
Object.defineProperty(exports, '__esModule', { value: true });
exports.planSpace = planSpace;
exports.readCidr = readCidr;
const problems = __importStar(require('../problems'));
const values_1 = require('../values');
function planSpace(inventory, findings) {
  const report = findings.problem;
  const networks = new Map();
  for (const network of inventory.networks) {
    const cidr = readCidr(network.props.cidr, network.node.path, 'cidr', report);
    if (cidr) networks.set(network, cidr);
  }
  const subnets = new Map();
  for (const subnet of inventory.subnets) {
    const space = readSubnet(subnet, networks.get(subnet.network), findings);
    if (space) subnets.set(subnet, space);
  }
  const clusters = new Map(inventory.clusters.map((cluster) => [cluster, readCluster(cluster, subnets, report)]));
  checkOverlaps({ networks, subnets, clusters }, report);
  return { networks, subnets, clusters };
}
function readCidr(text, path, prop, report) {
  const cidr = values_1.Cidr.parse(text);
  if (cidr instanceof values_1.Cidr) return cidr;
  report(problems.invalidCidr(path, prop, cidr));
  return undefined;
}
function readSubnet(subnet, network, findings) {
  const { node, props } = subnet;
  const report = findings.problem;
  const cidr = readCidr(props.cidr, node.path, 'cidr', report);
  checkForward(subnet, findings);
  const mtu = props.mtu ?? 1500;
  if (!Number.isInteger(mtu) || mtu < 576 || mtu > 65535) report(problems.invalidMtu(node.path, mtu));
  for (const server of props.nameservers ?? [])
    if ((0, values_1.parseIp)(server) === undefined) report(problems.invalidAddress(node.path, 'nameservers', server));
  const services = props.services === undefined ? undefined : readCidr(props.services, node.path, 'services', report);
  if (!cidr) return undefined;
  if (network && !network.contains(cidr)) report(problems.subnetOutsideNetwork(node.path, `${cidr}`, `${network}`));
  if (services && !cidr.contains(services)) report(problems.servicesOutsideSubnet(node.path, `${services}`, `${cidr}`));
  if (cidr.prefix > 30) {
    report(problems.invalidCidr(node.path, 'cidr', `${cidr} has no room for a gateway and a machine: use a prefix length of 30 or less`));
    return undefined;
  }
  const gateway = props.gateway === undefined ? cidr.first + 1 : (0, values_1.parseIp)(props.gateway);
  if (gateway === undefined) {
    report(problems.invalidAddress(node.path, 'gateway', props.gateway ?? ''));
    return undefined;
  }
  const reason = gatewayDefect(gateway, cidr, services);
  if (reason) report(problems.gatewayUnusable(node.path, (0, values_1.formatIp)(gateway), reason));
  return { subnet, cidr, gateway, services };
}
function gatewayDefect(gateway, cidr, services) {
  if (!cidr.contains(gateway)) return `does not lie in the subnet ${cidr}`;
  if (gateway === cidr.first) return `is the network address of ${cidr}`;
  if (gateway === cidr.last) return `is the broadcast address of ${cidr}`;
  return services?.contains(gateway) ? `lies in the block for services ${services}` : undefined;
}
function checkForward({ node, props }, findings) {
  const mode = props.forward?.mode ?? 'route';
  const bridge = props.forward?.bridgeName;
  if (bridge !== undefined && !/^[A-Za-z0-9._-]{1,15}$/.test(bridge)) findings.problem(problems.invalidBridge(node.path, bridge));
  if (props.isolation === 'high' && (mode === 'nat' || mode === 'isolated'))
    findings.problem(problems.isolationNeedsRoute(node.path, mode));
  if (mode !== 'bridge' && props.nameservers !== undefined) {
    findings.warn({
      code: 'NAMESERVERS_UNUSED',
      path: node.path,
      message: 'nameservers is for bridged subnets; here the libvirt network answers itself.',
    });
  }
}
function readCluster(cluster, subnets, report) {
  const { facts, node } = cluster;
  const pods = readCidr(facts.podCidr, node.path, 'podCidr', report);
  const serviceCidr = readCidr(facts.serviceCidr, node.path, 'serviceCidr', report);
  if ('nodes' in facts) return { cluster, pods, serviceCidr, services: subnets.get(facts.nodes.subnet)?.services };
  for (const address of facts.nodeAddresses)
    if ((0, values_1.parseIp)(address) === undefined) report(problems.invalidAddress(node.path, 'nodeAddresses', address));
  const services = facts.services === undefined ? undefined : readCidr(facts.services, node.path, 'services', report);
  return { cluster, pods, serviceCidr, services };
}
function checkOverlaps(space, report) {
  const blocks = [];
  const add = (path, kind, what, cidr) => {
    if (cidr) blocks.push({ path, kind, cidr, text: `${what} ${cidr}` });
  };
  for (const [network, cidr] of space.networks) add(network.node.path, 'network', 'The network', cidr);
  for (const [subnet, { cidr }] of space.subnets) add(subnet.node.path, 'subnet', 'The subnet', cidr);
  for (const [cluster, { pods, serviceCidr, services }] of space.clusters) {
    add(cluster.node.path, 'cluster', 'The pod CIDR', pods);
    add(cluster.node.path, 'cluster', 'The service CIDR', serviceCidr);
    if (!('nodes' in cluster.facts)) add(cluster.node.path, 'cluster', 'The block for services', services);
  }
  blocks.sort((a, b) => a.cidr.first - b.cidr.first || a.cidr.prefix - b.cidr.prefix);
  for (const [index, block] of blocks.entries()) {
    for (let next = index + 1; next < blocks.length; next++) {
      const other = blocks[next];
      if (other.cidr.first > block.cidr.last) break;
      reportOverlap(block, other, report);
    }
  }
}
function reportOverlap(a, b, report) {
  const kinds = new Set([a.kind, b.kind]);
  if (kinds.has('network') && kinds.has('subnet')) return; // a subnet lies in its network; outside of it has its own problem
  const [first, second] = a.kind === 'cluster' ? [a, b] : [b, a];
  const code = kinds.has('cluster') ? 'CLUSTER_CIDR_OVERLAP' : kinds.has('network') ? 'NETWORK_OVERLAP' : 'SUBNET_OVERLAP';
  const lower = second.text.charAt(0).toLowerCase() + second.text.slice(1);
  report(problems.overlap(code, first.path, first.text, `${lower} of ${second.path}`));
}
