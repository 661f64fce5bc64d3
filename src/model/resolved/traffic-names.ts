import type { ResolvedTraffic } from './traffic';

/** Where it is said how a host is called, and whether it holds for pods of the system alone: they have what a Secret of their namespace says. */
export function trafficPlaces({ namespace, callers, ports }: Pick<ResolvedTraffic, 'namespace' | 'callers' | 'ports'>): {
  readonly namespaces: readonly string[];
  readonly ofOurPods: boolean;
} {
  const ofOurPods = ports.some(({ tls }) => tls?.secret !== undefined);
  return { namespaces: ofOurPods ? callers : [namespace], ofOurPods };
}
