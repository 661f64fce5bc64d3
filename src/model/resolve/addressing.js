'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.Addressing = void 0;
exports.portsBehind = portsBehind;
const values_1 = require('../values');
const ends_1 = require('./ends');
/** Client ports of anything whose system is not known, and of whatever was translated on the way. */
const ANY_CLIENT = { from: 1024, to: 65535 };
/** Client ports of pods that keep their own address: Linux. */
const POD_CLIENT = { from: 32768, to: 60999 };
const plain = (cidr) => ({ cidr, except: [] });
const single = (address) => plain(`${address}/32`);
/** Addresses of the ends of flows: what senders dial and what receivers see. */
class Addressing {
  space;
  machineAddress;
  serviceAddress;
  placeOf;
  everythingElse;
  constructor(space, machineAddress, serviceAddress, placeOf) {
    this.space = space;
    this.machineAddress = machineAddress;
    this.serviceAddress = serviceAddress;
    this.placeOf = placeOf;
    const own = [...space.networks.values(), ...[...space.clusters.values()].flatMap(({ pods, serviceCidr }) => [pods, serviceCidr])];
    const blocks = own.filter((cidr) => cidr !== undefined).sort((a, b) => a.first - b.first);
    this.everythingElse = { cidr: '0.0.0.0/0', except: blocks.map(String) };
  }
  /** Where the sender's packets go. Empty between pods of one cluster. */
  destination(from, to) {
    if ((0, ends_1.withinCluster)(from, to)) return [];
    return (0, ends_1.isPods)(to) ? present(this.serviceAddress(to.endpoint.name)) : this.own(to);
  }
  /** Whom the receiver sees. Empty between pods of one cluster. */
  source(from, to) {
    if ((0, ends_1.withinCluster)(from, to)) return { blocks: [] };
    const [a, b] = [this.placeOf(from), this.placeOf(to)];
    if (a.kind === 'subnet' && a.subnet.props.forward?.mode === 'nat' && b.kind === 'subnet' && a.subnet !== b.subnet) {
      const gateway = this.space.subnets.get(b.subnet)?.gateway;
      return {
        blocks: gateway === undefined ? [] : [single((0, values_1.formatIp)(gateway))],
        coarse: `the NAT subnet "${a.subnet.node.id}" hides its machines behind the host's address`,
      };
    }
    if (!(0, ends_1.isPods)(from)) return { blocks: this.own(from) };
    const cluster = from.cluster;
    if (cluster.facts.podEgress === 'native') {
      const pods = this.space.clusters.get(cluster)?.pods;
      return { blocks: pods ? [plain(`${pods}`)] : [], coarse: 'pod addresses change: the whole pod CIDR stands for each of them' };
    }
    return { blocks: this.nodes(cluster), coarse: 'pods leave the cluster under the addresses of its nodes, which all its pods share' };
  }
  /** Ports that the receiver sees connections come from. */
  replyPorts(from) {
    if (from.machine && from.subnet?.props.forward?.mode !== 'nat') return from.machine.props.os.resolved.ephemeralPorts;
    if ((0, ends_1.isPods)(from) && from.cluster?.facts.podEgress === 'native') return POD_CLIENT;
    return ANY_CLIENT;
  }
  nodes(cluster) {
    const own = cluster.nodes.flatMap((node) => present(this.machineAddress(node.name)));
    return 'nodes' in cluster.facts ? own : cluster.facts.nodeAddresses.map(single);
  }
  own(end) {
    const { kind, name } = end.endpoint;
    if (kind === 'anyone') return [this.everythingElse];
    if (kind === 'external')
      return (end.external?.blocks ?? []).filter((block) => values_1.Cidr.parse(block) instanceof values_1.Cidr).map(plain);
    if (kind === 'machine') return present(this.machineAddress(name));
    if (kind === 'cluster-nodes' && end.cluster) return [...this.nodes(end.cluster), ...this.podBlock(end.cluster)];
    const subnet = end.subnet && this.space.subnets.get(end.subnet);
    if (!subnet) return [];
    return kind === 'resolver' ? [single((0, values_1.formatIp)(subnet.gateway))] : [plain(`${subnet.cidr}`)];
  }
  /** Nodes also pass on packets of their pods under the pods' own addresses, among themselves. */
  podBlock(cluster) {
    const pods = this.space.clusters.get(cluster)?.pods;
    return pods ? [plain(`${pods}`)] : [];
  }
}
exports.Addressing = Addressing;
const present = (address) => (address === undefined ? [] : [single(address)]);
/** The ports that the receiver's own pods listen on behind what senders dial. */
function portsBehind(to, dialled) {
  const proxy = to.gateway?.props.proxy;
  if (!to.gateway) return dialled;
  const port = dialled.from === 443 ? (proxy?.httpsPort ?? 8443) : dialled.from === 80 ? (proxy?.httpPort ?? 8000) : dialled.from;
  return { ...dialled, from: port, to: port };
}
