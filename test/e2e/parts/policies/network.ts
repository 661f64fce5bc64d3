import type { ResolvedCluster } from '../../../../src/model/resolved';
import { Cidr, formatIp, parseIp } from '../../../../src/model/values';
import type { Lab } from '../../harness/lab';
import { Space } from '../../network/space';

/** Where nodes ask the API server: in no network of any system. */
export const API_ADDRESS = '192.168.255.1';

/** A node, and the block of its pods. */
export interface NodeSpace {
  readonly name: string;
  readonly address: string;
  readonly block: Cidr;
  readonly space: Space;
}

/** All that is no pod and no node: it routes, and has the addresses of whoever is outside. */
export async function makeFabric(lab: Lab, outside: readonly string[]): Promise<Space> {
  const fabric = await Space.create(lab, 'fabric');
  const addresses = [API_ADDRESS, ...outside].map((address) => `ip address add ${address}/32 dev lo`);
  await fabric.shell(['sysctl -qw net.ipv4.ip_forward=1', ...addresses].join('\n'));
  return fabric;
}

/** Prefix of the network that nodes stand in: kube-router takes those for neighbours that share theirs. */
const NODES = 24;
const PODS = 24;

/** The nodes of a cluster, each of which knows the way to the pods of the others: kube-router finds the same by BGP, in its own time. */
export async function makeNodes(lab: Lab, fabric: Space, { podCidr, nodeAddresses }: ResolvedCluster): Promise<readonly NodeSpace[]> {
  const pods = Cidr.parse(podCidr);
  const first = parseIp(nodeAddresses[0] ?? '');
  if (!(pods instanceof Cidr) || first === undefined) throw new Error(`${podCidr}, ${nodeAddresses[0]}`);
  const gateway = formatIp(first - (first % 256) + 254);
  await fabric.shell(`ip link add nodes type bridge forward_delay 0
ip link set nodes up
ip address add ${gateway}/${NODES} dev nodes`);
  const nodes: NodeSpace[] = [];
  for (const [index, address] of nodeAddresses.entries()) {
    const name = `node-${index}`;
    const block = Cidr.of(pods.first + index * 2 ** (32 - PODS), PODS);
    const space = await Space.create(lab, name);
    await fabric.connect(space, name);
    await fabric.shell(`ip link set ${name} master nodes
ip route add ${block} via ${address}`);
    await space.shell(`ip address add ${address}/${NODES} dev eth0
ip route add default via ${gateway}
sysctl -qw net.ipv4.ip_forward=1 net.bridge.bridge-nf-call-iptables=1
ip link add kube-bridge type bridge forward_delay 0
ip link set kube-bridge up
ip address add ${formatIp(block.first + 1)}/${PODS} dev kube-bridge`);
    nodes.push({ name, address, block, space });
  }
  for (const { space, address } of nodes)
    for (const other of nodes)
      if (other.address !== address) await space.run(['ip', 'route', 'add', `${other.block}`, 'via', other.address]);
  return nodes;
}
