import { foreignNodes, nodeNetworks } from '../../kinds/cluster';
import { forwardOf } from '../../kinds/subnet';
import type { External } from '../../network/external';
import type { Subnet } from '../../network/network';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { Cidr, parseIp } from '../../values';
import type { KubernetesCluster } from '../../workload/kubernetes-cluster';
import { about } from '../findings';
import { externalPath } from '../inventory/inventory';
import type { ExternalSpace, Space } from './space';

/** What addresses of a system are for. */
type Use = 'network' | 'subnet' | 'pods' | 'service-cidr' | 'virtual' | 'node' | 'external';

interface Block {
  readonly use: Use;
  readonly cidr: Cidr;
  /** Construct path of who states it. */
  readonly path: string;
  /** `the subnet 10.0.0.0/24 of shop/net/data`. */
  readonly text: string;
  readonly subnet?: Subnet;
  readonly cluster?: KubernetesCluster;
  readonly external?: External;
}

type Code = Parameters<typeof problems.overlap>[0];

/** Why two uses of one address are a problem; undefined where they are none. `a` is the one that the table names first. */
type Meeting = (a: Block, b: Block) => Code | undefined;

const always =
  (code: Code): Meeting =>
  () =>
    code;
const never: Meeting = () => undefined;
const CLUSTER = always('CLUSTER_CIDR_OVERLAP');
const EXTERNAL = always('EXTERNAL_OVERLAP');

/** Only a bridged subnet has others in it: the parts of them that are meant must be named. */
const insideBridge =
  (code: Code): Meeting =>
  ({ subnet, cidr: block }, { cidr }) =>
    subnet && !forwardOf(subnet).owned && cidr.prefix > block.prefix ? undefined : code;

/** All pairs of uses, each once. */
const MEETINGS: { readonly [A in Use]: { readonly [B in Use]?: Meeting } } = {
  network: {
    network: always('NETWORK_OVERLAP'),
    // A subnet lies in its network; outside of it has its own problem.
    subnet: never,
    pods: CLUSTER,
    'service-cidr': CLUSTER,
    virtual: keptBySubnet,
    node: never,
    external: never,
  },
  subnet: {
    subnet: always('SUBNET_OVERLAP'),
    pods: CLUSTER,
    'service-cidr': CLUSTER,
    virtual: keptBySubnet,
    node: insideBridge('CLUSTER_CIDR_OVERLAP'),
    external: insideBridge('EXTERNAL_OVERLAP'),
  },
  pods: { pods: CLUSTER, 'service-cidr': CLUSTER, virtual: CLUSTER, node: CLUSTER, external: EXTERNAL },
  'service-cidr': { 'service-cidr': CLUSTER, virtual: CLUSTER, node: CLUSTER, external: EXTERNAL },
  virtual: {
    // Clusters whose nodes share a subnet share its block: that has its own problem.
    virtual: (a, b) => (a.subnet !== undefined && a.subnet === b.subnet ? undefined : 'CLUSTER_CIDR_OVERLAP'),
    node: CLUSTER,
    external: EXTERNAL,
  },
  node: {
    node: (a, b) => (a.cluster === b.cluster ? undefined : 'CLUSTER_CIDR_OVERLAP'),
    // Its pods may then pass for it: what checks it says so.
    external: never,
  },
  external: { external: never },
};

/** An existing cluster whose nodes stand in a bridged subnet announces addresses that the subnet keeps for services. */
function keptBySubnet(_: Block, { subnet }: Block): Code | undefined {
  return subnet ? undefined : 'CLUSTER_CIDR_OVERLAP';
}

/** Whatever has addresses in a system, once compared with all the rest. */
export function checkOverlaps(space: Space, externals: readonly ExternalSpace[], report: Report): void {
  const blocks = [...blocksOf(space, externals)].sort((a, b) => a.cidr.first - b.cidr.first || a.cidr.prefix - b.cidr.prefix);
  for (const [index, block] of blocks.entries()) {
    for (let next = index + 1; next < blocks.length; next++) {
      const other = blocks[next] as Block;
      if (other.cidr.first > block.cidr.last) break;
      reportMeeting(block, other, report);
    }
  }
  for (const cluster of space.clusters.keys()) for (const block of nodesOf(cluster)) checkNode(block, space, report);
}

function reportMeeting(one: Block, other: Block, report: Report): void {
  const inOrder = MEETINGS[one.use][other.use];
  const [a, b] = inOrder ? [one, other] : [other, one];
  const code = MEETINGS[a.use][b.use]?.(a, b);
  if (code === undefined) return;
  // Whose problem it is: that of an external rather than a subnet's, of a cluster rather than a network's.
  const earlier = a.use !== b.use ? a : a.cluster ? other : one;
  const [mine, theirs] = earlier === a ? [b, a] : [a, b];
  const tell = mine.external ? about(mine.external, report) : report;
  tell(problems.overlap(code, mine.path, `${mine.text.charAt(0).toUpperCase()}${mine.text.slice(1)}`, `${theirs.text} of ${theirs.path}`));
}

function* blocksOf(space: Space, externals: readonly ExternalSpace[]): Iterable<Block> {
  for (const [{ node }, cidr] of space.networks) yield { use: 'network', cidr, path: node.path, text: `the network ${cidr}` };
  for (const [subnet, { cidr }] of space.subnets) yield { use: 'subnet', cidr, path: subnet.node.path, text: `the subnet ${cidr}`, subnet };
  for (const [cluster, { pods, serviceCidr, services }] of space.clusters) {
    const { path } = cluster.node;
    if (pods) yield { use: 'pods', cidr: pods, path, text: `the pod CIDR ${pods}`, cluster };
    if (serviceCidr) yield { use: 'service-cidr', cidr: serviceCidr, path, text: `the service CIDR ${serviceCidr}`, cluster };
    if (services) {
      const keeper = [...space.subnets].find(([, subnet]) => subnet.services?.contains(services))?.[0];
      yield {
        use: 'virtual',
        cidr: services,
        path,
        text: `the block for services ${services}`,
        cluster,
        ...(keeper && { subnet: keeper }),
      };
    }
    yield* nodesOf(cluster);
  }
  for (const { external, cidrs } of externals)
    for (const cidr of cidrs) yield { use: 'external', cidr, path: externalPath(external), text: `the external block ${cidr}`, external };
}

const nodesOf = (cluster: KubernetesCluster): readonly Block[] =>
  nodeBlocks(cluster).map((cidr) => ({ use: 'node', cidr, path: cluster.node.path, text: `the node address ${textOf(cidr)}`, cluster }));

/** Addresses of nodes that are no machines of the system. */
export const nodeBlocks = (cluster: KubernetesCluster): readonly Cidr[] =>
  foreignNodes(cluster).flatMap((text) => {
    const address = parseIp(text);
    return address === undefined ? [] : [Cidr.of(address, 32)];
  });

/** Where nodes that are no machines of the system stand, now and later. */
export function nodeSurroundings(cluster: KubernetesCluster): readonly Cidr[] {
  const networks = nodeNetworks(cluster).map((text) => Cidr.parse(text));
  return networks.length > 0 ? networks.filter((block) => block instanceof Cidr) : nodeBlocks(cluster);
}

const textOf = (cidr: Cidr): string => `${cidr}`.replace(/\/32$/, '');

/** A node of an existing cluster has an address that a machine could have. */
function checkNode({ cidr, path }: Block, { subnets }: Space, report: Report): void {
  for (const { cidr: subnet, gateway } of subnets.values()) {
    if (!subnet.contains(cidr)) continue;
    const taken =
      cidr.first === subnet.first ? 'network' : cidr.first === subnet.last ? 'broadcast' : cidr.first === gateway ? 'gateway' : undefined;
    if (taken && cidr.prefix === 32) report(problems.addressReserved(path, textOf(cidr), `the ${taken} address of ${subnet}`));
  }
}
