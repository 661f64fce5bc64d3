import type { ClusterNodeRole } from '../../../model/resolved';
import { taintText } from '../../../model/resolved/taints';
import type { GuestFile } from '../part';

/** What nodes of every distribution are. */

const MODULES = ['br_netfilter', 'overlay'];
const SYSCTL_FILE = '/etc/sysctl.d/90-kubernetes.conf';

// kubernetes.io, "Container Runtimes"; the inotify limits are those that nodes with many pods run out of.
const SYSCTLS = `net.bridge.bridge-nf-call-iptables = 1
net.bridge.bridge-nf-call-ip6tables = 1
net.ipv4.ip_forward = 1
fs.inotify.max_user_instances = 8192
fs.inotify.max_user_watches = 524288
`;

/** What is loaded and set at each start. @param more settings that a distribution wants besides */
export const kernelFiles = (more = ''): readonly GuestFile[] => [
  { path: '/etc/modules-load.d/kubernetes.conf', content: MODULES.map((name) => `${name}\n`).join(''), mode: '0644' },
  { path: SYSCTL_FILE, content: `${SYSCTLS}${more}`, mode: '0644' },
];

/** Shell text that loads and sets it at once. */
export const SET_KERNEL = `modprobe --all ${MODULES.join(' ')}
sysctl --quiet --load=${SYSCTL_FILE}
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
