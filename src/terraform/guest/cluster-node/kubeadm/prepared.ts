import type { ClusterNodeRole, ResolvedMachine } from '../../../../model/resolved';
import { bashProgram, type GuestFile, type GuestPart, type PackageManager, program, setUpOn, type WhereSetUp } from '../../part';
import { yumRepository } from '../../repository';
import { kernelFiles, marksOf, SET_KERNEL, WITHOUT_SWAP } from '../kernel';

/**
 * Address of the community's package repository for a Kubernetes minor version, or for what stands in its place (kubernetes.io, "Installing kubeadm").
 * A node that installs must reach it, or a mirror under the same name; its signing key lies beside the packages.
 */
export function kubernetesRepository(version: string, packages: PackageManager): string {
  return `https://pkgs.k8s.io/core:/stable:/v${version}/${setUpOn(FORMATS, packages)}/`;
}

const FORMATS: WhereSetUp<string> = { apt: 'deb', dnf: 'rpm', zypper: undefined };

/** Where containerd comes from: the distribution itself, or, since Enterprise Linux carries none, Docker's repository. */
export const CONTAINERD_REPOSITORY = 'https://download.docker.com/linux/centos/';

/** How a distribution's node is set up. */
interface NodeSoftware {
  /** Packages of the distribution itself. */
  readonly packages: readonly string[];
  readonly repositories: (version: string) => readonly GuestFile[];
  /** Shell text that installs runtime and kubelet, at versions that no update moves. */
  readonly install: (version: string) => string;
  /** File with the kubelet's arguments that its unit reads. */
  readonly kubeletArguments: string;
}

const SOFTWARE: WhereSetUp<NodeSoftware> = {
  apt: {
    packages: ['ca-certificates', 'conntrack', 'containerd', 'curl', 'socat'],
    repositories: () => [],
    // The key must be there before apt is told of the source, or every update of the package lists fails.
    install: (version) => `
mkdir -p /etc/apt/keyrings
curl --fail --silent --show-error --location --retry 5 --output /etc/apt/keyrings/kubernetes.asc ${kubernetesRepository(version, 'apt')}Release.key
echo 'deb [signed-by=/etc/apt/keyrings/kubernetes.asc] ${kubernetesRepository(version, 'apt')} /' > /etc/apt/sources.list.d/kubernetes.list
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install --yes --option Dpkg::Options::=--force-confold kubelet kubeadm kubectl
apt-mark hold kubelet kubeadm kubectl`,
    kubeletArguments: '/etc/default/kubelet',
  },
  dnf: {
    packages: ['conntrack-tools', 'iproute-tc', 'socat'],
    repositories: (version) => [
      yumRepository('kubernetes', kubernetesRepository(version, 'dnf'), `${kubernetesRepository(version, 'dnf')}repodata/repomd.xml.key`, [
        'exclude=kubelet kubeadm kubectl cri-tools kubernetes-cni',
      ]),
      yumRepository('containerd', `${CONTAINERD_REPOSITORY}$releasever/$basearch/stable`, `${CONTAINERD_REPOSITORY}gpg`, [
        'includepkgs=containerd.io',
      ]),
    ],
    install: () => 'dnf --assumeyes install containerd.io kubelet kubeadm kubectl --disableexcludes=kubernetes',
    kubeletArguments: '/etc/sysconfig/kubelet',
  },
  zypper: undefined,
};

/** A machine made ready for `kubeadm`: kernel, container runtime, kubelet. */
export function preparedPart(role: ClusterNodeRole, machine: ResolvedMachine, packages: PackageManager): GuestPart {
  const software = setUpOn(SOFTWARE, packages);
  return {
    packages: software.packages,
    files: [
      ...kernelFiles(),
      // The address that the other nodes know it by, also without a default route to guess it from.
      {
        path: software.kubeletArguments,
        content: `KUBELET_EXTRA_ARGS=${kubeletArguments(role, machine)}\n`,
        mode: '0644',
        individual: true,
      },
      { path: '/etc/crictl.yaml', content: 'runtime-endpoint: unix:///run/containerd/containerd.sock\n', mode: '0644' },
      ...(machine.guest.installs ? software.repositories(role.version) : []),
      bashProgram(
        'cluster-node',
        'Makes the machine ready for kubeadm. Safe to run again.',
        setupScript(machine.guest.installs ? software.install(role.version) : '', role),
      ),
    ],
    steps: [program('cluster-node')],
  };
}

function kubeletArguments(role: ClusterNodeRole, { nic }: ResolvedMachine): string {
  const { labels, taints } = marksOf(role);
  const all = [
    `--node-ip=${nic.address}`,
    ...(labels.length > 0 ? [`--node-labels=${labels.join(',')}`] : []),
    ...(taints.length > 0 ? [`--register-with-taints=${taints.join(',')}`] : []),
  ];
  return all.length === 1 ? all.join('') : `"${all.join(' ')}"`;
}

function setupScript(install: string, { version, imageRepository }: ClusterNodeRole): string {
  const images = imageRepository === undefined ? '' : ` --image-repository=${imageRepository}`;
  return `
${SET_KERNEL}
# The kubelet does not start while there is swap.${WITHOUT_SWAP.trimEnd()}
${install && `\n${install.trim()}\n`}
# The same cgroup driver as the kubelet's; the sandbox that kubeadm pulls; labels for containers where SELinux is in force.
mkdir -p /etc/containerd
selinux=false
if command -v selinuxenabled > /dev/null && selinuxenabled; then selinux=true; fi
sandbox=$(kubeadm config images list --kubernetes-version=v${version}.0${images} 2> /dev/null | grep /pause:) || fail 'kubeadm names no image for sandboxes'
containerd config default |
  sed -E "s/SystemdCgroup = false/SystemdCgroup = true/; s/enable_selinux = false/enable_selinux = $selinux/" |
  sed -E "s|^( *sandbox(_image)?) = .*|\\1 = '$sandbox'|" > /etc/containerd/config.toml
# What it makes of the file, with whatever that includes: other versions call these otherwise.
taken=$(containerd config dump)
grep -q 'SystemdCgroup = true' <<< "$taken" || fail 'containerd does not take the systemd cgroup driver'
grep -E '^ *sandbox(_image)? = ' <<< "$taken" | grep -qF -e "'$sandbox'" -e "\\"$sandbox\\"" ||
  fail "containerd does not take $sandbox for its sandboxes, which kubeadm pulls"
systemctl enable containerd.service kubelet.service
systemctl restart containerd.service
`;
}
