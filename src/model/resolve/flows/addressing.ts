import { foreignNodes } from '../../kinds/cluster';
import { egressOf } from '../../kinds/cluster/egress';
import { clientPortsOf } from '../../kinds/machine/client-ports';
import { forwardOf } from '../../kinds/subnet';
import type { Subnet } from '../../network/network';
import type { AddressBlock, ClientPorts, NonEmpty, SeenAddresses, Way } from '../../resolved';
import { Cidr, clientPorts, compareBlocks, formatIp, outermost } from '../../values';
import type { KubernetesCluster } from '../../workload/kubernetes-cluster';
import { nodeBlocks } from '../addresses/overlaps';
import type { Space } from '../addresses/space';
import { areSame, type DraftEnd, matchEnd, type NodesDraft, type PodsDraft } from '../ends/draft-end';
import { asPods, clusterOf, hostedIn, isAnywhere, machinesOf, subnetOf } from '../ends/end-facts';
import { wayBetween } from '../ends/ways';
import type { SiteOf } from '../network/routing';

/** Client ports of anything whose system is not known, and of whatever was translated on the way. */
const ANY_CLIENT = clientPorts(() => [{ from: 1024, to: 65535 }]);
/** Client ports of Linux: of pods that keep their own address, and of KVM hosts. */
const LINUX_CLIENT = clientPorts(() => [{ from: 32768, to: 60999 }]);

const plain = (cidr: string): AddressBlock => ({ cidr, except: [] });
const single = (address: string): AddressBlock => plain(`${address}/32`);

/** Blocks that could be found: none where something else about them is a problem. */
type Blocks = readonly AddressBlock[];

/** Whom a receiver sees, as far as that is known. */
interface Seen extends Pick<SeenAddresses, 'coarse'> {
  readonly blocks: Blocks;
}

/** Blocks that a machine sends to by another card than the one of a flow. */
export interface Elsewhere {
  readonly packets: readonly string[];
  readonly answers: readonly string[];
}

/** Addresses of the plan by the names of those whose they are: machines' cards, pairs, Services. */
export interface AddressLookup {
  readonly machine: (name: string) => string | undefined;
  readonly pair: (name: string) => string | undefined;
  readonly service: (name: string) => string | undefined;
}

/** Of the whole world alone parts are taken away: what is named is meant as it is. */
const without = (blocks: Blocks, parts: readonly string[]): Blocks =>
  parts.length === 0
    ? blocks
    : blocks.map(({ cidr, except }) => ({ cidr, except: except.length === 0 ? except : [...except, ...parts].sort(compareBlocks) }));

/** Addresses of the ends of flows: what senders dial and what receivers see. All lists of blocks are sorted. */
export class Addressing {
  private readonly everythingElse: AddressBlock;
  /** Of large clusters there are many, and many flows to list them in. */
  private readonly nodeBlocks = new Map<KubernetesCluster, Blocks>();
  /** By sender: there are many flows of each, and it takes a look at every cluster. */
  private readonly clustersBehind = new Map<DraftEnd, KubernetesCluster | undefined>();

  constructor(
    private readonly space: Space,
    private readonly addressOf: AddressLookup,
    private readonly siteOf: SiteOf,
    private readonly hostsIn: ReadonlyMap<Subnet, ReadonlySet<string>>,
  ) {
    this.everythingElse = { cidr: '0.0.0.0/0', except: ownBlocks(space).map(String) };
  }

  /**
   * How the flow's packets travel; undefined where an address is missing, which is a problem by itself.
   * @param elsewhere parts of the whole world that packets to it, or answers, leave for by another card
   */
  way(from: DraftEnd, to: DraftEnd, elsewhere: Elsewhere): Way | undefined {
    return this.ways[wayBetween(from, to)](from, to, elsewhere);
  }

  private readonly ways: { readonly [By in Way['by']]: (...flow: Parameters<Addressing['way']>) => Way | undefined } = {
    cluster: () => ({ by: 'cluster' }),
    node: (from, to) => {
      const destination = this.own(to, from);
      return isFilled(destination) ? { by: 'node', destination } : undefined;
    },
    network: (from, to, elsewhere) => {
      const { blocks, coarse } = this.source(from, to);
      const [seen, dialled] = [without(blocks, elsewhere.answers), without(this.dialled(to, from), elsewhere.packets)];
      if (!isFilled(seen) || !isFilled(dialled)) return undefined;
      return { by: 'network', source: { blocks: seen, ...(coarse !== undefined && { coarse }) }, destination: dialled };
    },
  };

  /** Ports that the receiver sees connections come from. */
  replyPorts(from: DraftEnd): ClientPorts {
    const [machine] = machinesOf(from);
    const subnet = machine && subnetOf(from);
    if (subnet && !forwardOf(subnet).hides) return clientPortsOf(machine);
    const cluster = clusterOf(from);
    if (hostedIn(from) || (cluster && egressOf(cluster).keepsAddress)) return LINUX_CLIENT;
    return ANY_CLIENT;
  }

  /** Under which addresses a receiver sees a sender, as far as they are known. */
  seen(from: DraftEnd, to: DraftEnd): readonly AddressBlock[] {
    return this.source(from, to).blocks;
  }

  /** Whom the receiver sees. */
  private source(from: DraftEnd, to: DraftEnd): Seen {
    const [a, b] = [this.siteOf(from), this.siteOf(to)];
    if (a && b && forwardOf(a.subnet).hides && a.subnet !== b.subnet) {
      const gateway = this.space.subnets.get(b.subnet)?.gateway;
      return {
        blocks: gateway === undefined ? [] : [single(formatIp(gateway))],
        coarse: `the NAT subnet "${a.subnet.node.id}" hides its machines behind the host's address`,
      };
    }
    const own = (): Seen => ({ blocks: this.own(from, to), ...this.hiddenBehind(from), ...this.podsBehind(from, to) });
    return matchEnd<Seen>(from, {
      pods: (pods) => this.podSource(pods),
      pair: ({ end: { members } }) => ({ blocks: inOrder(members.flatMap((name) => present(this.addressOf.machine(name)))) }),
      machine: own,
      nodes: own,
      subnet: own,
      resolver: own,
      'kvm-hosts': own,
      outside: own,
    });
  }

  private podSource({ cluster }: PodsDraft): Seen {
    const { keepsAddress, coarse } = egressOf(cluster);
    return { blocks: keepsAddress ? this.podBlock(cluster) : this.nodes(cluster), coarse };
  }

  /** Machines behind NAT, which their host shows elsewhere under its own address there. */
  private hiddenBehind(from: DraftEnd): Pick<SeenAddresses, 'coarse'> {
    const subnet = hostedIn(from);
    if (!subnet || !forwardOf(subnet).owned) return {};
    const hosts = this.hostsIn.get(subnet) ?? new Set();
    const hidden = [...this.hostsIn].filter(
      ([other, there]) => other !== subnet && forwardOf(other).hides && [...there].some((host) => hosts.has(host)),
    );
    if (hidden.length === 0) return {};
    const names = hidden.map(([{ node }]) => `"${node.id}"`).sort();
    return { coarse: `machines of NAT subnets of the same host (${names.join(', ')}) come under its address, too` };
  }

  /** Pods that leave under addresses of the sender: those of its nodes, when it holds one of them. */
  private podsBehind(from: DraftEnd, to: DraftEnd): Pick<SeenAddresses, 'coarse'> {
    const told = machinesOf(to).length > 0 || asPods(to)?.entrance;
    const cluster = told ? this.clusterBehind(from) : undefined;
    if (!cluster) return {};
    return { coarse: `pods of "${cluster.node.id}" leave the cluster under addresses of its nodes, which are among these` };
  }

  private clusterBehind(end: DraftEnd): KubernetesCluster | undefined {
    if (!this.clustersBehind.has(end)) {
      const clusters = [...this.space.clusters.keys()].filter((cluster) => !egressOf(cluster).keepsAddress);
      this.clustersBehind.set(
        end,
        clusters.find((cluster) => this.holdsNodes(end, cluster)),
      );
    }
    return this.clustersBehind.get(end);
  }

  private holdsNodes(end: DraftEnd, cluster: KubernetesCluster): boolean {
    const among = (blocks: readonly Cidr[]): boolean => nodeBlocks(cluster).some((node) => blocks.some((block) => block.overlaps(node)));
    return matchEnd(end, {
      machine: ({ machine }) => cluster.nodes.some((node) => node === machine),
      pair: () => false,
      subnet: ({ subnet }) =>
        cluster.nodes.some((node) => node.props.subnet === subnet) || among([this.space.subnets.get(subnet)?.cidr ?? []].flat()),
      outside: ({ external }) => among((external?.blocks ?? []).map((block) => Cidr.parse(block)).filter((cidr) => cidr instanceof Cidr)),
      nodes: (nodes) => nodes.cluster === cluster,
      resolver: () => false,
      'kvm-hosts': () => false,
      pods: () => false,
    });
  }

  private nodes(cluster: KubernetesCluster): Blocks {
    let blocks = this.nodeBlocks.get(cluster);
    if (!blocks) {
      const own = cluster.nodes.flatMap((node) => present(this.addressOf.machine(node.name)));
      blocks = inOrder([...own, ...foreignNodes(cluster).map(single)]);
      this.nodeBlocks.set(cluster, blocks);
    }
    return blocks;
  }

  /** Addresses that an end is reached at by the network: pods at those of their Services. @param other whom it talks with */
  private dialled(end: DraftEnd, other: DraftEnd): Blocks {
    const pods = asPods(end);
    return pods ? present(this.addressOf.service(pods.end.name)) : this.own(end, other);
  }

  /** Addresses of an end itself. @param other whom it talks with */
  own(end: DraftEnd, other: DraftEnd): Blocks {
    const subnetOfEnd = subnetOf(end);
    const subnet = subnetOfEnd && this.space.subnets.get(subnetOfEnd);
    return matchEnd<Blocks>(end, {
      outside: (outside) => (isAnywhere(outside) ? [this.everythingElse] : inOrder([...new Set(outside.external?.blocks)].map(plain))),
      machine: ({ end: { name } }) => present(this.addressOf.machine(name)),
      pair: ({ end: { name } }) => present(this.addressOf.pair(name)),
      nodes: (nodes) => this.nodesTalkingWith(nodes, other),
      subnet: () => (subnet ? [plain(`${subnet.cidr}`)] : []),
      resolver: () => (subnet ? [single(formatIp(subnet.gateway))] : []),
      'kvm-hosts': () => (subnet ? subnet.hosts.map((address) => single(formatIp(address))) : []),
      // Seen under other addresses.
      pods: () => [],
    });
  }

  /** Nodes also pass on packets of their pods under the pods' own addresses, among themselves. */
  private nodesTalkingWith(nodes: NodesDraft, other: DraftEnd): Blocks {
    const own = this.nodes(nodes.cluster);
    return areSame(nodes, other) ? inOrder([...own, ...this.podBlock(nodes.cluster)]) : own;
  }

  private podBlock(cluster: KubernetesCluster): Blocks {
    const pods = this.space.clusters.get(cluster)?.pods;
    return pods ? [plain(`${pods}`)] : [];
  }
}

const isFilled = <T>(list: readonly T[]): list is NonEmpty<T> => list.length > 0;

/** Everything that the system gives addresses in, and the nodes of existing clusters, which stand for their pods. Sorted, none within another. */
function ownBlocks(space: Space): readonly Cidr[] {
  const blocks: (Cidr | undefined)[] = [...space.networks.values()];
  for (const { cluster, pods, serviceCidr, services } of space.clusters.values()) {
    blocks.push(pods, serviceCidr, services, ...nodeBlocks(cluster));
  }
  return outermost(blocks.filter((cidr) => cidr !== undefined));
}

const inOrder = (blocks: Blocks): Blocks => [...blocks].sort((a, b) => compareBlocks(a.cidr, b.cidr));

const present = (address: string | undefined): Blocks => (address === undefined ? [] : [single(address)]);
