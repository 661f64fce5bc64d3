import { resourcesOf } from '../../kinds/pod/resources';
import type { ResolvedNamespace, ResolvedQuota } from '../../resolved';
import { compareText, inKeyOrder } from '../../values';
import type { KubernetesCluster } from '../../workload/kubernetes-cluster';
import type { Namespace, QuotaProps } from '../../workload/namespace';
import { admits, admittedWithout, loosest } from '../../workload/pod-security';
import type { Workload } from '../../workload/workload';
import type { Inventory } from './inventory';

/** A cluster's namespace for what names none. */
export const namespaceOf = (cluster: KubernetesCluster, system: string): string => cluster.facts.namespace ?? system;

/** What stands in a namespace of its cluster. */
interface Resident {
  readonly cluster: KubernetesCluster;
  readonly props: { readonly namespace?: Namespace };
}

/** Name of the namespace that something stands in. */
export const homeOf = ({ cluster, props }: Resident, system: string): string => props.namespace?.name ?? namespaceOf(cluster, system);

/** The namespaces of a cluster that were described, by name. */
export const describedIn = (cluster: KubernetesCluster, { namespaces }: Pick<Inventory, 'namespaces'>): ReadonlyMap<string, Namespace> =>
  new Map(namespaces.filter((namespace) => namespace.cluster === cluster).map((namespace) => [namespace.name, namespace]));

/** Names of the namespaces of a cluster that the system makes: the cluster's own one need not be described. */
export function ownNamespaces(cluster: KubernetesCluster, inventory: Inventory): ReadonlySet<string> {
  const described = describedIn(cluster, inventory);
  const names = [namespaceOf(cluster, inventory.name), ...described.keys()];
  return new Set(names.filter((name) => described.get(name)?.owned ?? true));
}

/** Names of the namespaces of a cluster in which the system has something. */
function usedNamespaces(cluster: KubernetesCluster, inventory: Inventory): readonly string[] {
  const workloads = inventory.workloads.filter((workload) => workload.cluster === cluster);
  const names = [namespaceOf(cluster, inventory.name), ...workloads.map((workload) => homeOf(workload, inventory.name))];
  return [...new Set([...ownNamespaces(cluster, inventory), ...names])].sort(compareText);
}

/** Namespaces in which the system has something, sorted by name. */
export function resolveNamespaces(cluster: KubernetesCluster, inventory: Inventory): readonly ResolvedNamespace[] {
  const described = describedIn(cluster, inventory);
  return usedNamespaces(cluster, inventory).map((name) => {
    const namespace = described.get(name);
    const { quota, defaultLimits, labels = {}, annotations = {} } = namespace?.props ?? {};
    return {
      name,
      owned: namespace?.owned ?? true,
      podSecurity: podSecurityOf(namespace, residentsOf(name, cluster, inventory)),
      ...(quota && { quota: resolveQuota(quota) }),
      ...(defaultLimits && { defaultLimits: resourcesOf(defaultLimits) }),
      labels: inKeyOrder(labels),
      annotations: inKeyOrder(annotations),
    };
  });
}

/** Workloads in a namespace. */
export const residentsOf = (name: string, cluster: KubernetesCluster, { workloads, name: system }: Inventory): readonly Workload[] =>
  workloads.filter((workload) => workload.cluster === cluster && homeOf(workload, system) === name);

/**
 * As stated, or restricted. A waiver that the level refuses lowers what is enforced in its namespace, since the server would reject the pods:
 * a workload with such a waiver is best kept in a namespace of its own.
 */
function podSecurityOf(namespace: Namespace | undefined, residents: readonly Workload[]): ResolvedNamespace['podSecurity'] {
  const { level = 'restricted', because } = namespace?.props.podSecurity ?? {};
  const needed = neededBy(residents);
  return {
    level: loosest([level, ...needed.map((each) => each.level)]),
    because: [...(because === undefined ? [] : [because]), ...needed.map((each) => each.because)].sort(compareText),
  };
}

/** What workloads are excused from that PodSecurity "restricted" asks for, with the level that admits them. */
export const neededBy = (workloads: readonly Workload[]) =>
  workloads.flatMap(({ name, props, node: { path } }) =>
    (props.hardening?.waivers ?? [])
      .map(({ rule, because }) => ({
        name,
        path,
        rule,
        level: admittedWithout(rule),
        because: `${name} is excused from ${rule}: ${because}`,
      }))
      .filter(({ level }) => !admits('restricted', level)),
  );

function resolveQuota(quota: QuotaProps): ResolvedQuota {
  const { cpu, cpuLimit, memory, memoryLimit, ephemeralStorage, pods, claims, storage } = quota;
  return {
    ...(cpu && { cpuRequestMillis: cpu.toMillis }),
    ...(cpuLimit && { cpuLimitMillis: cpuLimit.toMillis }),
    ...(memory && { memoryRequestMiB: memory.toMebibytes }),
    ...(memoryLimit && { memoryLimitMiB: memoryLimit.toMebibytes }),
    ...(ephemeralStorage && { ephemeralStorageMiB: ephemeralStorage.toMebibytes }),
    ...(pods !== undefined && { pods }),
    ...(claims !== undefined && { claims }),
    ...(storage && { storageMiB: storage.toMebibytes }),
  };
}
