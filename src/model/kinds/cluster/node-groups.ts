import type { Report } from '../../problem';
import * as problems from '../../problems';
import { CONTROL_PLANE_TAINT } from '../../resolved/taints';
import { isRecord } from '../../shape';
import { isSince, labelDefect } from '../../values';
import type { KubernetesClusterProps } from '../../workload/kubernetes-cluster';
import {
  groupProp,
  isNodeCount,
  isNodePoolCount,
  isNodePoolName,
  type NodeGroup,
  type NodesProps,
  nodeCount,
  nodeGroups,
} from '../../workload/nodes';
import { bringUpOf, WAYS_UP } from './bring-up';
import { distributionOf, kindOfDistribution } from './distribution';
import type { KnownNode } from './kind';
import { checkReserve, nodeRoom } from './node-room';

/** What kubelets label their nodes with by themselves: all machines of a system are alike in it. */
const EVERY_NODE = { 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' };

/** All nodes, in the order in which they are made. */
export function knownNodesOf(facts: KubernetesClusterProps): readonly KnownNode[] {
  const groups = nodeGroups(facts.nodes);
  const { keeps } = kindOfDistribution(distributionOf(facts));
  // Where nobody else takes pods, control planes do.
  const planes = runPods(facts.nodes) ? [] : [CONTROL_PLANE_TAINT];
  return groups.flatMap((group) => {
    const { count, controlPlanes } = group;
    const labels = { ...EVERY_NODE, ...group.labels };
    const taints = taintsOf(group);
    return Array.from({ length: count }, (_, index) => {
      const plane = index < controlPlanes;
      return { labels, taints: plane ? [...taints, ...planes] : taints, room: nodeRoom(group, keeps(plane)) };
    });
  });
}

/** Whether there are no workers: who runs the control plane runs pods, too. */
export const runPods = (nodes: NodesProps): boolean => nodeGroups(nodes).every(({ count, controlPlanes }) => count <= controlPlanes);

export const groupOf = (nodes: NodesProps, id: string): NodeGroup | undefined => nodeGroups(nodes).find((group) => group.id === id);

export const taintsOf = ({ taints = [] }: Pick<NodeGroup, 'taints'>) => taints.map(({ resolved }) => resolved);

/** @param report problems of nodes of the cluster at `path` */
export function checkNodeGroups(path: string, facts: KubernetesClusterProps, report: Report): void {
  const { nodes } = facts;
  checkCounts(path, nodes, report);
  checkLabels(path, 'nodes.labels', nodes.labels ?? {}, report);
  checkReserve(path, 'nodes.reserved', nodes, report);
  for (const [name, pool] of Object.entries(isRecord(nodes.pools) ? nodes.pools : {})) {
    const prop = `nodes.pools.${name}`;
    if (!isNodePoolName(name)) report(problems.invalidPoolName(path, name));
    if (!isNodePoolCount(pool.count)) report(problems.invalidPoolCount(path, name, pool.count));
    checkLabels(path, `${prop}.labels`, pool.labels ?? {}, report);
    checkTaints(path, `${prop}.taints`, pool, report);
    checkReserve(path, `${prop}.reserved`, pool, report);
  }
  checkControlGroups(path, facts, report);
  checkSizes(path, facts, report);
}

/** What is too small for a distribution's own programs has no room for any pod. */
function checkSizes(path: string, facts: KubernetesClusterProps, report: Report): void {
  const { tooSmall } = kindOfDistribution(distributionOf(facts));
  const { byItself } = WAYS_UP[bringUpOf(facts.nodes)];
  for (const { id, count, controlPlanes, cpus, memory } of nodeGroups(facts.nodes)) {
    if (count === 0) continue;
    const reason = tooSmall({ controlPlane: controlPlanes > 0, byItself, cpus, memoryMiB: memory.toMebibytes });
    if (reason !== undefined) report(problems.nodeTooSmall(path, groupProp(id), cpus, memory.toMebibytes, reason));
  }
}

function checkCounts(path: string, nodes: NodesProps, report: Report): void {
  const { count, controlPlanes = 1, spare = 0 } = nodes;
  if (!isNodeCount(count)) {
    report(problems.invalidCluster(path, `${count} nodes make no cluster.`, 'Use a whole number from 1 to 5000.'));
    return;
  }
  if (!(Number.isInteger(controlPlanes) && controlPlanes >= 0 && controlPlanes <= count)) {
    const what = `${controlPlanes} of its ${count} nodes cannot run the control plane.`;
    report(problems.invalidCluster(path, what, `Use a whole number from 0 to ${count} for controlPlanes.`));
  }
  const all = nodeCount(nodes);
  if (!isNodeCount(all))
    report(problems.invalidCluster(path, `${all} nodes are too many.`, 'Use 5000 at most, those of pools among them.'));
  if (!(Number.isInteger(spare) && spare >= 0 && spare < all)) {
    const fix = `Use a whole number from 0 to ${all - 1} for nodes.spare.`;
    report(problems.invalidCluster(path, `${spare} of its ${all} nodes cannot be spare.`, fix));
  }
}

/** The kubelet does not start with control groups of version 1 any more unless it is told to (kubernetes.io, "About cgroup v2"). */
const WITHOUT_OLD_CONTROL_GROUPS = '1.35';

function checkControlGroups(path: string, { nodes, version }: KubernetesClusterProps, report: Report): void {
  if (!isSince(version, WITHOUT_OLD_CONTROL_GROUPS)) return;
  const old = nodeGroups(nodes).filter(({ os }) => os.resolved.controlGroups === 1);
  for (const title of new Set(old.map(({ os }) => os.resolved.title))) report(problems.oldControlGroups(path, title, version));
}

/** Labels under Kubernetes' own domains that a kubelet may give its node; it does not start with others (kubernetes.io, "NodeRestriction"). */
const OWN_LABELS = /^(topology\.kubernetes\.io\/(zone|region)|node\.kubernetes\.io\/.+|kubelet\.kubernetes\.io\/.+)$/;
const KUBERNETES = /(^|\.)(kubernetes|k8s)\.io\//;

function checkLabels(path: string, prop: string, labels: Readonly<Record<string, string>>, report: Report): void {
  for (const [key, value] of Object.entries(labels)) {
    const defect = labelDefect(key, value);
    if (defect) report(problems.invalidMetadata(path, prop, 'label', key, defect));
    else if (KUBERNETES.test(key) && !OWN_LABELS.test(key))
      report(problems.reservedKey(path, prop, key, 'a kubelet may not give it to its node, and does not start'));
  }
}

function checkTaints(path: string, prop: string, pool: Pick<NodeGroup, 'taints'>, report: Report): void {
  const taints = taintsOf(pool);
  for (const [index, { key, value = '', effect }] of taints.entries()) {
    const defect = labelDefect(key, value);
    if (defect) report(problems.invalidTaint(path, prop, key, defect));
    // The server takes one of each key and effect (kubernetes.io, "Taints and Tolerations").
    else if (taints.slice(0, index).some((other) => other.key === key && other.effect === effect))
      report(problems.invalidTaint(path, prop, key, 'it is there twice with the same effect'));
  }
}
