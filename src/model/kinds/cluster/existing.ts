import * as problems from '../../problems';
import { list, object, optional, propsOf, text } from '../../shape';
import { parseIp } from '../../values';
import type { ExistingClusterProps } from '../../workload/kubernetes-cluster';
import type { KindOfCluster } from './kind';
import { CLUSTER_FACTS } from './shapes';

/** A cluster that is there already. */
export const EXISTING: KindOfCluster<ExistingClusterProps> = {
  shape: object({
    facts: propsOf<ExistingClusterProps>({ ...CLUSTER_FACTS, nodeAddresses: list(text), services: optional(text) }),
  }),
  check: ({ node: { path } }, { nodeAddresses }, report) => {
    if (nodeAddresses.length === 0) report(problems.missing(path, 'nodeAddresses'));
    for (const address of nodeAddresses)
      if (parseIp(address) === undefined) report(problems.invalidAddress(path, 'nodeAddresses', address));
  },
  nodesSubnet: () => undefined,
  foreignNodes: ({ nodeAddresses }) => [...new Set(nodeAddresses)],
  nodeLabels: () => ({}),
  knownNodes: ({ nodeAddresses }) => nodeAddresses.map(() => ({ controlPlane: false })),
  services: ({ services }) => services,
  prerequisites: ({ name }) => [`Cluster ${name}: its network plug-in enforces NetworkPolicy.`],
};
