import { FailureDomain } from '../../network/host';
import * as problems from '../../problems';
import { instance, list, map, number, object, oneOrMore, optional, propsOf, text } from '../../shape';
import type { KubernetesClusterProps } from '../../workload/kubernetes-cluster';
import { BringUp, type NodePoolProps, type NodeReserveProps, type NodesProps, nodeCount } from '../../workload/nodes';
import { Taint, TaintEffect } from '../../workload/placement';
import { FIRST_BOOT, WAIT_OR_NOT } from '../guest/first-boot-shape';
import { HARDWARE } from '../guest/hardware-shape';
import { HARDWARE_OF_MACHINES, HOST, SUBNET } from '../guest/shapes';
import { isolationOf } from '../subnet';
import { anyOf, CPU, IMAGE, OS, SIZE } from '../values';
import { bringUpOf, WAYS_UP } from './bring-up';
import type { KindOfCluster } from './kind';
import { checkNodeGroups, groupOf, knownNodesOf, taintsOf } from './node-groups';
import { CLUSTER_FACTS } from './shapes';

/** What a pool may have. Its nodes' hardware is theirs by default. */
const POOL = propsOf<NodePoolProps>({
  count: number,
  host: optional(oneOrMore(HOST)),
  apartBy: optional(anyOf(FailureDomain)),
  cpus: optional(number),
  memory: optional(SIZE),
  os: optional(OS),
  image: optional(IMAGE),
  rootDisk: optional(SIZE),
  hardware: optional(HARDWARE),
  reserved: optional(propsOf<NodeReserveProps>({ cpu: optional(CPU), memory: optional(SIZE) })),
  labels: optional(map(text)),
  taints: optional(
    list(
      instance('a Taint', Taint, {
        resolved: object({ key: text, value: optional(text), effect: anyOf(TaintEffect) }),
      }),
    ),
  ),
  firstBoot: optional(FIRST_BOOT),
});

/** A cluster whose nodes are machines of the system. */
export const OWN: KindOfCluster<KubernetesClusterProps> = {
  shape: object({
    facts: propsOf<KubernetesClusterProps>({
      ...CLUSTER_FACTS,
      nodes: propsOf<NodesProps>({
        ...HARDWARE_OF_MACHINES,
        subnet: SUBNET,
        host: optional(oneOrMore(HOST)),
        apartBy: optional(anyOf(FailureDomain)),
        count: number,
        pools: optional(map(POOL)),
        controlPlanes: optional(number),
        bringUp: optional(anyOf(BringUp)),
        imageRepository: optional(text),
        apiServerNames: optional(list(text)),
        labels: optional(map(text)),
        reserved: optional(propsOf<NodeReserveProps>({ cpu: optional(CPU), memory: optional(SIZE) })),
        spare: optional(number),
        firstBoot: optional(FIRST_BOOT),
        waitForFirstBoot: optional(WAIT_OR_NOT),
      }),
    }),
  }),
  check: ({ node: { path } }, facts, report) => {
    const { nodes } = facts;
    checkNodeGroups(path, facts, report);
    WAYS_UP[bringUpOf(nodes)].check(path, facts, report);
    if (nodeCount(nodes) > 1 && isolationOf(nodes.subnet).apart) {
      const what = `Its nodes cannot talk to each other: ${nodes.subnet.node.path} has Isolation.HIGH.`;
      report(problems.invalidCluster(path, what, 'Give the nodes another subnet.'));
    }
  },
  nodesSubnet: ({ nodes }) => nodes.subnet,
  foreignNodes: () => [],
  nodeLabels: ({ group }, { nodes }) => groupOf(nodes, group)?.labels ?? {},
  nodeTaints: ({ group }, { nodes }) => taintsOf(groupOf(nodes, group) ?? {}),
  bringUp: ({ nodes }) => bringUpOf(nodes),
  broughtUp: (node, facts, surroundings) => WAYS_UP[bringUpOf(facts.nodes)].resolve(node, facts, surroundings),
  imageRepository: ({ nodes: { imageRepository } }) => imageRepository,
  knownNodes: ({ nodes }) => knownNodesOf(nodes),
  spareNodes: ({ nodes: { spare } }) => spare,
  nodeNetworks: () => [],
  services: () => undefined,
  prerequisites: (cluster) => (cluster.bringUp ? WAYS_UP[cluster.bringUp].prerequisites(cluster) : []),
};
