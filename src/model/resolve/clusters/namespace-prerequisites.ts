import { meshModeOf } from '../../kinds/mesh';
import type { Prerequisite, ResolvedCluster, ResolvedPods, ResolvedWorkload } from '../../resolved';

/** Who is in namespaces. */
interface Residents {
  /** Of the system. */
  readonly name: string;
  readonly workloads: readonly ResolvedWorkload[];
  readonly pods: readonly ResolvedPods[];
}

/** What must be true of namespaces that are somebody else's, and of others' pods in the system's own. */
export const ofNamespaces = (cluster: ResolvedCluster, residents: Residents): readonly Prerequisite[] => [
  ...foreignNamespaces(cluster, residents),
  ...tenants(cluster, residents),
];

/** Namespaces of others in which this system has workloads. */
function foreignNamespaces(cluster: ResolvedCluster, { name: system, workloads }: Residents): readonly Prerequisite[] {
  const at = `Cluster ${cluster.name}`;
  return cluster.namespaces
    .filter(({ owned }) => !owned)
    .flatMap(({ name, podSecurity }): readonly Prerequisite[] => {
      const residents = workloads.filter((workload) => workload.cluster === cluster.name && workload.namespace === name);
      const meshed = residents.some(({ pods }) => pods.inMesh);
      return [
        {
          text: `${at}: the namespace ${name} exists${residents.length > 0 ? ` and admits pods that PodSecurity "${podSecurity.level}" admits` : ''}.`,
          proof: { is: 'object', cluster: cluster.name, resource: 'namespaces', name },
        },
        ...(residents.length > 0
          ? [
              `${at}: no NetworkPolicy of others in the namespace ${name} allows anything to pods with the label app.kubernetes.io/part-of=${system}.`,
            ]
          : []),
        ...(meshed ? [`${at}: the namespace ${name} does not keep its pods out of the mesh.`] : []),
      ];
    });
}

/** Pods of others in this system's namespaces: what is said of the whole namespace holds for them, too. */
function tenants(cluster: ResolvedCluster, { workloads, pods }: Residents): readonly string[] {
  const meshed = new Set([
    ...workloads.filter((each) => each.cluster === cluster.name && each.pods.inMesh).map(({ namespace }) => namespace),
    ...pods.filter((each) => each.cluster === cluster.name && each.inMesh).map(({ selector }) => selector.namespace),
  ]);
  const owned = new Set(cluster.namespaces.filter((namespace) => namespace.owned).map(({ name }) => name));
  const { mesh } = cluster;
  return pods
    .filter((each) => each.cluster === cluster.name && owned.has(each.selector.namespace))
    .flatMap(({ name, selector: { namespace }, inMesh }) => {
      const level = cluster.namespaces.find((each) => each.name === namespace)?.podSecurity.level;
      const labels =
        mesh !== undefined && !inMesh && meshed.has(namespace)
          ? Object.entries(meshModeOf(mesh).outside).map((label) => label.join('='))
          : [];
      return [
        `Cluster ${cluster.name}: PodSecurity "${level}" admits the pods of ${name} in the namespace ${namespace}.`,
        ...labels.map((label) => `Cluster ${cluster.name}: the pods of ${name} in the namespace ${namespace} have the label ${label}.`),
      ];
    });
}
