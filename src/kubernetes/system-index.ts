import { DefectError } from '../model/problem';
import {
  endKey,
  type FlowOrigin,
  machinesAt,
  type PodsEnd,
  type ResolvedCluster,
  type ResolvedGateway,
  type ResolvedMesh,
  type ResolvedRoute,
  type ResolvedSystem,
  type ResolvedTraffic,
} from '../model/resolved';
import { FlowIndex } from '../model/resolved/flow-index';
import { append } from '../model/values';

/** The routes of a gateway that lead to one Service. */
export interface Routing {
  readonly gateway: ResolvedGateway;
  readonly routes: readonly ResolvedRoute[];
}

/** Whether a namespace of a cluster is the system's own. */
export const isOwned = ({ namespaces }: ResolvedCluster, name: string): boolean =>
  namespaces.some((namespace) => namespace.owned && namespace.name === name);

/** Flows to what every cluster has a Service for, whatever machine it is on. */
const BY_SERVICES_OF_CLUSTERS: { readonly [O in FlowOrigin]?: true } = { 'api-server': true };

/** A system with what renderers look up in it. */
export class SystemIndex {
  readonly flows: FlowIndex;
  private readonly clusters: ReadonlyMap<string, ResolvedCluster>;
  private readonly meshed: ReadonlySet<string>;
  private readonly groups: ReadonlyMap<string, PodsEnd>;
  private readonly machinesCalled: ReadonlySet<string>;
  private readonly routings: ReadonlyMap<string, readonly Routing[]>;
  private readonly traffic: ReadonlyMap<string, ResolvedTraffic>;

  constructor(readonly system: ResolvedSystem) {
    this.flows = new FlowIndex(system);
    this.clusters = new Map(system.clusters.map((cluster) => [cluster.name, cluster]));
    this.groups = new Map(system.podGroups.map((pods) => [endKey(pods), pods]));
    this.routings = routingsOf(system);
    this.traffic = new Map(system.traffic.map((each) => [`${each.cluster}/${each.namespace}/${each.name}`, each]));
    const calling = system.podGroups.filter(({ mesh }) => mesh !== undefined);
    this.machinesCalled = new Set(
      calling.flatMap((pods) =>
        this.flows
          .outOf(pods)
          .filter(({ to, origin }) => machinesAt(to).length > 0 && !BY_SERVICES_OF_CLUSTERS[origin])
          .map(({ to }) => `${pods.cluster}/${to.name}`),
      ),
    );
    const meshed = system.podGroups.filter(({ governed, mesh }) => governed && mesh !== undefined);
    this.meshed = new Set(meshed.map(({ cluster, selector }) => `${cluster}/${selector.namespace}`));
  }

  /** @throws DefectError when the system has no such cluster: it was not made by `resolve()` */
  clusterOf({ cluster, name }: Pick<PodsEnd, 'cluster' | 'name'>): ResolvedCluster {
    const found = this.clusters.get(cluster);
    if (!found) throw new DefectError(`${name} is in the cluster "${cluster}", which the resolved system does not have.`);
    return found;
  }

  /** @throws Error when the system has no such pods: it was not made by `resolve()` */
  podsAt(end: Pick<PodsEnd, 'is' | 'of' | 'name'>): PodsEnd {
    const found = this.groups.get(endKey(end));
    if (!found) throw new DefectError(`The resolved system has no pods "${end.name}" (${end.of}).`);
    return found;
  }

  /** @throws Error when the pods are in no mesh: ask only of those that are */
  meshOf(pods: PodsEnd): ResolvedMesh {
    const { mesh } = this.clusterOf(pods);
    if (!mesh) throw new DefectError(`${pods.name} is part of a mesh, which the cluster "${pods.cluster}" does not have.`);
    return mesh;
  }

  /** What routes to a Service of a cluster, by gateway. */
  routesTo(cluster: string, service: string): readonly Routing[] {
    return this.routings.get(`${cluster}/${service}`) ?? [];
  }

  /** How proxies call a Service, where something is said of it. */
  trafficTo(cluster: string, namespace: string, service: string): ResolvedTraffic | undefined {
    return this.traffic.get(`${cluster}/${namespace}/${service}`);
  }

  /** Whether pods stand in a namespace of the system. */
  isOwn(pods: PodsEnd): boolean {
    return this.clusterOf(pods).namespaces.some(({ name, owned }) => owned && name === pods.selector.namespace);
  }

  /** Whether pods with a proxy of their cluster's mesh call a machine. */
  isCalledByMesh({ name }: ResolvedCluster, machine: string): boolean {
    return this.machinesCalled.has(`${name}/${machine}`);
  }

  /** Whether pods of the mesh run in one of the cluster's own namespaces. */
  isMeshed(cluster: ResolvedCluster, namespace: string): boolean {
    return this.meshed.has(`${cluster.name}/${namespace}`);
  }
}

function routingsOf({ gateways }: ResolvedSystem): ReadonlyMap<string, readonly Routing[]> {
  const found = new Map<string, Routing[]>();
  for (const gateway of gateways) {
    const routes = new Map<string, ResolvedRoute[]>();
    for (const route of gateway.routes)
      for (const service of new Set(route.backends.map((backend) => backend.service))) append(routes, service, route);
    for (const [service, own] of routes) append(found, `${gateway.cluster}/${service}`, { gateway, routes: own });
  }
  return found;
}
