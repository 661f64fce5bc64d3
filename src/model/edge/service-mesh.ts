import { Declared } from '../declared';
import type { KubernetesCluster } from '../workload/kubernetes-cluster';

export enum Mesh {
  ISTIO = 'istio',
}

export enum MeshMode {
  /** A proxy beside each container. Needs Istio's CNI plugin: its init container is refused under restricted PodSecurity. */
  SIDECAR_WITH_CNI = 'sidecar-with-cni',
  /** A proxy on each node. */
  AMBIENT = 'ambient',
}

export enum Mtls {
  /** Plaintext is refused, except on ports with declared senders outside the mesh. */
  STRICT = 'strict',
  PERMISSIVE = 'permissive',
}

export interface ServiceMeshProps {
  readonly provider: Mesh;
  readonly mode: MeshMode;
  /** @default Mtls.STRICT */
  readonly mtls?: Mtls;
  /** @default 'cluster.local' */
  readonly trustDomain?: string;
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
    readonly cluster: KubernetesCluster,
    id: string,
    readonly props: ServiceMeshProps,
  ) {
    super(cluster, id);
  }
}
