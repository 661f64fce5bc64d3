import { FailureDomain } from '../../network/host';
import * as problems from '../../problems';
import type { DistributionName, ResolvedDistribution } from '../../resolved';
import { flag, instance, list, map, number, object, oneOrMore, optional, propsOf, type Shape, text } from '../../shape';
import { Distribution, FlannelBackend } from '../../workload/distribution';
import type { KubernetesClusterProps } from '../../workload/kubernetes-cluster';
import { BringUp, type NodePoolProps, type NodeReserveProps, type NodesProps, nodeCount } from '../../workload/nodes';
import { Taint, TaintEffect } from '../../workload/placement';
import { FIRST_BOOT, WAIT_OR_NOT } from '../guest/first-boot-shape';
import { HARDWARE } from '../guest/hardware-shape';
import { HARDWARE_OF_MACHINES, HOST, SUBNET } from '../guest/shapes';
import { isolationOf } from '../subnet';
import { anyOf, CPU, IMAGE, OS, SIZE } from '../values';
import { bringUpOf, WAYS_UP } from './bring-up';
import { distributionOf, kindOfDistribution } from './distribution';
import type { KindOfCluster } from './kind';
import { checkNodeGroups, groupOf, knownNodesOf, runPods, taintsOf } from './node-groups';
import { CLUSTER_FACTS } from './shapes';

/** What its call was given is looked at by itself. */
const DISTRIBUTION = instance('a Distribution, such as Distribution.KUBEADM', Distribution, {
  resolved: (value, where, visit) => SHAPES[(value as ResolvedDistribution).name](value, where, visit),
});
const SHAPES: { readonly [D in DistributionName]: Shape } = {
  kubeadm: object({}),
  k3s: object({
    release: text,
    binary: optional(object({ url: text, sha256: text })),
    flannelBackend: anyOf(FlannelBackend),
    localStorage: flag,
  }),
};

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

const planeMarks = (facts: KubernetesClusterProps) => kindOfDistribution(distributionOf(facts)).planeMarks(runPods(facts.nodes));

/** A cluster whose nodes are machines of the system. */
export const OWN: KindOfCluster<KubernetesClusterProps> = {
  shape: object({
    facts: propsOf<KubernetesClusterProps>({
      ...CLUSTER_FACTS,
      distribution: optional(DISTRIBUTION),
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
    const distribution = distributionOf(facts);
    kindOfDistribution(distribution).check(path, facts, distribution, report);
    if (nodeCount(nodes) > 1 && isolationOf(nodes.subnet).apart) {
      const what = `Its nodes cannot talk to each other: ${nodes.subnet.node.path} has Isolation.HIGH.`;
      report(problems.invalidCluster(path, what, 'Give the nodes another subnet.'));
    }
  },
  nodesSubnet: ({ nodes }) => nodes.subnet,
  foreignNodes: () => [],
  nodeLabels: ({ group, controlPlane }, facts) => ({
    ...groupOf(facts.nodes, group)?.labels,
    ...(controlPlane && planeMarks(facts).labels),
  }),
  nodeTaints: ({ group, controlPlane }, facts) => [
    ...taintsOf(groupOf(facts.nodes, group) ?? {}),
    ...(controlPlane ? planeMarks(facts).taints : []),
  ],
  bringUp: ({ nodes }) => bringUpOf(nodes),
  distribution: distributionOf,
  broughtUp: (node, facts, surroundings) => WAYS_UP[bringUpOf(facts.nodes)].resolve(node, facts, surroundings),
  imageRepository: ({ nodes: { imageRepository } }) => imageRepository,
  knownNodes: knownNodesOf,
  spareNodes: ({ nodes: { spare } }) => spare,
  nodeNetworks: () => [],
  services: () => undefined,
  prerequisites: (cluster) => {
    const { bringUp, distribution } = cluster;
    return bringUp && distribution ? WAYS_UP[bringUp].prerequisites(cluster, distribution) : [];
  },
};
