import type { ResolvedPort } from '../values/resolved-port';
import type { ResolvedFlow } from './flow';
import type { ResolvedBackend } from './gateway';
import type { ResolvedRequests } from './traffic';

/** Who answers, before or after. */
export interface ResolvedMigrationEnd {
  /** What it is called: a machine, or a workload. */
  readonly name: string;
  /** The same for all flows to it: see `thingKey`. */
  readonly key: string;
  /** As it is dialled. */
  readonly port: ResolvedPort;
}

/** What a proxy beside pods of a cluster is told: by a Service that has the migration's name, and a route of that. */
export interface ResolvedMeshShare {
  /** Name of the cluster. */
  readonly cluster: string;
  /** Where the Service and its route are. */
  readonly namespace: string;
  /** Pods of the mesh that call it, by the keys of their ends. Sorted. */
  readonly callers: readonly string[];
  /** Sorted by Service. A machine has one of its own here, which stands for an address of the cluster. */
  readonly backends: readonly ResolvedMeshBackend[];
  /** Machines behind these Services, by their network cards. */
  readonly machines: readonly { readonly service: string; readonly card: string; readonly address: string }[];
  /** What is done with requests besides. Unset: what the mesh does by itself. */
  readonly requests?: ResolvedRequests;
}

/** Where requests go, by the share that `weight` is of a hundred. */
export interface ResolvedMeshBackend extends ResolvedBackend {
  /** Who answers there: see `thingKey`. */
  readonly key: string;
}

/** What tells a flow from all others. */
export type ResolvedFlowName = Pick<ResolvedFlow, 'id' | 'origin'>;

/** Something that moves from one place to another behind one name. */
export interface ResolvedMigration {
  /** Unique among whatever can be an end of a flow. */
  readonly name: string;
  /** Why. */
  readonly because: string;
  /** Percent of the requests that go to `to`. */
  readonly weight: number;
  /** What clients dial. */
  readonly port: ResolvedPort;
  /** Unset: it is done. */
  readonly from?: ResolvedMigrationEnd;
  readonly to: ResolvedMigrationEnd;
  /** Routes of gateways that lead to it, sorted. */
  readonly routes: readonly { readonly gateway: string; readonly route: string }[];
  /** Machines that pass connections on to it, sorted. */
  readonly loadBalancers: readonly string[];
  /** Where pods of a mesh call it. Sorted by cluster. */
  readonly meshes: readonly ResolvedMeshShare[];
  /** Flows to `from`, at `port`, that are there for its sake alone: they end when it is done. Sorted like the flows. */
  readonly ending: readonly ResolvedFlowName[];
  /** Flows to `from`, at `port`, that somebody asked for besides: they go past it, and stay when it is done. Sorted like the flows. */
  readonly staying: readonly ResolvedFlowName[];
}
