import type { Difference } from './difference';
import type { Model } from './model';

/** Addresses of LoadBalancer Services: those of the plan, for whom the plan gives them, and answered for. */
export function poolDifferences(model: Model): readonly Difference[] {
  return model.system.clusters.flatMap(({ name: cluster, pool }): readonly Difference[] => {
    const { pools = [], announcements = [] } = model.cluster(cluster) ?? {};
    if (!pool) return [];
    const about = `${pool.name}.${pool.namespace}`;
    const missing = (text: string): Difference => ({ kind: 'missing', about, text: `the pool of addresses ${about} ${text}` });
    const tooWide = (text: string): Difference => ({ kind: 'too-wide', about, text: `the pool of addresses ${about} ${text}` });
    const found = pools.find(({ name, namespace }) => name === pool.name && namespace === pool.namespace);
    if (!found) return [missing('is not there')];
    const own = announcements.filter(({ namespace }) => namespace === pool.namespace);
    const announced = own.some(({ pools: of }) => of === undefined || of.includes(pool.name));
    return [
      ...(found.addresses.join() === pool.cidr ? [] : [tooWide(`has ${found.addresses.join(', ') || 'no addresses'}, not ${pool.cidr}`)]),
      ...(found.givesUnasked ? [tooWide('gives addresses to Services that the plan knows nothing of')] : []),
      ...(found.forEverybody ? [tooWide('is for Services of all namespaces')] : []),
      ...(announced ? [] : [missing('is announced by nobody')]),
      ...(own.some(({ pools: of }) => of === undefined) ? [tooWide('is announced with every other pool of its namespace')] : []),
    ];
  });
}
