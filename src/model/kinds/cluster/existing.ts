import type { Report } from '../../problem';
import * as problems from '../../problems';
import { list, object, optional, propsOf, text } from '../../shape';
import { Cidr, parseIp } from '../../values';
import type { ExistingClusterProps } from '../../workload/kubernetes-cluster';
import type { KindOfCluster } from './kind';
import { plugInUnlessInstalled } from './prerequisites';
import { CLUSTER_FACTS } from './shapes';

/** A cluster that is there already. */
export const EXISTING: KindOfCluster<ExistingClusterProps> = {
  shape: object({
    facts: propsOf<ExistingClusterProps>({
      ...CLUSTER_FACTS,
      nodeAddresses: list(text),
      nodeNetworks: optional(list(text)),
      services: optional(text),
    }),
  }),
  check: ({ node: { path } }, { nodeAddresses, nodeNetworks }, report) => {
    if (nodeAddresses.length === 0) report(problems.missing(path, 'nodeAddresses'));
    for (const address of nodeAddresses)
      if (parseIp(address) === undefined) report(problems.invalidAddress(path, 'nodeAddresses', address));
    if (nodeNetworks) checkNetworks(path, nodeNetworks, nodeAddresses, report);
  },
  nodesSubnet: () => undefined,
  foreignNodes: ({ nodeAddresses }) => [...new Set(nodeAddresses)],
  nodeLabels: () => ({}),
  nodeTaints: () => [],
  bringUp: () => undefined,
  distribution: () => undefined,
  broughtUp: () => undefined,
  imageRepository: () => undefined,
  spareNodes: () => undefined,
  knownNodes: ({ nodeAddresses }) => nodeAddresses.map(() => ({ taints: [] })),
  nodeNetworks: ({ nodeNetworks = [] }) => [...new Set(nodeNetworks)],
  services: ({ services }) => services,
  prerequisites: (cluster) => plugInUnlessInstalled(cluster, `Cluster ${cluster.name}: its network plug-in enforces NetworkPolicy.`),
};

/** What is wider lets in nearly everybody. */
const WIDEST = 8;

function checkNetworks(path: string, networks: readonly string[], addresses: readonly string[], report: Report): void {
  const blocks = networks.map((text) => [text, Cidr.parse(text)] as const);
  for (const [text, block] of blocks) {
    if (!(block instanceof Cidr)) report(problems.invalidCidr(path, 'nodeNetworks', block));
    else if (block.prefix < WIDEST) report(problems.invalidValue(path, 'nodeNetworks', text, `a block of /${WIDEST} or smaller`));
  }
  const sound = blocks.flatMap(([, block]) => (block instanceof Cidr ? [block] : []));
  if (sound.length < blocks.length) return;
  for (const address of addresses) {
    const number = parseIp(address);
    if (number !== undefined && !sound.some((block) => block.contains(Cidr.of(number, 32))))
      report(problems.nodeOutsideNetworks(path, address, networks));
  }
}
