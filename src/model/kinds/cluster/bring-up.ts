import { secretVariable } from '../../guest/secret-variables';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { type BringUpName, NODE_PARTS, type Prerequisite, type ResolvedBringUp, type ResolvedCluster } from '../../resolved';
import { compareText, isNameOrAddress } from '../../values';
import type { ClusterNode, KubernetesClusterProps } from '../../workload/kubernetes-cluster';
import { type NodesProps, nodeCount } from '../../workload/nodes';
import type { GuestSurroundings } from '../guest/kind';
import { podBlocks } from './pod-blocks';

/** What a node has to know of its system. */
export type NodeSurroundings = Pick<GuestSurroundings, 'domain' | 'addressOf' | 'entrancesOf'>;

/** All that tells one way to make a cluster of machines from another. */
interface WayUp {
  readonly check: (path: string, facts: KubernetesClusterProps, report: Report) => void;
  readonly resolve: (node: ClusterNode, facts: KubernetesClusterProps, surroundings: NodeSurroundings) => ResolvedBringUp | undefined;
  /** What must be there before the outputs are applied, as sentences. */
  readonly prerequisites: (cluster: ResolvedCluster) => readonly Prerequisite[];
  /** Whether kubeadm's mark on control planes is taken off by itself where nodes are nothing else. */
  readonly lifts: boolean;
}

export const WAYS_UP: { readonly [W in BringUpName]: WayUp } = {
  kubeadm: {
    check: checkKubeadm,
    resolve: resolveKubeadm,
    prerequisites: ({ name, podCidr, controlPlanes }) => [
      {
        text: `Cluster ${name}: a network plug-in that enforces NetworkPolicy is installed once the first node has made the cluster, with pod CIDR ${podCidr} (\`npx isthmus kubeconfig ${name}\` opens it): until then its nodes are not Ready.`,
        proof: { is: 'policy-enforcement', cluster: name },
      },
      variable(
        secretVariable(name, 'join_token'),
        `what the nodes of ${name} join with (\`npx isthmus join-token ${name}\` makes one; \`--new\` before its first node is there).`,
      ),
      variable(
        secretVariable(name, 'encryption_key'),
        `what the cluster ${name} encrypts Secrets with, 32 bytes in base64 (\`openssl rand -base64 32\`). Keep it: a dump of etcd cannot be read without it.`,
      ),
      ...(controlPlanes.length > 1
        ? [
            variable(
              secretVariable(name, 'certificate_key'),
              `what the keys of ${name}'s control plane are encrypted with on their way to its other nodes (\`openssl rand -hex 32\`).`,
            ),
          ]
        : []),
    ],
    lifts: true,
  },
  'by hand': {
    check: () => undefined,
    resolve: () => undefined,
    prerequisites: ({ name, nodes, podCidr, serviceCidr }) => [
      {
        text: `Cluster ${name}: kubeadm init and join were run on ${nodes.join(', ')}, with pod CIDR ${podCidr} and service CIDR ${serviceCidr}, and a network plug-in that enforces NetworkPolicy.`,
        proof: { is: 'policy-enforcement', cluster: name },
      },
    ],
    lifts: false,
  },
};

const variable = (name: string, what: string): Prerequisite => ({
  text: `Terraform variable ${name}: ${what}`,
  proof: { is: 'variable', name },
});

/** Where nobody runs the control plane among them, somebody has it elsewhere. */
export const bringUpOf = ({ bringUp, controlPlanes = 1 }: NodesProps): BringUpName =>
  bringUp ?? (controlPlanes === 0 ? 'by hand' : 'kubeadm');

/** More vote on each write, and make it slower (etcd.io, "FAQ": an odd number, seven at most). */
const MOST_CONTROL_PLANES = 7;

function checkKubeadm(path: string, { nodes, podCidr }: KubernetesClusterProps, report: Report): void {
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

function resolveKubeadm(
  node: ClusterNode,
  { nodes, podCidr, serviceCidr }: KubernetesClusterProps,
  { domain, addressOf, entrancesOf }: NodeSurroundings,
): ResolvedBringUp | undefined {
  const { cluster } = node;
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
    secrets: {
      joinToken: secretVariable(id, 'join_token'),
      ...(NODE_PARTS[part].controlPlane && {
        encryptionKey: secretVariable(id, 'encryption_key'),
        ...(planes.length > 1 && { certificateKey: secretVariable(id, 'certificate_key') }),
      }),
    },
  };
}

const isFirst = ({ cluster, name }: ClusterNode): boolean => cluster.nodes[0]?.name === name;
const partOf = (node: ClusterNode): ResolvedBringUp['part'] => (isFirst(node) ? 'first' : node.controlPlane ? 'control-plane' : 'worker');
