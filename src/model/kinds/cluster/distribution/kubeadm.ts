import { secretVariable } from '../../../guest/secret-variables';
import { NODE_PARTS, type ResolvedKubeadm } from '../../../resolved';
import { plugInUnlessInstalled, variable } from '../prerequisites';
import type { KindOfDistribution } from './kind';

/**
 * What its preflight checks refuse a control plane for: fewer than two processors, and less than 1700 MiB of what the kernel has left for others
 * (cmd/kubeadm/app/constants of 1.34: ControlPlaneNumCPU, ControlPlaneMem), for which kubernetes.io, "Creating a cluster with kubeadm", asks for 2 GB.
 * Workers are not asked.
 */
const LEAST = { cpus: 2, memoryMiB: 2048 } as const;

export const KUBEADM: KindOfDistribution<ResolvedKubeadm> = {
  software: 'containerd and the kubelet',
  ownWays: { name: 'kubeadm', title: 'A node of kubeadm' },
  heldBack: ['containerd*', 'cri-tools', 'kube*', 'kubernetes-cni'],
  check: () => undefined,
  tooSmall: ({ controlPlane, byItself, cpus, memoryMiB }) =>
    // Who makes it by hand may have kubeadm look away.
    controlPlane && byItself && (cpus < LEAST.cpus || memoryMiB < LEAST.memoryMiB)
      ? `kubeadm refuses to make a control plane with less than ${LEAST.cpus} processors and ${LEAST.memoryMiB} MiB`
      : undefined,
  keeps: () => ({ cpuMillis: 0, memoryMiB: 0 }),
  // kubeadm marks them when the cluster is there.
  planeMarks: () => ({ labels: {}, taints: [] }),
  secrets: (cluster, part, planes) => ({
    joinToken: secretVariable(cluster, 'join_token'),
    ...(NODE_PARTS[part].controlPlane && {
      encryptionKey: secretVariable(cluster, 'encryption_key'),
      ...(planes > 1 && { certificateKey: secretVariable(cluster, 'certificate_key') }),
    }),
  }),
  ownPlugIn: () => undefined,
  prerequisites: (cluster) => {
    const { name, podCidr, controlPlanes } = cluster;
    return [
      ...plugInUnlessInstalled(
        cluster,
        `Cluster ${name}: a network plug-in that enforces NetworkPolicy is installed once the first node has made the cluster, with pod CIDR ${podCidr} (\`npx isthmus kubeconfig ${name}\` opens it): until then its nodes are not Ready.`,
      ),
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
    ];
  },
  byHand: () => 'kubeadm init and join were run',
};
