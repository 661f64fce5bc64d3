import { bashProgram, type GuestFile, type PackageManager, setUpOn, type WhereSetUp } from '../../part';
import { KUBECTL } from './places';

/** The program that upgrades a node. */
const NAME = 'upgrade-node';

/** How packages of Kubernetes are brought to another minor version: shell text that defines `get`. @param repository their address, with `$version` in it */
const PACKAGES: WhereSetUp<(repository: string) => string> = {
  apt: (repository) => `
curl --fail --silent --show-error --location --retry 5 --output /etc/apt/keyrings/kubernetes.asc "${repository}Release.key"
sed -i -E "s|^(deb \\[[^]]*\\]) [^ ]+ |\\1 ${repository} |" /etc/apt/sources.list.d/kubernetes.list
export DEBIAN_FRONTEND=noninteractive
apt-get update
get() {
  apt-get install --yes --allow-change-held-packages --option Dpkg::Options::=--force-confold "$@"
  apt-mark hold "$@"
}`,
  dnf: (repository) => `
sed -i -E "s|^(baseurl=).*|\\1${repository}|; s|^(gpgkey=).*|\\1${repository}repodata/repomd.xml.key|" /etc/yum.repos.d/kubernetes.repo
get() {
  dnf --assumeyes upgrade --disableexcludes=kubernetes "$@"
}`,
  zypper: undefined,
};

/** Of an image that has its software: whoever brings a newer one has brought it before. */
const THERE_ALREADY = `
get() {
  :
}`;

/**
 * Upgrades kubeadm, then what kubeadm has set up, then the kubelet (kubernetes.io, "Upgrading kubeadm clusters").
 * @param repository of its packages. Undefined: it installs none
 */
export function upgradeProgram(manager: PackageManager, repository: string | undefined): GuestFile {
  const packages = repository === undefined ? THERE_ALREADY : setUpOn(PACKAGES, manager)(repository);
  return bashProgram(
    NAME,
    `Upgrades this node to another minor version of Kubernetes, such as 1.35. Safe to run again.
Pods are to be elsewhere (kubectl drain), and control planes come before all others.`,
    `
version=\${1:-}
[[ $version =~ ^1\\.[0-9]+$ ]] || fail 'name a minor version, such as 1.35'
name=$(hostname)
state=/var/lib/isthmus/kubernetes
${packages}

get kubeadm
target=$(kubeadm version --output short)
case $target in
  "v$version".*) ;;
  *) fail "kubeadm is $target here: put kubeadm, kubelet and kubectl of Kubernetes $version onto $name first" ;;
esac

# The first of the control plane brings what the whole cluster has along. One that was cut off goes through it again.
if [ -e /etc/kubernetes/manifests/kube-apiserver.yaml ]; then
  of_cluster=$(${KUBECTL} --namespace=kube-system get configmap kubeadm-config --output='jsonpath={.data.ClusterConfiguration}' | sed -n 's/^kubernetesVersion: //p')
  if [ "$of_cluster" != "$target" ] || [ -e $state/upgrading ]; then
    mkdir -p $state
    touch $state/upgrading
    kubeadm upgrade apply --yes "$target"
    rm -f $state/upgrading
  else
    kubeadm upgrade node
  fi
else
  kubeadm upgrade node
fi

get kubelet kubectl
systemctl daemon-reload
systemctl restart kubelet.service
for try in $(seq 60); do
  kubelet=$(kubectl --kubeconfig=/etc/kubernetes/kubelet.conf get node "$name" --output='jsonpath={.status.nodeInfo.kubeletVersion}' || true)
  [ "$kubelet" != "$target" ] || break
  sleep 5
done
[ "$kubelet" = "$target" ] || fail "the kubelet is \${kubelet:-not there}, and not $target: journalctl -u kubelet"
echo "isthmus-${NAME}: $name has Kubernetes $target"
`,
  );
}
