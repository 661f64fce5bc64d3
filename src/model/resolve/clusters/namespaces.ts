import { compareText } from '../../values';
import type { KubernetesCluster } from '../../workload/kubernetes-cluster';
import type { Inventory } from '../inventory/inventory';

/** A cluster's namespace for workloads that name none. */
export const namespaceOf = (cluster: KubernetesCluster, system: string): string => cluster.facts.namespace ?? system;

/** The namespaces of a cluster that the system owns, sorted. */
export function namespacesOf(cluster: KubernetesCluster, { name, workloads }: Inventory): readonly string[] {
  const own = workloads.filter((workload) => workload.cluster === cluster);
  return [...new Set([namespaceOf(cluster, name), ...own.flatMap(({ props }) => props.namespace ?? [])])].sort(compareText);
}
