import { nodesSubnet } from '../../kinds/cluster';
import type { External } from '../../network/external';
import type { Subnet } from '../../network/network';
import type { KubernetesCluster } from '../../workload/kubernetes-cluster';
import type { Machine } from '../../workload/machine';
import { byEnd, type DraftEnd, type MachineDraft, type OutsideDraft, type PodsDraft } from './draft-end';

/** What is asked of the ends of flows. Each kind has an answer to each question. */

const none = (): undefined => undefined;

/** The end itself, where it is a machine. */
export const asMachine = byEnd<MachineDraft | undefined>({
  machine: (machine) => machine,
  pair: none,
  pods: none,
  nodes: none,
  subnet: none,
  resolver: none,
  'kvm-hosts': none,
  outside: none,
});

/** The end itself, where it is pods: what policies select. */
export const asPods = byEnd<PodsDraft | undefined>({
  pods: (pods) => pods,
  machine: none,
  pair: none,
  nodes: none,
  subnet: none,
  resolver: none,
  'kvm-hosts': none,
  outside: none,
});

/** The end itself, where it is outside of the system. */
export const asOutside = byEnd<OutsideDraft | undefined>({
  outside: (outside) => outside,
  machine: none,
  pair: none,
  pods: none,
  nodes: none,
  subnet: none,
  resolver: none,
  'kvm-hosts': none,
});

/** The machines that an end is made of, whichever of their cards it is at; none where it is made of something else. */
export const machinesOf = byEnd<readonly Machine[]>({
  machine: ({ machine }) => [machine],
  pair: ({ balancer }) => balancer.members,
  pods: () => [],
  nodes: () => [],
  subnet: () => [],
  resolver: () => [],
  'kvm-hosts': () => [],
  outside: () => [],
});

/** The cluster that pods run in. */
export const clusterOf = (end: DraftEnd): KubernetesCluster | undefined => asPods(end)?.cluster;

/** The cluster that an end is a part of: that of its pods, and that of its nodes. */
export const clusterAround = byEnd<KubernetesCluster | undefined>({
  pods: ({ cluster }) => cluster,
  nodes: ({ cluster }) => cluster,
  machine: none,
  pair: none,
  subnet: none,
  resolver: none,
  'kvm-hosts': none,
  outside: none,
});

/** The subnet whose every address an end stands for. */
export const wholeSubnet = byEnd<Subnet | undefined>({
  subnet: ({ subnet }) => subnet,
  machine: none,
  pair: none,
  pods: none,
  nodes: none,
  resolver: none,
  'kvm-hosts': none,
  outside: none,
});

/** The subnet in which an end is the KVM hosts themselves. */
export const hostedIn = byEnd<Subnet | undefined>({
  'kvm-hosts': ({ subnet }) => subnet,
  machine: none,
  pair: none,
  pods: none,
  nodes: none,
  subnet: none,
  resolver: none,
  outside: none,
});

/** The subnet that an end itself stands in: pods stand in none, but on nodes. */
export const subnetOf = byEnd<Subnet | undefined>({
  machine: ({ card }) => card.subnet,
  pair: ({ subnet }) => subnet,
  nodes: ({ cluster }) => nodesSubnet(cluster),
  subnet: ({ subnet }) => subnet,
  resolver: ({ subnet }) => subnet,
  'kvm-hosts': ({ subnet }) => subnet,
  pods: none,
  outside: none,
});

/** The subnet that an end's packets come from: pods stand where their nodes do. */
export function groundOf(end: DraftEnd): Subnet | undefined {
  const pods = asPods(end);
  return pods ? nodesSubnet(pods.cluster) : subnetOf(end);
}

/** What an end is called and where it is, where somebody outside has a name. */
export const externalOf = (end: DraftEnd): External | undefined => asOutside(end)?.external;

/** Everybody, rather than somebody outside who has a name. */
export function isAnyone(end: DraftEnd): boolean {
  const outside = asOutside(end);
  return outside !== undefined && !outside.external;
}

/** The name in DNS that an end outside is known by alone. */
export const hostOf = (end: DraftEnd): string | undefined => externalOf(end)?.host;

/** Somebody who may be at any address outside: everybody, or whoever has a name in DNS. */
export const isAnywhere = (end: DraftEnd): boolean => isAnyone(end) || hostOf(end) !== undefined;
