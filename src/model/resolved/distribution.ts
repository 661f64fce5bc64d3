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

/** The release that a distribution is pinned to, beside the minor version of Kubernetes. */
const RELEASES: { readonly [D in DistributionName]: (of: DistributionOf<D>) => string | undefined } = {
  kubeadm: () => undefined,
  k3s: ({ release }) => release,
};

/** What nodes are pinned to beside their minor version. Undefined: nothing, or they are others'. */
export const pinnedRelease = (distribution: ResolvedDistribution | undefined): string | undefined =>
  distribution && (RELEASES[distribution.name] as (of: ResolvedDistribution) => string | undefined)(distribution);

/** What nodes run, in words: `Kubernetes 1.34`, `k3s v1.34.2+k3s1`. @param version minor version of Kubernetes */
export function softwareText(version: string, distribution: ResolvedDistribution | undefined): string {
  const release = pinnedRelease(distribution);
  return distribution && release !== undefined ? `${distribution.name} ${release}` : `Kubernetes ${version}`;
}
