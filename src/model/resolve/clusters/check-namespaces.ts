import { checkSize } from '../../kinds/checks';
import { proxyOf } from '../../kinds/gateway';
import { controlPlaneOf } from '../../kinds/mesh';
import { checkAnnotations, checkLabels } from '../../kinds/metadata';
import { checkResources } from '../../kinds/pod/resources';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { isLabel } from '../../values';
import type { KubernetesCluster } from '../../workload/kubernetes-cluster';
import type { Namespace, QuotaProps } from '../../workload/namespace';
import { admits, mustBeStated } from '../../workload/pod-security';
import type { Inventory } from '../inventory/inventory';
import { describedIn, namespaceOf, neededBy, ownNamespaces, residentsOf } from '../inventory/namespaces';

/** Checks the namespaces of a cluster: what is said of each, and that those of this system are nobody else's. */
export function checkNamespaces(cluster: KubernetesCluster, inventory: Inventory, report: Report): void {
  const names = new Map<string, Namespace>();
  for (const namespace of inventory.namespaces.filter((each) => each.cluster === cluster)) {
    const { name, node } = namespace;
    const other = names.get(name);
    if (other) report(problems.namespaceTwice(node.path, name, other.node.path));
    names.set(name, namespace);
    checkNamespace(namespace, report);
    checkLevel(namespace, inventory, report);
  }
  checkUnstated(cluster, inventory, report);
  checkTenants(cluster, inventory, report);
}

/** What gives pods a hold on their nodes does not follow from what one of them says: whoever reads the namespace has to see it. */
function checkUnstated(cluster: KubernetesCluster, inventory: Inventory, report: Report): void {
  const described = describedIn(cluster, inventory);
  for (const name of ownNamespaces(cluster, inventory)) {
    if (described.get(name)?.props.podSecurity) continue;
    for (const { path, rule, level } of neededBy(residentsOf(name, cluster, inventory)))
      if (mustBeStated(level)) report(problems.levelNotStated(path, name, rule, level));
  }
}

/** What Kubernetes makes itself. It keeps names that begin with `kube-` for itself (kubernetes.io, "Namespaces"). */
const isReserved = (name: string): boolean => name === 'default' || name.startsWith('kube-');

/** The namespaces of this system are restricted and deny by default: add-ons would be cut off in them. */
function checkTenants(cluster: KubernetesCluster, inventory: Inventory, report: Report): void {
  const inside = <T extends { readonly cluster: KubernetesCluster }>(list: readonly T[]): T[] =>
    list.filter((item) => item.cluster === cluster);
  const tenants = new Map<string, string>();
  if (cluster.facts.dns?.namespace !== undefined) tenants.set(cluster.facts.dns.namespace, "the cluster's DNS");
  tenants.set(cluster.facts.metallbNamespace ?? 'metallb-system', 'MetalLB');
  for (const mesh of inside(inventory.meshes)) tenants.set(controlPlaneOf(mesh).namespace, "the mesh's control plane");
  for (const gateway of inside(inventory.gateways))
    tenants.set(proxyOf(gateway, namespaceOf(cluster, inventory.name)).namespace, "the gateway's proxy");
  const described = describedIn(cluster, inventory);
  for (const name of ownNamespaces(cluster, inventory)) {
    const tenant = isReserved(name) ? 'Kubernetes' : tenants.get(name);
    if (tenant !== undefined) report(problems.namespaceTaken(described.get(name)?.node.path ?? cluster.node.path, name, tenant));
  }
}

function checkNamespace({ name, owned, props, node: { path } }: Namespace, report: Report): void {
  if (!(owned ? isLabel(name) : /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name))) report(problems.invalidName(path, name));
  const { podSecurity, quota, defaultLimits, labels = {}, annotations = {} } = props;
  if (podSecurity?.because !== undefined && podSecurity.because.trim() === '')
    report(problems.waiverWithoutReason(path, 'PodSecurity restricted'));
  checkLabels(path, 'labels', labels, report);
  checkAnnotations(path, 'annotations', annotations, report);
  if (quota) checkQuota(path, quota, report);
  if (defaultLimits) checkResources(path, 'defaultLimits', defaultLimits, report);
}

function checkQuota(
  path: string,
  { cpu, cpuLimit, memory, memoryLimit, ephemeralStorage, storage, pods, claims }: QuotaProps,
  report: Report,
): void {
  for (const [prop, amount] of Object.entries({ cpu, cpuLimit }))
    if (amount?.defect) report(problems.invalidAmount(path, `quota.${prop}`, amount.defect));
  for (const [prop, size] of Object.entries({ memory, memoryLimit, ephemeralStorage, storage }))
    if (size) checkSize(path, `quota.${prop}`, size, report);
  for (const [prop, count] of Object.entries({ pods, claims }))
    if (count !== undefined && (!Number.isInteger(count) || count < 0))
      report(problems.invalidNamespace(path, `quota.${prop}: ${count} is not a whole number from 0.`, 'Write how many there may be.'));
}

/** What a user states is meant: workloads that it refuses would never start. */
function checkLevel(namespace: Namespace, inventory: Inventory, report: Report): void {
  const { podSecurity } = namespace.props;
  if (!podSecurity) return;
  for (const { name, rule, level } of neededBy(residentsOf(namespace.name, namespace.cluster, inventory)))
    if (!admits(podSecurity.level, level)) report(problems.podsRefused(namespace.node.path, podSecurity.level, name, rule, level));
}
