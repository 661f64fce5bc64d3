import type { DistributionName, DistributionOf, ResolvedDistribution } from '../../../resolved';
import { Distribution } from '../../../workload/distribution';
import type { KubernetesClusterProps } from '../../../workload/kubernetes-cluster';
import { K3S } from './k3s';
import type { KindOfDistribution } from './kind';
import { KUBEADM } from './kubeadm';

/** All distributions of Kubernetes. What one of them is stands in the file of its name. */
export const DISTRIBUTIONS: { readonly [D in DistributionName]: KindOfDistribution<DistributionOf<D>> } = { kubeadm: KUBEADM, k3s: K3S };

/** A distribution, to be asked about it. */
export const kindOfDistribution = ({ name }: ResolvedDistribution): KindOfDistribution<ResolvedDistribution> =>
  DISTRIBUTIONS[name] as KindOfDistribution<ResolvedDistribution>;

export const distributionOf = ({
  distribution = Distribution.KUBEADM,
}: Pick<KubernetesClusterProps, 'distribution'>): ResolvedDistribution => distribution.resolved;
