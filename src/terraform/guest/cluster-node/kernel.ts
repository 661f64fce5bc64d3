import type { ClusterNodeRole } from '../../../model/resolved';
import { taintText } from '../../../model/resolved/taints';

/** What nodes of every distribution are. */

/** Modules that are loaded at each start. */
export const MODULES = 'br_netfilter\noverlay\n';

// kubernetes.io, "Container Runtimes"; the inotify limits are those that nodes with many pods run out of.
export const SYSCTLS = `net.bridge.bridge-nf-call-iptables = 1
net.bridge.bridge-nf-call-ip6tables = 1
net.ipv4.ip_forward = 1
fs.inotify.max_user_instances = 8192
fs.inotify.max_user_watches = 524288
`;

/** Shell text: the kubelet does not start while there is swap. */
export const WITHOUT_SWAP = `
swapoff --all
sed -i -E 's/^([^#].*[[:space:]]swap[[:space:]].*)$/# \\1/' /etc/fstab
`;

/** What a node gives itself, as kubelets read it: letters, digits and ./_- only, nothing that a file of variables or YAML reads as anything else. */
export const marksOf = ({
  nodeLabels = {},
  nodeTaints = [],
}: ClusterNodeRole): { readonly labels: readonly string[]; readonly taints: readonly string[] } => ({
  labels: Object.entries(nodeLabels).map(([key, value]) => `${key}=${value}`),
  taints: nodeTaints.map(taintText),
});
