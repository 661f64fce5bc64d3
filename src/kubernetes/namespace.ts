import type { Chart } from 'cdk8s';
import type { ResolvedCluster } from '../model/resolved';
import { Namespace } from './imports/kubernetes';
import { meshModeOf } from './mesh';
import { becauseAnnotation } from './names';
import type { SystemIndex } from './system-index';
import { breaksRestricted } from './workload/hardening';

/**
 * The namespaces that a system owns in a cluster, with PodSecurity "restricted" as it is in the cluster's version. A waiver that
 * "restricted" refuses lowers what is enforced in its namespace to "baseline" (still audited and warned about), since the server would
 * reject the pods: a workload with such a waiver is best kept in a namespace of its own.
 */
export function addNamespaces(chart: Chart, cluster: ResolvedCluster, index: SystemIndex): ReadonlyMap<string, Namespace> {
  const version = `v${cluster.version}`;
  const waivers = index.system.workloads
    .filter((workload) => workload.cluster === cluster.name)
    .flatMap(({ name, namespace, pods }) => pods.waivers.map((waiver) => ({ ...waiver, workload: name, namespace })))
    .filter(({ rule }) => breaksRestricted(rule));
  const namespaces = cluster.namespaces.map((name) => {
    const waived = waivers.filter(({ namespace }) => namespace === name);
    const namespace = new Namespace(chart, name, {
      metadata: {
        name,
        annotations: becauseAnnotation(waived.map(({ workload, rule, because }) => `${workload} is excused from ${rule}: ${because}`)),
        labels: {
          'pod-security.kubernetes.io/enforce': waived.length > 0 ? 'baseline' : 'restricted',
          'pod-security.kubernetes.io/enforce-version': version,
          'pod-security.kubernetes.io/audit': 'restricted',
          'pod-security.kubernetes.io/audit-version': version,
          'pod-security.kubernetes.io/warn': 'restricted',
          'pod-security.kubernetes.io/warn-version': version,
          ...(cluster.mesh && index.isMeshed(cluster, name) && meshModeOf(cluster.mesh).namespace),
        },
      },
    });
    return [name, namespace] as const;
  });
  return new Map(namespaces);
}
