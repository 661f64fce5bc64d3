import type { ClusterNodeRole, DistributionName, DistributionOf, ResolvedMachine } from '../../../model/resolved';
import type { GuestPart, PackageManager } from '../part';
import { k3sParts } from './k3s';
import { kubeadmParts } from './kubeadm';

export { CONTAINERD_REPOSITORY, kubernetesRepository } from './kubeadm';

type NodeOf<D extends DistributionName> = ClusterNodeRole & { readonly distribution: DistributionOf<D> };

const DISTRIBUTIONS: {
  readonly [D in DistributionName]: (role: NodeOf<D>, machine: ResolvedMachine, packages: PackageManager) => readonly GuestPart[];
} = { kubeadm: kubeadmParts, k3s: k3sParts };

/** A node of a cluster: a machine made ready for it, which then joins by itself where nobody has another way. */
export const clusterNodeParts = (role: ClusterNodeRole, machine: ResolvedMachine, packages: PackageManager): readonly GuestPart[] =>
  (
    DISTRIBUTIONS[role.distribution.name] as (
      role: ClusterNodeRole,
      machine: ResolvedMachine,
      packages: PackageManager,
    ) => readonly GuestPart[]
  )(role, machine, packages);
