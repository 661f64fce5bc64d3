import type { ResolvedCluster } from '../../resolved';
import { installsPlugIn } from '../../resolved/declared-add-ons';
import type { KubernetesCluster } from '../../workload/kubernetes-cluster';

/** What tells apart under which addresses pods leave their cluster. */
interface Egress {
  /** Their own: hosts have to know a way to them, and receivers see Linux choose the port. */
  readonly keepsAddress: boolean;
  /** Why receivers cannot tell pods apart. */
  readonly coarse: string;
  /** What must be there before the outputs are applied, as sentences. */
  readonly prerequisites: (cluster: ResolvedCluster) => readonly string[];
}

export const EGRESSES: { readonly [E in ResolvedCluster['podEgress']]: Egress } = {
  masquerade: {
    keepsAddress: false,
    coarse: 'pods leave the cluster under the addresses of its nodes, which all its pods share',
    prerequisites: () => [],
  },
  native: {
    keepsAddress: true,
    coarse: 'pod addresses change: the whole pod CIDR stands for each of them',
    prerequisites: (cluster) => {
      const { name, podCidr } = cluster;
      const plain = installsPlugIn(cluster) ? '' : ', and the network plug-in does not masquerade';
      return [`Cluster ${name}: hosts route the pod CIDR ${podCidr} to the nodes${plain}.`];
    },
  },
};

export const podEgressOf = ({ facts }: KubernetesCluster): ResolvedCluster['podEgress'] => facts.podEgress ?? 'masquerade';

/** The same, to be asked about it. */
export const egressOf = (cluster: KubernetesCluster): Egress => EGRESSES[podEgressOf(cluster)];
