import type { Chart } from 'cdk8s';
import type {
  PodsEnd,
  ResolvedMesh,
  ResolvedMeshShare,
  ResolvedMigration,
  ResolvedOutside,
  ResolvedPodTemplate,
  ResolvedSystem,
  ResolvedTraffic,
} from '../../model/resolved';
import type { VirtualService } from '../imports/istio-networking';
import type { SystemIndex } from '../system-index';

type Texts = Readonly<Record<string, string>>;

/** What it takes for proxies in one kind of place. */
export interface ModeRenderer {
  /** Labels by which a namespace has its pods taken in. */
  readonly namespace: Texts;
  /** Labels by which a pod is taken in where its namespace says nothing. */
  readonly joining: Texts;
  /** Labels by which a pod of such a namespace is kept out. */
  readonly outside: Texts;
  /** Annotations of a pod that is taken in. */
  readonly inside: (pods: ResolvedPodTemplate) => Texts;
  /** TCP port that carries everything between pods of the mesh: NetworkPolicies see it instead of their own. Unset: there is none. */
  readonly tunnel: number | undefined;
  /** Block that the kubelet's probes seem to come from. Unset: from their node, which no NetworkPolicy keeps out. */
  readonly probes: string | undefined;
  /**
   * Whether a gateway's own proxy knows a connection by the Service that it is for. What is dialled past the Service, or under
   * another Host, it would hand on in plaintext and without identity, and the receiver's rules for the gateway would not hold.
   */
  readonly knowsServices: boolean;
  /** What proxies that read requests are told besides. Unset: they stand on nodes, and are told what all of them are told. */
  readonly told?: {
    /** What the proxies beside a group of pods know of the mesh. */
    readonly addScope: (chart: Chart, pods: PodsEnd, index: SystemIndex) => void;
    /** Somebody outside whom some of them may call. */
    readonly addOutside: (chart: Chart, outside: ResolvedOutside) => void;
    /** How they speak to a machine that has no proxy, by the name of its Service. */
    readonly addMachine: (chart: Chart, mesh: ResolvedMesh, namespace: string, service: string) => void;
    /** How they connect to a host of which something is said: in the place of `addMachine` where that is a machine. */
    readonly addHostRules: (chart: Chart, mesh: ResolvedMesh, system: Pick<ResolvedSystem, 'name'>, traffic: ResolvedTraffic) => void;
    /** What they do with requests to it. */
    readonly addRequests: (chart: Chart, mesh: ResolvedMesh, traffic: ResolvedTraffic) => void;
    /** What they do with requests to the name of a migration. */
    readonly addShare: (chart: Chart, mesh: ResolvedMesh, migration: ResolvedMigration, share: ResolvedMeshShare) => VirtualService;
  };
}

/** All that tells one provider of meshes from another in manifests. */
export interface MeshRenderer {
  readonly modes: { readonly [M in ResolvedMesh['mode']]: ModeRenderer };
  /** What holds for every pod of a namespace. */
  readonly addDefaults: (chart: Chart, mesh: ResolvedMesh, namespace: string) => void;
  /** Who may reach a group of pods that is part of the mesh. */
  readonly addPolicy: (chart: Chart, pods: PodsEnd, index: SystemIndex) => void;
}
