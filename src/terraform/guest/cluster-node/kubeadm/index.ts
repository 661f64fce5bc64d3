import type { ClusterNodeRole, ResolvedMachine } from '../../../../model/resolved';
import type { GuestPart, PackageManager } from '../../part';
import { bringUpPart } from './bring-up';
import { kubernetesRepository, preparedPart } from './prepared';
import { upgradeProgram } from './upgrade';

export { CONTAINERD_REPOSITORY, kubernetesRepository } from './prepared';

/** A node that kubeadm sets up. */
export const kubeadmParts = (role: ClusterNodeRole, machine: ResolvedMachine, packages: PackageManager): readonly GuestPart[] => [
  preparedPart(role, machine, packages),
  bringUpPart(role, machine),
  ...(role.bringUp
    ? [{ files: [upgradeProgram(packages, machine.guest.installs ? kubernetesRepository('$version', packages) : undefined)] }]
    : []),
];
