import { FailureDomain } from '../../network/host';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { list, map, number, object, oneOrMore, optional, propsOf, text } from '../../shape';
import { isSince, labelDefect } from '../../values';
import type { KubernetesClusterProps } from '../../workload/kubernetes-cluster';
import { BringUp, isNodeCount, type NodeReserveProps, type NodesProps } from '../../workload/nodes';
import { FIRST_BOOT } from '../guest/first-boot-shape';
import { HARDWARE_OF_MACHINES, HOST, SUBNET } from '../guest/shapes';
import { isolationOf } from '../subnet';
import { anyOf, CPU, SIZE } from '../values';
import { bringUpOf, WAYS_UP } from './bring-up';
import type { KindOfCluster } from './kind';
import { checkNodeRoom, nodeRoom } from './node-room';
import { CLUSTER_FACTS } from './shapes';

/** What kubelets label their nodes with by themselves: all machines of a system are alike in it. */
const EVERY_NODE = { 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' };

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
        controlPlanes: optional(number),
        bringUp: optional(anyOf(BringUp)),
        imageRepository: optional(text),
        apiServerNames: optional(list(text)),
        labels: optional(map(text)),
        reserved: optional(propsOf<NodeReserveProps>({ cpu: optional(CPU), memory: optional(SIZE) })),
        spare: optional(number),
        firstBoot: optional(FIRST_BOOT),
      }),
    }),
  }),
  check: ({ node: { path } }, facts, report) => {
    const { nodes } = facts;
    if (!isNodeCount(nodes.count))
      report(problems.invalidCluster(path, `${nodes.count} nodes make no cluster.`, 'Use a whole number from 1 to 5000.'));
    const { count, controlPlanes = 1 } = nodes;
    if (isNodeCount(count) && !(Number.isInteger(controlPlanes) && controlPlanes >= 0 && controlPlanes <= count)) {
      const what = `${controlPlanes} of its ${count} nodes cannot run the control plane.`;
      report(problems.invalidCluster(path, what, `Use a whole number from 0 to ${count} for controlPlanes.`));
    }
    WAYS_UP[bringUpOf(nodes)].check(path, facts, report);
    checkNodeLabels(path, nodes.labels ?? {}, report);
    checkNodeRoom(path, nodes, report);
    checkControlGroups(path, facts, report);
    if (nodes.count > 1 && isolationOf(nodes.subnet).apart) {
      const what = `Its nodes cannot talk to each other: ${nodes.subnet.node.path} has Isolation.HIGH.`;
      report(problems.invalidCluster(path, what, 'Give the nodes another subnet.'));
    }
  },
  nodesSubnet: ({ nodes }) => nodes.subnet,
  foreignNodes: () => [],
  nodeLabels: ({ nodes: { labels = {} } }) => labels,
  bringUp: ({ nodes }) => bringUpOf(nodes),
  broughtUp: (node, facts, surroundings) => WAYS_UP[bringUpOf(facts.nodes)].resolve(node, facts, surroundings),
  imageRepository: ({ nodes: { imageRepository } }) => imageRepository,
  knownNodes: ({ nodes }) => {
    const { count, controlPlanes = 1, labels } = nodes;
    const room = nodeRoom(nodes);
    return Array.from({ length: isNodeCount(count) ? count : 0 }, (_, index) => ({
      labels: { ...EVERY_NODE, ...labels },
      controlPlane: index < controlPlanes,
      room,
    }));
  },
  spareNodes: ({ nodes: { spare } }) => spare,
  nodeNetworks: () => [],
  services: () => undefined,
  prerequisites: (cluster) => (cluster.bringUp ? WAYS_UP[cluster.bringUp].prerequisites(cluster) : []),
};

/** The kubelet does not start with control groups of version 1 any more unless it is told to (kubernetes.io, "About cgroup v2"). */
const WITHOUT_OLD_CONTROL_GROUPS = '1.35';

function checkControlGroups(path: string, { nodes: { os }, version }: KubernetesClusterProps, report: Report): void {
  if (os.resolved.controlGroups === 1 && isSince(version, WITHOUT_OLD_CONTROL_GROUPS))
    report(problems.oldControlGroups(path, os.resolved.title, version));
}

/** Labels under Kubernetes' own domains that a kubelet may give its node; it does not start with others (kubernetes.io, "NodeRestriction"). */
const OWN_LABELS = /^(topology\.kubernetes\.io\/(zone|region)|node\.kubernetes\.io\/.+|kubelet\.kubernetes\.io\/.+)$/;
const KUBERNETES = /(^|\.)(kubernetes|k8s)\.io\//;

function checkNodeLabels(path: string, labels: Readonly<Record<string, string>>, report: Report): void {
  for (const [key, value] of Object.entries(labels)) {
    const defect = labelDefect(key, value);
    if (defect) report(problems.invalidMetadata(path, 'nodes.labels', 'label', key, defect));
    else if (KUBERNETES.test(key) && !OWN_LABELS.test(key))
      report(problems.reservedKey(path, 'nodes.labels', key, 'a kubelet may not give it to its node, and does not start'));
  }
}
