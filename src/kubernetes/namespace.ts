import type { Chart } from 'cdk8s';
import type { ResolvedCluster, ResolvedNamespace, ResolvedQuota } from '../model/resolved';
import { NAMESPACE_OBJECTS } from '../model/resolved/object-names';
import { LimitRange, Namespace, type Quantity, ResourceQuota } from './imports/kubernetes';
import { meshModeOf } from './mesh';
import { becauseAnnotation } from './names';
import type { SystemIndex } from './system-index';
import { cpu, mebibytes, resourceRequirements } from './workload/resources';

/**
 * The namespaces that a system owns in a cluster, with PodSecurity as it is in the cluster's version. Whatever is enforced, what "restricted"
 * would refuse is audited and warned about.
 */
export function addNamespaces(chart: Chart, cluster: ResolvedCluster, index: SystemIndex): ReadonlyMap<string, Namespace> {
  const owned = cluster.namespaces.filter((namespace) => namespace.owned);
  return new Map(owned.map((namespace) => [namespace.name, addNamespace(chart, namespace, cluster, index)]));
}

function addNamespace(chart: Chart, namespace: ResolvedNamespace, cluster: ResolvedCluster, index: SystemIndex): Namespace {
  const { name, podSecurity, labels, annotations, quota, defaultLimits } = namespace;
  const version = `v${cluster.version}`;
  const made = new Namespace(chart, name, {
    metadata: {
      name,
      annotations: { ...annotations, ...becauseAnnotation(podSecurity.because) },
      labels: {
        ...labels,
        'pod-security.kubernetes.io/enforce': podSecurity.level,
        'pod-security.kubernetes.io/enforce-version': version,
        'pod-security.kubernetes.io/audit': 'restricted',
        'pod-security.kubernetes.io/audit-version': version,
        'pod-security.kubernetes.io/warn': 'restricted',
        'pod-security.kubernetes.io/warn-version': version,
        ...(cluster.mesh && index.isMeshed(cluster, name) && meshModeOf(cluster.mesh).namespace),
      },
    },
  });
  if (quota) {
    new ResourceQuota(chart, `${name}-quota`, {
      metadata: { name: NAMESPACE_OBJECTS.quota, namespace: name },
      spec: { hard: quotaSpec(quota) },
    });
  }
  if (defaultLimits) {
    const { requests, limits } = resourceRequirements(defaultLimits);
    new LimitRange(chart, `${name}-limits`, {
      metadata: { name: NAMESPACE_OBJECTS.limits, namespace: name },
      spec: { limits: [{ type: 'Container', defaultRequest: requests, default: limits }] },
    });
  }
  return made;
}

type Amount = keyof ResolvedQuota;

const whole = (count: number): Quantity => String(count);

/** What the server calls each amount (kubernetes.io, "Resource Quotas"). */
const AMOUNTS: { readonly [A in Amount]: readonly [name: string, quantity: (amount: number) => Quantity] } = {
  cpuRequestMillis: ['requests.cpu', cpu],
  cpuLimitMillis: ['limits.cpu', cpu],
  memoryRequestMiB: ['requests.memory', mebibytes],
  memoryLimitMiB: ['limits.memory', mebibytes],
  ephemeralStorageMiB: ['requests.ephemeral-storage', mebibytes],
  pods: ['pods', whole],
  claims: ['persistentvolumeclaims', whole],
  storageMiB: ['requests.storage', mebibytes],
};

function quotaSpec(quota: ResolvedQuota): Record<string, Quantity> {
  const stated = (Object.entries(quota) as [Amount, number][]).map(([amount, value]): [string, Quantity] => {
    const [name, quantity] = AMOUNTS[amount];
    return [name, quantity(value)];
  });
  return Object.fromEntries(stated);
}
