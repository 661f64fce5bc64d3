import { FIGURES } from '../../../capacity/figures';
import { secretVariable } from '../../../guest/secret-variables';
import type { Report } from '../../../problem';
import * as problems from '../../../problems';
import type { FlannelBackendName, NodePart, PackageManager, ResolvedK3s } from '../../../resolved';
import { CONTROL_PLANE_TAINT } from '../../../resolved/taints';
import type { KubernetesClusterProps } from '../../../workload/kubernetes-cluster';
import { nodeGroups } from '../../../workload/nodes';
import { EGRESSES } from '../egress';
import { plugInUnlessInstalled, variable } from '../prerequisites';
import type { KindOfDistribution } from './kind';

/** Whether flannel is the network plug-in, with k3s's policy controller (kube-router's) beside it. */
const HAS_FLANNEL: { readonly [B in FlannelBackendName]: boolean } = {
  vxlan: true,
  'wireguard-native': true,
  none: false,
};

/** Two processors and 2 GB for servers, one and 512 MB for agents (docs.k3s.io, "Requirements": Hardware). */
const LEAST = {
  server: { cpus: 2, memoryMiB: 2048 },
  agent: { cpus: 1, memoryMiB: 512 },
} as const;

/** Agents join with a token that the first server makes good for them; servers with one that agents never see (docs.k3s.io, "token"). */
const KNOWS: { readonly [P in NodePart]: { readonly joinToken: boolean; readonly serverToken: boolean } } = {
  first: { joinToken: true, serverToken: true },
  'control-plane': { joinToken: false, serverToken: true },
  worker: { joinToken: true, serverToken: false },
};

/** As kubeadm marks control planes. */
const KEPT_FREE: ReturnType<KindOfDistribution<ResolvedK3s>['planeMarks']> = {
  labels: { 'node.kubernetes.io/exclude-from-external-load-balancers': 'true' },
  taints: [CONTROL_PLANE_TAINT],
};

export const K3S: KindOfDistribution<ResolvedK3s> = {
  software: 'k3s',
  // One program for all.
  ownWays: undefined,
  // It is no package.
  heldBack: [],
  check,
  tooSmall: ({ controlPlane, cpus, memoryMiB }) => {
    const part = controlPlane ? 'server' : 'agent';
    const least = LEAST[part];
    return cpus < least.cpus || memoryMiB < least.memoryMiB
      ? `${controlPlane ? 'a' : 'an'} ${part} of k3s needs ${least.cpus === 1 ? '1 processor' : `${least.cpus} processors`} and ${least.memoryMiB} MiB`
      : undefined;
  },
  // The control plane is no pod, and nothing of it is asked for where pods ask.
  keeps: (controlPlane) => ({
    cpuMillis: 0,
    memoryMiB: (controlPlane ? FIGURES.k3sServerMemory : FIGURES.k3sAgentMemory).value,
  }),
  // As kubeadm has it: who runs pods announces addresses of Services, and nobody else.
  planeMarks: (runPods) => (runPods ? { labels: {}, taints: [] } : KEPT_FREE),
  secrets: (cluster, part) => ({
    ...(KNOWS[part].joinToken && { joinToken: secretVariable(cluster, 'join_token') }),
    ...(KNOWS[part].serverToken && { serverToken: secretVariable(cluster, 'server_token') }),
  }),
  ownPlugIn: ({ flannelBackend }) =>
    HAS_FLANNEL[flannelBackend] ? { title: 'flannel of k3s', without: 'flannelBackend: FlannelBackend.NONE' } : undefined,
  prerequisites: (cluster, { flannelBackend }) => {
    const { name, podCidr, controlPlanes, nodes } = cluster;
    return [
      ...(HAS_FLANNEL[flannelBackend]
        ? []
        : plugInUnlessInstalled(
            cluster,
            `Cluster ${name}: a network plug-in that enforces NetworkPolicy is installed once the first server has made the cluster, with pod CIDR ${podCidr} (\`npx isthmus kubeconfig ${name}\` opens it): k3s has none of its own with FlannelBackend.NONE, and until then its nodes are not Ready.`,
          )),
      variable(
        secretVariable(name, 'server_token'),
        `what the servers of ${name} join each other with, and encrypt the keys of the cluster with in etcd, 32 bytes in hexadecimal (\`openssl rand -hex 32\`). Keep it: a snapshot of etcd cannot be restored without it.`,
      ),
      variable(
        secretVariable(name, 'join_token'),
        `what ${nodes.length > controlPlanes.length ? `the agents of ${name} join` : `an agent of ${name} would join`} with (\`npx isthmus join-token ${name}\` makes one; \`--new\` before its first server is there).`,
      ),
    ];
  },
  byHand: () => 'k3s server and k3s agent were started',
};

/** Its releases are those of Kubernetes, with a number of their own (github.com/k3s-io/k3s, releases). */
const RELEASE = /^v(1\.[1-9][0-9]*)\.(0|[1-9][0-9]*)\+k3s[1-9][0-9]*$/;
/** What stands in shell programs and in Terraform's templates alike. */
const ADDRESS = /^https?:\/\/[A-Za-z0-9.-]+(:[0-9]{1,5})?\/[A-Za-z0-9._~%+/-]+$/;

function check(path: string, facts: KubernetesClusterProps, { release, binary, flannelBackend }: ResolvedK3s, report: Report): void {
  const { version, nodes } = facts;
  if (RELEASE.exec(release)?.[1] !== version) report(problems.invalidK3sRelease(path, release, version));
  if (binary && !ADDRESS.test(binary.url)) report(problems.invalidK3sBinary(path, binary.url));
  if (binary && !/^[0-9a-f]{64}$/i.test(binary.sha256)) report(problems.invalidK3sDigest(path, binary.sha256));
  if (HAS_FLANNEL[flannelBackend] && EGRESSES[facts.podEgress ?? 'masquerade'].keepsAddress) report(problems.k3sMasquerades(path));
  const bare = nodeGroups(nodes).filter(({ image, count }) => count > 0 && !image.props.preinstalled);
  if (!binary && bare.length > 0) report(problems.k3sWithoutBinary(path, release));
  const titles = new Set(bare.flatMap(({ os: { resolved } }) => (resolved.packages && SETS_UP[resolved.packages] ? [] : [resolved.title])));
  for (const title of titles) report(problems.k3sSystem(path, title));
}

/** Enterprise Linux takes rules of SELinux out of a repository of k3s's own (docs.k3s.io, "SELinux Support"). */
const SETS_UP: { readonly [P in PackageManager]: boolean } = { apt: true, dnf: false, zypper: true };
