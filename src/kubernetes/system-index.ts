import type { PodsEnd, ResolvedCluster, ResolvedSystem } from '../model/resolved';
import { FlowIndex } from '../model/resolved/flow-index';

/** A system with what renderers look up in it. */
export class SystemIndex {
  readonly flows: FlowIndex;
  private readonly clusters: ReadonlyMap<string, ResolvedCluster>;
  private readonly meshed: ReadonlySet<string>;

  constructor(readonly system: ResolvedSystem) {
    this.flows = new FlowIndex(system);
    this.clusters = new Map(system.clusters.map((cluster) => [cluster.name, cluster]));
    const meshed = system.podGroups.filter(({ governed, mesh }) => governed && mesh !== undefined);
    this.meshed = new Set(meshed.map(({ cluster, selector }) => `${cluster}/${selector.namespace}`));
  }

  /** @throws Error when the system has no such cluster: it was not made by `resolve()` */
  clusterOf({ cluster, name }: Pick<PodsEnd, 'cluster' | 'name'>): ResolvedCluster {
    const found = this.clusters.get(cluster);
    if (!found) throw new Error(`${name} is in the cluster "${cluster}", which the resolved system does not have.`);
    return found;
  }

  /** Whether pods of the mesh run in one of the cluster's own namespaces. */
  isMeshed(cluster: ResolvedCluster, namespace: string): boolean {
    return this.meshed.has(`${cluster.name}/${namespace}`);
  }
}
