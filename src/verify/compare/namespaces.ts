import type { PodSecurityLevel, ResolvedCluster, ResolvedNamespace, ResolvedQuota, ResolvedResources } from '../../model/resolved';
import type { Amounts, Held } from '../kubernetes/surroundings';
import type { Cluster } from '../world/world';
import type { Difference } from './difference';
import type { Model } from './model';

/** What namespaces hold their pods to. */
export const namespaceDifferences = (model: Model): readonly Difference[] =>
  model.system.clusters.flatMap((cluster) => {
    const found = model.cluster(cluster.name);
    return found ? cluster.namespaces.filter(({ owned }) => owned).flatMap((namespace) => compareNamespace(namespace, found, cluster)) : [];
  });

/** How much each lets in. */
const WIDTH: { readonly [L in PodSecurityLevel]: number } = { restricted: 0, baseline: 1, privileged: 2 };
const widthOf = (level: string): number => (Object.hasOwn(WIDTH, level) ? WIDTH[level as PodSecurityLevel] : WIDTH.privileged);

function compareNamespace(namespace: ResolvedNamespace, found: Cluster, { version }: ResolvedCluster): readonly Difference[] {
  const { name, podSecurity, quota, defaultLimits } = namespace;
  const about = `the namespace ${name}`;
  const labels = found.namespaces.get(name);
  if (!labels) return [{ kind: 'missing', about: name, text: `${about} is not there` }];
  // Without the label a cluster's own default holds, which is mostly none.
  const level = labels['pod-security.kubernetes.io/enforce'] ?? 'privileged';
  const since = labels['pod-security.kubernetes.io/enforce-version'] ?? 'latest';
  const other = (text: string, kind: Difference['kind'] = 'missing'): Difference => ({ kind, about: name, text: `${about} ${text}` });
  const [wide, wanted] = [widthOf(level), widthOf(podSecurity.level)];
  const isHere = (each: Held): boolean => each.namespace === name;
  return [
    ...(wide === wanted
      ? []
      : [other(`enforces PodSecurity "${level}", not "${podSecurity.level}"`, wide > wanted ? 'too-wide' : 'missing')]),
    ...(since === `v${version}` ? [] : [other(`enforces PodSecurity of ${since}, not of v${version}`)]),
    ...heldDifferences('quota', quota && quotaAmounts(quota), found.quotas.filter(isHere)).map((text) => other(text)),
    ...heldDifferences('limits of containers', defaultLimits && limitAmounts(defaultLimits), found.limits.filter(isHere)).map((text) =>
      other(text),
    ),
  ];
}

/** All objects of a kind hold: what is not the one that is wanted holds pods to something else beside it. */
function heldDifferences(what: string, wanted: Amounts | undefined, found: readonly Held[]): readonly string[] {
  const own = wanted && (found.find(({ amounts }) => amountDifferences(wanted, amounts).length === 0) ?? found[0]);
  return [
    ...(wanted ? amountDifferences(wanted, own?.amounts).map((text) => `has other ${what}: ${text}`) : []),
    ...found.filter((each) => each !== own).map(({ name, amounts }) => `has further ${what} "${name}": ${inWords(amounts)}`),
  ];
}

const inWords = (amounts: Amounts): string =>
  Object.entries(amounts)
    .map(([amount, value]) => `${amount} ${value}`)
    .join(', ') || 'empty';

const MEBIBYTE = 2 ** 20;

/** What the server calls each, and how many of its units one of the model's is. */
const QUOTA: { readonly [A in keyof ResolvedQuota]-?: readonly [name: string, units: number] } = {
  cpuRequestMillis: ['requests.cpu', 1e-3],
  cpuLimitMillis: ['limits.cpu', 1e-3],
  memoryRequestMiB: ['requests.memory', MEBIBYTE],
  memoryLimitMiB: ['limits.memory', MEBIBYTE],
  ephemeralStorageMiB: ['requests.ephemeral-storage', MEBIBYTE],
  pods: ['pods', 1],
  claims: ['persistentvolumeclaims', 1],
  storageMiB: ['requests.storage', MEBIBYTE],
};

const quotaAmounts = (quota: ResolvedQuota): Amounts =>
  Object.fromEntries(
    (Object.entries(quota) as [keyof ResolvedQuota, number][]).map(([amount, value]) => [QUOTA[amount][0], value * QUOTA[amount][1]]),
  );

const both = (requests: Amounts, limits: Amounts): Amounts => ({
  ...Object.fromEntries(Object.entries(requests).map(([name, amount]) => [`request of ${name}`, amount])),
  ...Object.fromEntries(Object.entries(limits).map(([name, amount]) => [`limit of ${name}`, amount])),
});

const limitAmounts = (resources: ResolvedResources): Amounts => {
  const local = resources.ephemeralStorageMiB * MEBIBYTE;
  return both(
    { cpu: resources.cpuRequestMillis * 1e-3, memory: resources.memoryRequestMiB * MEBIBYTE, 'ephemeral-storage': local },
    { cpu: resources.cpuLimitMillis * 1e-3, memory: resources.memoryLimitMiB * MEBIBYTE, 'ephemeral-storage': local },
  );
};

/** In words, what is not as it is wanted; nothing where both are not there. */
function amountDifferences(wanted: Amounts = {}, found: Amounts = {}): readonly string[] {
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(found)])].sort();
  const text = (amount: number | undefined): string => (amount === undefined ? 'none' : `${amount}`);
  const same = (a = Number.NaN, b = Number.NaN): boolean => Math.abs(a - b) < 1e-6;
  return names.filter((name) => !same(wanted[name], found[name])).map((name) => `${name} ${text(found[name])}, not ${text(wanted[name])}`);
}
