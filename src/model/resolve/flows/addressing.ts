import type { AddressBlock, ResolvedPort, SeenAddresses } from '../../resolved';
import { Cidr, compareBlocks, formatIp, outermost, parseIp } from '../../values';
import type { KubernetesCluster } from '../../workload/kubernetes-cluster';
import type { Space } from '../addresses/space';
import { modeOf, type Place } from '../network/routing';
import { type End, isPods, staysOnNode, withinCluster } from './ends';

/** Client ports of anything whose system is not known, and of whatever was translated on the way. */
const ANY_CLIENT = { from: 1024, to: 65535 };
/** Client ports of pods that keep their own address: Linux. */
const POD_CLIENT = { from: 32768, to: 60999 };

const plain = (cidr: string): AddressBlock => ({ cidr, except: [] });
const single = (address: string): AddressBlock => plain(`${address}/32`);

/** Addresses of the ends of flows: what senders dial and what receivers see. All lists of blocks are sorted. */
export class Addressing {
  private readonly everythingElse: AddressBlock;
  /** Of large clusters there are many, and many flows to list them in. */
  private readonly nodeBlocks = new Map<KubernetesCluster, readonly AddressBlock[]>();

  constructor(
    private readonly space: Space,
    private readonly machineAddress: (name: string) => string | undefined,
    private readonly serviceAddress: (name: string) => string | undefined,
    private readonly placeOf: (end: End) => Place,
  ) {
    this.everythingElse = { cidr: '0.0.0.0/0', except: ownBlocks(space).map(String) };
  }

  /** Where the sender's packets go. Empty between pods of one cluster. */
  destination(from: End, to: End): readonly AddressBlock[] {
    if (withinCluster(from, to)) return [];
    return isPods(to) ? present(this.serviceAddress(to.endpoint.name)) : this.own(to);
  }

  /** Whom the receiver sees. Empty between pods of one cluster, and where they do not leave their node. */
  source(from: End, to: End): SeenAddresses {
    if (withinCluster(from, to) || staysOnNode(from, to)) return { blocks: [] };
    const [a, b] = [this.placeOf(from), this.placeOf(to)];
    if (a.kind === 'subnet' && modeOf(a.subnet) === 'nat' && b.kind === 'subnet' && a.subnet !== b.subnet) {
      const gateway = this.space.subnets.get(b.subnet)?.gateway;
      return {
        blocks: gateway === undefined ? [] : [single(formatIp(gateway))],
        coarse: `the NAT subnet "${a.subnet.node.id}" hides its machines behind the host's address`,
      };
    }
    if (!isPods(from)) return { blocks: this.own(from), ...this.podsBehind(from, to) };
    const cluster = from.cluster as KubernetesCluster;
    if (cluster.facts.podEgress === 'native') {
      const pods = this.space.clusters.get(cluster)?.pods;
      return { blocks: pods ? [plain(`${pods}`)] : [], coarse: 'pod addresses change: the whole pod CIDR stands for each of them' };
    }
    return { blocks: this.nodes(cluster), coarse: 'pods leave the cluster under the addresses of its nodes, which all its pods share' };
  }

  /** Pods that leave under addresses of the sender: those of its nodes, when it is one of them or the subnet they stand in. */
  private podsBehind({ endpoint, machine, subnet }: End, to: End): Pick<SeenAddresses, 'coarse'> {
    const inside = to.machine ?? to.microservice ?? to.gateway;
    for (const cluster of inside ? this.space.clusters.keys() : []) {
      if (cluster.facts.podEgress === 'native') continue;
      const behind =
        endpoint.kind === 'subnet'
          ? cluster.nodes.some((node) => node.props.subnet === subnet)
          : cluster.nodes.some((node) => node === machine);
      if (behind) return { coarse: `pods of "${cluster.node.id}" leave the cluster under addresses of its nodes, which are among these` };
    }
    return {};
  }

  /** Ports that the receiver sees connections come from. */
  replyPorts(from: End): { readonly from: number; readonly to: number } {
    if (from.machine && modeOf(from.machine.props.subnet) !== 'nat') return from.machine.props.os.resolved.ephemeralPorts;
    if (isPods(from) && from.cluster?.facts.podEgress === 'native') return POD_CLIENT;
    return ANY_CLIENT;
  }

  private nodes(cluster: KubernetesCluster): readonly AddressBlock[] {
    let blocks = this.nodeBlocks.get(cluster);
    if (!blocks) {
      const own = cluster.nodes.flatMap((node) => present(this.machineAddress(node.name)));
      blocks = inOrder('nodes' in cluster.facts ? own : [...new Set(cluster.facts.nodeAddresses)].map(single));
      this.nodeBlocks.set(cluster, blocks);
    }
    return blocks;
  }

  private own(end: End): readonly AddressBlock[] {
    const { kind, name } = end.endpoint;
    if (kind === 'anyone') return [this.everythingElse];
    if (kind === 'external') return inOrder([...new Set(end.external?.blocks)].map(plain));
    if (kind === 'machine') return present(this.machineAddress(name));
    if (kind === 'cluster-nodes' && end.cluster) return inOrder([...this.nodes(end.cluster), ...this.podBlock(end.cluster)]);
    const subnet = end.subnet && this.space.subnets.get(end.subnet);
    if (!subnet) return [];
    return kind === 'resolver' ? [single(formatIp(subnet.gateway))] : [plain(`${subnet.cidr}`)];
  }

  /** Nodes also pass on packets of their pods under the pods' own addresses, among themselves. */
  private podBlock(cluster: KubernetesCluster): readonly AddressBlock[] {
    const pods = this.space.clusters.get(cluster)?.pods;
    return pods ? [plain(`${pods}`)] : [];
  }
}

/** Everything that the system gives addresses in, and the nodes of existing clusters, which stand for their pods. Sorted, none within another. */
function ownBlocks(space: Space): readonly Cidr[] {
  const blocks: (Cidr | undefined)[] = [...space.networks.values()];
  for (const { cluster, pods, serviceCidr, services } of space.clusters.values()) {
    blocks.push(pods, serviceCidr, services);
    for (const address of 'nodeAddresses' in cluster.facts ? cluster.facts.nodeAddresses : []) {
      const ip = parseIp(address);
      if (ip !== undefined) blocks.push(Cidr.of(ip, 32));
    }
  }
  return outermost(blocks.filter((cidr) => cidr !== undefined));
}

const inOrder = (blocks: readonly AddressBlock[]): readonly AddressBlock[] => [...blocks].sort((a, b) => compareBlocks(a.cidr, b.cidr));

const present = (address: string | undefined): readonly AddressBlock[] => (address === undefined ? [] : [single(address)]);

/** The ports that the receiver's own pods listen on behind what senders dial. */
export function portsBehind(to: End, dialled: ResolvedPort): ResolvedPort {
  const proxy = to.gateway?.props.proxy;
  if (!to.gateway) return dialled;
  const port = dialled.from === 443 ? (proxy?.httpsPort ?? 8443) : dialled.from === 80 ? (proxy?.httpPort ?? 8000) : dialled.from;
  return { ...dialled, from: port, to: port };
}
