import { Declared } from '../declared';
import type { KubernetesCluster } from './kubernetes-cluster';

/** Whose mesh it is. It is a prerequisite of the cluster. */
export enum MeshProvider {
  /** Istio (`security.istio.io/v1`). */
  ISTIO = 'istio',
}

/** How pods take part in the mesh. */
export enum MeshMode {
  /** A proxy beside each container. Needs Istio's CNI plugin: its init container is refused under restricted PodSecurity. */
  SIDECAR_WITH_CNI = 'sidecar-with-cni',
  /** A proxy on each node. */
  AMBIENT = 'ambient',
}

/** Whether pods take what the mesh does not encrypt. */
export enum Mtls {
  /** Plaintext is refused, except on ports with declared senders outside the mesh. */
  STRICT = 'strict',
  /** Taken as well: for a time of change. Where it is taken, the reports say so. */
  PERMISSIVE = 'permissive',
}

/** Props of a {@link ServiceMesh}. */
export interface ServiceMeshProps {
  /** Whose mesh it is. */
  readonly provider: MeshProvider;
  /** How pods take part. */
  readonly mode: MeshMode;
  /** @default Mtls.STRICT */
  readonly mtls?: Mtls;
  /** @default 'cluster.local' */
  readonly trustDomain?: string;
  /**
   * Domain of the cluster's Services, by which proxies know them.
   * @default 'cluster.local'
   */
  readonly clusterDomain?: string;
  /**
   * Namespace of its control plane.
   * @default - as the provider installs it: `istio-system` for Istio
   */
  readonly namespace?: string;
  /**
   * Labels of the control plane's pods.
   * @default - as the provider installs it: `app: istiod` for Istio
   */
  readonly controlPlaneLabels?: Readonly<Record<string, string>>;
}

/** A service mesh that is installed in the cluster. */
export class ServiceMesh extends Declared {
  constructor(
    /** The cluster that it is in. */
    readonly cluster: KubernetesCluster,
    id: string,
    /** What it was given. */
    readonly props: ServiceMeshProps,
  ) {
    super(cluster, id);
  }
}
