import type { Endpoint, EndpointKind, ResolvedCluster, ResolvedFlow, ResolvedSystem } from '../model/resolved';
import { FlowIndex } from '../model/resolved/flow-index';
import { selectorLabels } from './names';

/** Pods that stand behind an end of a flow. */
export interface PodGroup {
  readonly end: Endpoint;
  readonly cluster: ResolvedCluster;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Unset: unknown. */
  readonly serviceAccount?: string;
  readonly inMesh: boolean;
}

type Groups = ReadonlyMap<string, PodGroup>;

/** Finds what the ends of flows stand for in Kubernetes. */
export class Endpoints {
  readonly flows: FlowIndex;
  private readonly groups: { readonly [K in EndpointKind]: Groups };
  private readonly owned: ReadonlySet<string>;
  private readonly meshed = new Set<string>();

  constructor(readonly system: ResolvedSystem) {
    this.flows = new FlowIndex(system);
    this.groups = podGroups(system);
    this.owned = new Set(system.clusters.flatMap((cluster) => cluster.namespaces.map((namespace) => placeOf({ cluster, namespace }))));
    for (const groups of Object.values(this.groups)) {
      for (const group of groups.values()) if (group.inMesh && this.owns(group)) this.meshed.add(placeOf(group));
    }
  }

  /** The pods behind an end; undefined when it stands outside of every cluster. */
  pods(end: Endpoint): PodGroup | undefined {
    return this.groups[end.kind].get(end.name);
  }

  /** Pods that this system writes rules for: those of its own namespaces. Namespaces of add-ons are never restricted. */
  ownPods(end: Endpoint): PodGroup | undefined {
    const group = this.pods(end);
    return group && this.owns(group) ? group : undefined;
  }

  /** Whether pods of the mesh run in one of the cluster's own namespaces. */
  isMeshed(cluster: ResolvedCluster, namespace: string): boolean {
    return this.meshed.has(placeOf({ cluster, namespace }));
  }

  /** Whether the sender's mesh identity reaches the receiver: both have a proxy of the same mesh. */
  shareMesh(flow: ResolvedFlow): boolean {
    const [from, to] = [this.pods(flow.from), this.pods(flow.to)];
    return from !== undefined && to !== undefined && from.inMesh && to.inMesh && from.cluster === to.cluster;
  }

  private owns(group: PodGroup): boolean {
    return this.owned.has(placeOf(group));
  }
}

const placeOf = ({ cluster, namespace }: Pick<PodGroup, 'cluster' | 'namespace'>): string => `${cluster.name}/${namespace}`;

function podGroups(system: ResolvedSystem): { readonly [K in EndpointKind]: Groups } {
  const clusters = new Map(system.clusters.map((cluster) => [cluster.name, cluster]));
  const clusterOf = (name: string, of: string): ResolvedCluster => {
    const cluster = clusters.get(name);
    if (!cluster) throw new Error(`${of} is in the cluster "${name}", which the resolved system does not have.`);
    return cluster;
  };
  const named = (groups: readonly PodGroup[]): Groups => new Map(groups.map((group) => [group.end.name, group]));
  const none: Groups = new Map();
  return {
    microservice: named(
      system.microservices.map(({ name, cluster, namespace, serviceAccount, inMesh }) => ({
        end: { kind: 'microservice', name },
        cluster: clusterOf(cluster, name),
        namespace,
        labels: selectorLabels(system, name),
        serviceAccount,
        inMesh,
      })),
    ),
    gateway: named(
      system.gateways.map(({ name, cluster, proxy, inMesh }) => ({
        end: { kind: 'gateway', name },
        cluster: clusterOf(cluster, name),
        ...proxy,
        inMesh,
      })),
    ),
    pods: named(
      system.pods.map(({ name, cluster, selector, serviceAccount, inMesh }) => ({
        end: { kind: 'pods', name },
        cluster: clusterOf(cluster, name),
        ...selector,
        serviceAccount,
        inMesh,
      })),
    ),
    'cluster-dns': named(
      system.clusters.map((cluster) => ({ end: { kind: 'cluster-dns', name: cluster.name }, cluster, ...cluster.dns, inMesh: false })),
    ),
    'mesh-control-plane': named(
      system.clusters.flatMap((cluster) =>
        cluster.mesh
          ? [{ end: { kind: 'mesh-control-plane', name: cluster.name }, cluster, ...cluster.mesh.controlPlane, inMesh: false }]
          : [],
      ),
    ),
    machine: none,
    subnet: none,
    resolver: none,
    'cluster-nodes': none,
    external: none,
    anyone: none,
  };
}
