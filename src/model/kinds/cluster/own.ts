import * as problems from '../../problems';
import { number, object, oneOrMore, optional, propsOf } from '../../shape';
import { isNodeCount, type KubernetesClusterProps, type NodesProps } from '../../workload/kubernetes-cluster';
import { HARDWARE_OF_MACHINES, HOST, SUBNET } from '../machine/shapes';
import { isolationOf } from '../subnet';
import type { KindOfCluster } from './kind';
import { CLUSTER_FACTS } from './shapes';

/** A cluster whose nodes are machines of the system. */
export const OWN: KindOfCluster<KubernetesClusterProps> = {
  shape: object({
    facts: propsOf<KubernetesClusterProps>({
      ...CLUSTER_FACTS,
      nodes: propsOf<NodesProps>({
        ...HARDWARE_OF_MACHINES,
        subnet: SUBNET,
        host: oneOrMore(HOST),
        count: number,
        controlPlanes: optional(number),
      }),
    }),
  }),
  check: ({ node: { path } }, { nodes }, report) => {
    if (!isNodeCount(nodes.count))
      report(problems.invalidCluster(path, `${nodes.count} nodes make no cluster.`, 'Use a whole number from 1 to 5000.'));
    const { count, controlPlanes = 1 } = nodes;
    if (isNodeCount(count) && !(Number.isInteger(controlPlanes) && controlPlanes >= 0 && controlPlanes <= count)) {
      const what = `${controlPlanes} of its ${count} nodes cannot run the control plane.`;
      report(problems.invalidCluster(path, what, `Use a whole number from 0 to ${count} for controlPlanes.`));
    }
    if (nodes.count > 1 && isolationOf(nodes.subnet).apart) {
      const what = `Its nodes cannot talk to each other: ${nodes.subnet.node.path} has Isolation.HIGH.`;
      report(problems.invalidCluster(path, what, 'Give the nodes another subnet.'));
    }
  },
  nodesSubnet: ({ nodes }) => nodes.subnet,
  foreignNodes: () => [],
  services: () => undefined,
  prerequisites: ({ name, nodes, podCidr, serviceCidr }) => [
    `Cluster ${name}: kubeadm init and join were run on ${nodes.join(', ')}, with pod CIDR ${podCidr} and service CIDR ${serviceCidr}, and a network plug-in that enforces NetworkPolicy.`,
  ],
};
