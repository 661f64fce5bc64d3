import type { Problem } from '../problem';
import { shown } from '../shape';

/** What is wrong with machines that are to become a cluster by themselves. */

export const nobodyMakesCluster = (path: string): Problem => ({
  code: 'NOBODY_MAKES_CLUSTER',
  path,
  message: 'nodes.bringUp: BringUp.AUTOMATIC, and none of its nodes runs the control plane: there is nothing that they could join.',
  fix: 'Set nodes.controlPlanes to 1 or 3, or use BringUp.BY_HAND.',
});

export const evenControlPlanes = (path: string, count: number): Problem => ({
  code: 'EVEN_CONTROL_PLANES',
  path,
  message: `nodes.controlPlanes: ${count} nodes that hold etcd fail with as few of them as ${count - 1} do: more than half have to agree.`,
  fix: `Use ${count - 1} or ${count + 1}, or BringUp.BY_HAND.`,
});

export const tooManyControlPlanes = (path: string, count: number, most: number): Problem => ({
  code: 'TOO_MANY_CONTROL_PLANES',
  path,
  message: `nodes.controlPlanes: ${count} nodes that hold etcd would all be asked about each change; etcd is made for ${most} at most.`,
  fix: 'Use 3 or 5.',
});

export const noPodBlocks = (path: string, podCidr: string, nodes: number, room: number, prefix: number): Problem => ({
  code: 'NO_POD_BLOCKS',
  path,
  message: `Each node takes a /${prefix} of its pods' addresses: ${podCidr} has room for ${room}, and there are to be ${nodes}.`,
  fix: 'Widen podCidr, which can be done only before the cluster is made; or have fewer nodes.',
});

export const invalidPoolName = (path: string, name: string): Problem => ({
  code: 'INVALID_NODE_POOL',
  path,
  message: `nodes.pools: ${shown(name)} cannot be the name of a pool: its nodes are called after it, and those outside of pools \`node\`.`,
  fix: 'Use lower-case letters, digits and hyphens, at most 63, beginning and ending with a letter or digit; and not `node`.',
});

export const invalidPoolCount = (path: string, name: string, count: number): Problem => ({
  code: 'INVALID_NODE_POOL',
  path,
  message: `nodes.pools.${name}.count: ${count} is no number of nodes.`,
  fix: 'Use a whole number from 0 to 5000.',
});

export const invalidTaint = (path: string, prop: string, key: string, reason: string): Problem => ({
  code: 'INVALID_TAINT',
  path,
  message: `${prop}: the taint ${shown(key)} is none: ${reason}.`,
  fix: "Write a name such as dedicated or example.com/gpu, and a value of at most 63 letters, digits, dots, hyphens and underscores: Taint.of('dedicated', { value: 'batch' }).",
});

export const invalidApiServerName = (path: string, name: string): Problem => ({
  code: 'INVALID_API_SERVER_NAME',
  path,
  message: `nodes.apiServerNames: ${shown(name)} is neither a name in DNS nor an IPv4 address.`,
  fix: 'Write it as it is called, without https:// and port: kubernetes.example.com, or 10.20.0.5.',
});

export const invalidImageRepository = (path: string, repository: string): Problem => ({
  code: 'INVALID_IMAGE_REPOSITORY',
  path,
  message: `nodes.imageRepository: ${shown(repository)} is no registry with a path in it.`,
  fix: 'Write it as images are named, without https:// and tag: registry.example/kubernetes.',
});

export const oldControlGroups = (path: string, os: string, version: string): Problem => ({
  code: 'OLD_CONTROL_GROUPS',
  path,
  message: `nodes.os: ${os} starts with control groups of version 1, with which the kubelet of Kubernetes ${version} does not start.`,
  fix: 'Use another operating system for the nodes, such as Rocky Linux 9, or Kubernetes 1.34.',
});

export const clusterFixed = (path: string, prop: string, before: string, now: string): Problem => ({
  code: 'CLUSTER_FIXED',
  path,
  message: `${prop}: its nodes were set up with ${before} (isthmus.lock.json), the system says ${now}. A cluster keeps what it was made with.`,
  fix: `Write ${before}. For ${now} describe another cluster, move what runs, and retire this one. If nothing of the system was ever applied: \`npx isthmus lock init\`.`,
});

export const nodeTooSmall = (path: string, prop: string, cpus: number, memoryMiB: number, reason: string): Problem => ({
  code: 'NODE_TOO_SMALL',
  path,
  message: `${prop}: ${cpus} ${cpus === 1 ? 'processor' : 'processors'} and ${memoryMiB} MiB are too little: ${reason}, before the first pod.`,
  fix: `Raise ${prop}.cpus and ${prop}.memory.`,
});

export const invalidK3sRelease = (path: string, release: string, version: string): Problem => ({
  code: 'INVALID_K3S_RELEASE',
  path,
  message: `distribution: ${shown(release)} is no release of k3s for Kubernetes ${version}.`,
  fix: `Write one as k3s calls them, such as v${version}.2+k3s1 (github.com/k3s-io/k3s/releases), and the same minor version for \`version\`.`,
});

export const invalidK3sBinary = (path: string, url: string): Problem => ({
  code: 'INVALID_K3S_BINARY',
  path,
  message: `distribution.binary.url: ${shown(url)} is no address that nodes can download from.`,
  fix: 'Write an http or https address of letters, digits and ._~%+/-, without password and query: https://mirror.example/k3s/v1.34.2%2Bk3s1/k3s.',
});

export const invalidK3sDigest = (path: string, digest: string): Problem => ({
  code: 'INVALID_K3S_BINARY',
  path,
  message: `distribution.binary.sha256: ${shown(digest)} is no digest of 64 hexadecimal digits.`,
  fix: "Take it from the release's sha256sum-amd64.txt, or `sha256sum k3s`.",
});

export const k3sWithoutBinary = (path: string, release: string): Problem => ({
  code: 'K3S_WITHOUT_BINARY',
  path,
  message: `distribution: nodes are to run k3s ${release}, and nothing says where they have it from.`,
  fix: 'Give `binary` with `url` and `sha256`, or put k3s into the image as /usr/local/bin/k3s, and say of the image that it is `preinstalled`.',
});

export const k3sMasquerades = (path: string): Problem => ({
  code: 'K3S_MASQUERADES',
  path,
  message:
    'podEgress: PodEgress.NATIVE, and flannel in k3s has pods leave the cluster under the addresses of their nodes: it cannot be told otherwise.',
  fix: 'Leave podEgress out, or bring a network plug-in of your own: flannelBackend: FlannelBackend.NONE.',
});

export const k3sSystem = (path: string, os: string): Problem => ({
  code: 'K3S_SYSTEM',
  path,
  message: `nodes.os: on ${os} k3s needs rules of SELinux (k3s-selinux) out of a repository of its own, which is not set up here.`,
  fix: 'Use Debian, Ubuntu or SUSE for the nodes, or an image that has k3s and k3s-selinux, and say of it that it is `preinstalled`.',
});

export const versionSkipped = (path: string, node: string, before: string, now: string, next: string): Problem => ({
  code: 'VERSION_SKIPPED',
  path,
  message: `version: ${node} is set up with Kubernetes ${before} (isthmus.lock.json), the system says ${now}. Kubernetes is upgraded by one minor version at a time, and never back.`,
  fix: `Write ${next}, and upgrade all nodes (node_modules/isthmus/docs/clusters.md); then go on. A node that was upgraded already: \`npx isthmus lock renew ${node}\`.`,
});

const LOCK = 'isthmus.lock.json';

export const nodeBeforeControlPlane = (path: string, node: string, version: string, plane: string, older: string): Problem => ({
  code: 'NODE_BEFORE_CONTROL_PLANE',
  path,
  message: `version: ${node} is to have Kubernetes ${version}, and ${plane}, which runs the control plane, has ${older} (${LOCK}): no node may be newer than the API servers.`,
  fix: `Upgrade ${plane} first (\`npx isthmus upgrade-node ${plane}\`), or write ${older} until that is done.`,
});

export const controlPlaneLeft = (path: string, node: string, planes: number, left: number): Problem => ({
  code: 'CONTROL_PLANE_LEFT',
  path,
  message: `nodes.controlPlanes: ${node} runs the control plane and holds etcd (${LOCK}), and the system says that it does not${left === 0 ? ': nobody would run the cluster any more' : ''}. What a node was set up as it remains.`,
  fix: `Write ${planes}. To have fewer, take the node out of etcd and of the cluster and make it anew as a worker: node_modules/isthmus/docs/clusters.md tells how.`,
});

export const clusterWithoutNodes = (name: string, known: readonly string[]): Problem => ({
  code: 'CLUSTER_WITHOUT_NODES',
  path: name,
  message: `No cluster of the name ${shown(name)} has a control plane on machines of the system.`,
  fix: known.length === 0 ? 'Ask whoever runs the cluster.' : `Name one of these: ${known.join(', ')}.`,
});

export const nodeUnknown = (cluster: string, node: string, known: readonly string[]): Problem => ({
  code: 'NODE_UNKNOWN',
  path: cluster,
  message: `${shown(node)} is no node of the cluster ${cluster}.`,
  fix: `Name one of these: ${known.join(', ')}.`,
});

export const nodeNotUpgraded = (node: string, known: readonly string[]): Problem => ({
  code: 'NODE_UNKNOWN',
  path: node,
  message: `${shown(node)} is no machine that has become the node of a cluster by itself.`,
  fix: known.length > 0 ? `Name one of these: ${known.join(', ')}.` : 'Upgrade the nodes as whoever made their cluster has it.',
});

export const apiEntranceUnknown = (cluster: string, balancer: string, known: readonly string[]): Problem => ({
  code: 'API_ENTRANCE_UNKNOWN',
  path: cluster,
  message: `${shown(balancer)} is no load balancer that passes connections on to the API servers of the cluster ${cluster}.`,
  fix:
    known.length > 0
      ? `Name one of these: ${known.join(', ')}.`
      : `Give a LoadBalancer the nodes of ${cluster} that run the control plane as \`backends\`, or leave --through out.`,
});

export const nobodyLogsIn = (machine: string): Problem => ({
  code: 'NOBODY_LOGS_IN',
  path: machine,
  message: 'The system lets no administrator log in to its machines.',
  fix: 'Give the system `admin` with `sshAuthorizedKeys`: machines that are there take keys by hand. Or name an account of the image with --user.',
});

export const kubeconfigForeign = (machine: string, file: string): Problem => ({
  code: 'KUBECONFIG_FOREIGN',
  path: machine,
  message: `${file} of this node is not what its distribution writes: it has no cluster with a server, or no user.`,
  fix: 'See whether the node has made its cluster: `journalctl -u isthmus-kubernetes` there.',
});

export const joinTokenForeign = (machine: string): Problem => ({
  code: 'JOIN_TOKEN_FOREIGN',
  path: machine,
  message: 'The node has answered with no token and no certificate of an authority.',
  fix: 'See whether it has made its cluster: `journalctl -u isthmus-kubernetes` there. Before the first apply: `npx isthmus join-token <cluster> --new`.',
});
