import { Declared } from '../declared';
import type { Port } from '../values';
import type { KubernetesCluster } from './kubernetes-cluster';
import type { Namespace } from './namespace';
import type { ServiceMesh } from './service-mesh';

/** Props of {@link Pods}. */
export interface PodsProps {
  /** @default - the id */
  readonly name?: string;
  /** @default - the cluster's namespace */
  readonly namespace?: Namespace;
  /** Labels that they have, and no others. */
  readonly labels: Readonly<Record<string, string>>;
  /** @default - none */
  readonly listens?: readonly Port[];
  /** @default - outside of any mesh */
  readonly mesh?: ServiceMesh;
  /** @default - not known: where a mesh tells senders by their accounts, every account of its namespace is let in */
  readonly serviceAccount?: string;
}

/** Pods of a cluster that this system does not render, such as a Helm release's. */
export class Pods extends Declared {
  /** Tells them from other ends of flows. */
  readonly kind = 'pods';

  private constructor(
    /** The cluster that they run in. */
    readonly cluster: KubernetesCluster,
    id: string,
    /** What was said of them. */
    readonly props: PodsProps,
  ) {
    super(cluster, id);
  }

  /** Pods that something else than this system runs: an end of flows by their namespace and labels. */
  static fromExisting(cluster: KubernetesCluster, id: string, props: PodsProps): Pods {
    return new Pods(cluster, id, props);
  }

  /** What the system calls them: `name`, or else the id. */
  get name(): string {
    return this.props.name ?? this.node.id;
  }

  /** Ports that others may be allowed to. */
  get listens(): readonly Port[] {
    return this.props.listens ?? [];
  }
}
