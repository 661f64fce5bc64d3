import type { Report } from '../../problem';
import * as problems from '../../problems';
import {
  type BringUpName,
  NODE_PARTS,
  type Prerequisite,
  type ResolvedBringUp,
  type ResolvedCluster,
  type ResolvedDistribution,
} from '../../resolved';
import { installsPlugIn } from '../../resolved/declared-add-ons';
import { compareText, isNameOrAddress } from '../../values';
import type { ClusterNode, KubernetesClusterProps } from '../../workload/kubernetes-cluster';
import { type NodesProps, nodeCount } from '../../workload/nodes';
import type { GuestSurroundings } from '../guest/kind';
import { distributionOf, kindOfDistribution } from './distribution';
import { podBlocks } from './pod-blocks';
import { plugIn } from './prerequisites';

/** What a node has to know of its system. */
export type NodeSurroundings = Pick<GuestSurroundings, 'domain' | 'addressOf' | 'entrancesOf'>;

/** All that tells one way to make a cluster of machines from another. */
interface WayUp {
  readonly check: (path: string, facts: KubernetesClusterProps, report: Report) => void;
  readonly resolve: (node: ClusterNode, facts: KubernetesClusterProps, surroundings: NodeSurroundings) => ResolvedBringUp | undefined;
  /** What must be there before the outputs are applied, as sentences. */
  readonly prerequisites: (cluster: ResolvedCluster, distribution: ResolvedDistribution) => readonly Prerequisite[];
  /** Whether nodes become a cluster without anybody: what their programs ask of machines then is never passed over. */
  readonly byItself: boolean;
  /** Whether the mark on control planes that keeps pods away is taken off by itself where nodes are nothing else. */
  readonly lifts: boolean;
}

export const WAYS_UP: { readonly [W in BringUpName]: WayUp } = {
  automatic: {
    check: checkAutomatic,
    resolve: resolveAutomatic,
    prerequisites: (cluster, distribution) => kindOfDistribution(distribution).prerequisites(cluster, distribution),
    byItself: true,
    lifts: true,
  },
  'by hand': {
    check: () => undefined,
    resolve: () => undefined,
    prerequisites: (cluster, distribution) => {
      const { name, nodes, podCidr, serviceCidr } = cluster;
      const run = kindOfDistribution(distribution).byHand(cluster);
      const made = `Cluster ${name}: ${run} on ${nodes.join(', ')}, with pod CIDR ${podCidr} and service CIDR ${serviceCidr}`;
      return installsPlugIn(cluster) ? [`${made}.`] : [plugIn(name, `${made}, and a network plug-in that enforces NetworkPolicy.`)];
    },
    byItself: false,
    lifts: false,
  },
};

/** Where nobody runs the control plane among them, somebody has it elsewhere. */
export const bringUpOf = ({ bringUp, controlPlanes = 1 }: NodesProps): BringUpName =>
  bringUp ?? (controlPlanes === 0 ? 'by hand' : 'automatic');

/** More vote on each write, and make it slower (etcd.io, "FAQ": an odd number, seven at most). */
const MOST_CONTROL_PLANES = 7;

function checkAutomatic(path: string, { nodes, podCidr }: KubernetesClusterProps, report: Report): void {
  const { controlPlanes = 1, imageRepository, apiServerNames = [] } = nodes;
  if (controlPlanes === 0) report(problems.nobodyMakesCluster(path));
  else if (controlPlanes % 2 === 0) report(problems.evenControlPlanes(path, controlPlanes));
  else if (controlPlanes > MOST_CONTROL_PLANES) report(problems.tooManyControlPlanes(path, controlPlanes, MOST_CONTROL_PLANES));
  const blocks = podBlocks(podCidr);
  const count = nodeCount(nodes);
  if (blocks && count > blocks.nodes) report(problems.noPodBlocks(path, podCidr, count, blocks.nodes, blocks.prefix));
  for (const name of apiServerNames) if (!isNameOrAddress(name)) report(problems.invalidApiServerName(path, name));
  if (imageRepository !== undefined && !REPOSITORY.test(imageRepository)) report(problems.invalidImageRepository(path, imageRepository));
}

/** As references to images have them (github.com/distribution/reference), with a registry in front. */
const REPOSITORY = /^[a-z0-9]+([.-][a-z0-9]+)*(:[0-9]{1,5})?(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/;

function resolveAutomatic(
  node: ClusterNode,
  facts: KubernetesClusterProps,
  { domain, addressOf, entrancesOf }: NodeSurroundings,
): ResolvedBringUp | undefined {
  const { cluster } = node;
  const { nodes, podCidr, serviceCidr } = facts;
  const blocks = podBlocks(podCidr);
  if (!blocks) return undefined;
  const { id } = cluster.node;
  const planes = cluster.nodes.filter(({ controlPlane }) => controlPlane);
  const addresses = planes.flatMap(({ name }) => addressOf(name) ?? []);
  const name = `api.${id}.${domain}`;
  const entrances = entrancesOf(cluster);
  const names = [...planes, ...entrances].flatMap((each) => [each.name, `${each.name}.${domain}`]);
  const before = entrances.map(({ address }) => address);
  const part = partOf(node);
  return {
    part,
    apiServer: { name, addresses },
    certificateNames: [...new Set([name, ...names, ...addresses, ...before, ...(nodes.apiServerNames ?? [])])].sort(compareText),
    podCidr,
    serviceCidr,
    nodeBlock: blocks.prefix,
    ...(blocks.maxPods !== undefined && { maxPods: blocks.maxPods }),
    awaits: NODE_PARTS[part].makesCluster
      ? cluster.nodes.filter((other) => other !== node).map(({ name, controlPlane }) => ({ name, controlPlane }))
      : [],
    runsPods: cluster.nodes.every(({ controlPlane }) => controlPlane),
    secrets: kindOfDistribution(distributionOf(facts)).secrets(id, part, planes.length),
  };
}

const isFirst = ({ cluster, name }: ClusterNode): boolean => cluster.nodes[0]?.name === name;
const partOf = (node: ClusterNode): ResolvedBringUp['part'] => (isFirst(node) ? 'first' : node.controlPlane ? 'control-plane' : 'worker');
