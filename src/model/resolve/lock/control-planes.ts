import { type Lock, own } from '../../lock/lock';
import * as problems from '../../problems';
import { NODE_PARTS, type NodePart } from '../../resolved';
import { isSince } from '../../values';
import type { ClusterNode, KubernetesCluster } from '../../workload/kubernetes-cluster';
import type { Findings } from '../findings';
import { PARTS } from '../machines/told-cluster-node';

/** As the lock notes nodes that were set up to run the control plane. */
const PLANES = new Set((Object.keys(PARTS) as NodePart[]).filter((part) => NODE_PARTS[part].controlPlane).map((part) => PARTS[part]));

/** What the lock knows of clusters that are there: which nodes run them, and which version each has. */
export function checkControlPlanes(clusters: readonly KubernetesCluster[], lock: Lock, { problem }: Findings): void {
  for (const cluster of clusters) {
    const noted = ({ name }: ClusterNode, prop: string): string | undefined => own(own(lock.machines, name)?.told ?? {}, prop)?.[0];
    const planes = cluster.nodes
      .filter((node) => PLANES.has(noted(node, 'nodes.bringUp') ?? ''))
      .map((node) => ({ node, version: noted(node, 'version') ?? cluster.facts.version }));
    const left = planes.filter(({ node }) => !node.controlPlane);
    for (const { node } of left)
      problem(problems.controlPlaneLeft(cluster.node.path, node.name, planes.length, planes.length - left.length));
    const [oldest] = [...planes].sort((a, b) => (isSince(a.version, b.version) ? 1 : -1));
    if (!oldest) continue;
    const newest = planes.map(({ version }) => version).reduce((a, b) => (isSince(a, b) ? a : b));
    for (const node of cluster.nodes.filter((each) => planes.every((plane) => plane.node !== each))) {
      const version = noted(node, 'version') ?? cluster.facts.version;
      // A kubelet asks any of the API servers; one more of them joins what the newest has made of the cluster.
      if (isSince(node.controlPlane ? newest : oldest.version, version)) continue;
      problem(problems.nodeBeforeControlPlane(cluster.node.path, node.name, version, oldest.node.name, oldest.version));
    }
  }
}
