/** Who packs Kubernetes for the nodes of a cluster. */
export type DistributionName = 'kubeadm' | 'k3s';

/** How k3s carries packets between pods of different nodes (flannel). `none`: another network plug-in does. */
export type FlannelBackendName = 'vxlan' | 'wireguard-native' | 'none';

/** Kubernetes' own programs: packages of the community, set up by kubeadm. */
export interface ResolvedKubeadm {
  readonly name: 'kubeadm';
}

/** k3s: one program with containerd, network plug-in and policy controller. */
export interface ResolvedK3s {
  readonly name: 'k3s';
  /** Its release, such as `v1.34.2+k3s1`. */
  readonly release: string;
  /** Where nodes have the program from when they are first started. Unset: it is in their image. */
  readonly binary?: { readonly url: string; readonly sha256: string };
  readonly flannelBackend: FlannelBackendName;
  /** Whether its provisioner of volumes on nodes' own disks is there. */
  readonly localStorage: boolean;
}

export type ResolvedDistribution = ResolvedKubeadm | ResolvedK3s;

/** Those of a distribution. */
export type DistributionOf<D extends DistributionName> = Extract<ResolvedDistribution, { name: D }>;
