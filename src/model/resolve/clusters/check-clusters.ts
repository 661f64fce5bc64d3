import { checkSelector } from '../../kinds/checks';
import { kindOfCluster, nodesSubnet } from '../../kinds/cluster';
import { checkNodeLocalDns } from '../../kinds/cluster/dns';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { compareText, isLabel, isSince } from '../../values';
import type { KubernetesCluster } from '../../workload/kubernetes-cluster';
import type { Findings } from '../findings';
import type { Inventory } from '../inventory/inventory';
import { checkNamespaces } from './check-namespaces';

/** Checks clusters, their meshes, and who owns their namespaces. */
export function checkClusters(inventory: Inventory, findings: Findings): void {
  const report = findings.problem;
  for (const cluster of inventory.clusters) {
    checkVersion(cluster, findings);
    checkCluster(cluster, report);
    checkNodeLocalDns(cluster, report);
    checkNamespaces(cluster, inventory, report);
  }
  checkMeshes(inventory, report);
  checkNodeSubnets(inventory, report);
}

/** Has every field of the manifests: the last ones were `matchLabelKeys` of topology spread and `unhealthyPodEvictionPolicy`. */
const OLDEST = '1.27';
/** The newest whose API server took the manifests in the project's own tests. */
const NEWEST_TRIED = '1.35';

function checkVersion({ node: { path }, facts: { version } }: KubernetesCluster, findings: Findings): void {
  if (!/^1\.\d+$/.test(version)) {
    findings.problem(problems.invalidCluster(path, `"${version}" is no Kubernetes minor version.`, 'Write it like 1.34.'));
  } else if (!isSince(version, OLDEST)) {
    const what = `Kubernetes ${version} does not know all fields of the manifests: ${OLDEST} is the first that does.`;
    findings.problem(problems.invalidCluster(path, what, 'Upgrade the cluster, or correct `version`.'));
  } else if (!isSince(NEWEST_TRIED, version)) {
    const message = `Kubernetes ${version} is newer than any that the manifests were tried with (${NEWEST_TRIED}).`;
    findings.warn({ code: 'KUBERNETES_UNTRIED', path, message });
  }
}

function checkCluster(cluster: KubernetesCluster, report: Report): void {
  const { node, facts } = cluster;
  const { dns } = facts;
  for (const namespace of [facts.namespace, facts.metallbNamespace, dns?.namespace])
    if (namespace !== undefined && !isLabel(namespace)) report(problems.invalidName(node.path, namespace));
  if (dns?.labels) checkSelector(node.path, 'dns.labels', dns.labels, report);
  kindOfCluster(cluster).check(cluster, facts, report);
}

function checkMeshes(inventory: Inventory, report: Report): void {
  const first = new Map<KubernetesCluster, string>();
  for (const { node, props, cluster } of inventory.meshes) {
    const other = first.get(cluster);
    if (other !== undefined)
      report(problems.invalidCluster(node.path, `The cluster has the mesh ${other} already.`, 'Declare one mesh for each cluster.'));
    else first.set(cluster, node.path);
    if (props.namespace !== undefined && !isLabel(props.namespace)) report(problems.invalidName(node.path, props.namespace));
    if (props.controlPlaneLabels) checkSelector(node.path, 'controlPlaneLabels', props.controlPlaneLabels, report);
  }
}

/** A block for services has one announcer. */
function checkNodeSubnets(inventory: Inventory, report: Report): void {
  const holders = new Map<unknown, KubernetesCluster>();
  for (const cluster of [...inventory.clusters].sort((a, b) => compareText(a.node.path, b.node.path))) {
    const subnet = nodesSubnet(cluster);
    if (subnet?.props.services === undefined) continue;
    const other = holders.get(subnet);
    if (other) {
      const what = `Its nodes and those of ${other.node.path} stand in ${subnet.node.path}, whose addresses for services (${subnet.props.services}) only one of them can announce.`;
      report(problems.invalidCluster(cluster.node.path, what, 'Give each cluster a subnet of its own.'));
    } else holders.set(subnet, cluster);
  }
}
