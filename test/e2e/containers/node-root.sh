#!/bin/bash
# node-root.sh FOLDER ROOT KUBERNETES KUBECTL PAUSE PROBE ROUTER ETCDCTL CONTROLLER SPEAKER REPOSITORY VERSION REGISTRY ROUTER-IMAGE CONTROLLER-IMAGE
# SPEAKER-IMAGE STAND-IN…: the root file system of a preinstalled node, as FOLDER/root: a guest's, with Kubernetes' programs where their packages have
# them, images of the same programs, and what a guest without a machine around it has otherwise. What a registry has (add-ons, what stands in for
# services) is in /opt/registry; REGISTRY is its address and port.
set -euo pipefail
folder=$1 guest=$2 kubernetes=$3 kubectl=$4 pause=$5 probe=$6 router=$7 etcdctl=$8 controller=$9 speaker=${10}
repository=${11} version=${12} registry=${13} router_image=${14} controller_image=${15} speaker_image=${16}
shift 16
cd "$folder"
cp -a "$guest" root
mkdir debs
(cd debs && apt-get --quiet --option APT::Sandbox::User=root download iptables libip4tc2 libip6tc2 libxtables12 libnftnl11 libnetfilter-conntrack3 libnfnetlink0 libmnl0 ipset libipset13 busybox-static containernetworking-plugins)
for package in debs/*.deb; do dpkg-deb --fsys-tarfile "$package" | tar --extract --keep-directory-symlink --directory root; done

for name in iptables iptables-save iptables-restore ip6tables ip6tables-save ip6tables-restore; do ln -s xtables-nft-multi "root/usr/sbin/$name"; done
mkdir -p root/opt/cni root/opt/images root/opt/kubernetes root/opt/registry
ln -s /usr/lib/cni root/opt/cni/bin

install -m 755 "$kubernetes" root/opt/kubernetes/kubernetes
ln -s kubernetes root/opt/kubernetes/kubeadm
ln -s /opt/kubernetes/kubernetes root/usr/bin/kubelet
install -m 755 "$kubectl" root/usr/bin/kubectl

# As the packages of Kubernetes have them.
cat > root/etc/systemd/system/kubelet.service <<'END'
[Unit]
Wants=network-online.target
After=network-online.target

[Service]
Environment="KUBELET_KUBECONFIG_ARGS=--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf"
Environment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"
EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env
EnvironmentFile=-/etc/default/kubelet
ExecStartPre=/opt/kubernetes/before-kubelet
ExecStart=/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS
Restart=always
StartLimitInterval=0
RestartSec=10

[Install]
WantedBy=multi-user.target
END
# What a machine of its own would have: control groups that may be written, and settings of the kernel that this machine has but once.
cat > root/opt/kubernetes/before-kubelet <<'END'
#!/bin/sh
mount -o remount,rw /sys/fs/cgroup || true
for group in /sys/fs/cgroup/*; do mount -o remount,rw,bind "$group" 2> /dev/null || true; done
# What its network has for itself is its own to set.
mountpoint --quiet /proc/sys/net || { mount --bind /proc/sys/net /proc/sys/net && mount -o remount,rw,bind /proc/sys/net; }
echo 1 > /proc/sys/net/ipv4/ip_forward
for setting in vm/overcommit_memory=1 vm/panic_on_oom=0 kernel/panic=10 kernel/panic_on_oops=1 kernel/keys/root_maxkeys=1000000 kernel/keys/root_maxbytes=25000000; do
  file=/run/kernel/$(echo "${setting%=*}" | tr / -)
  [ ! -e "$file" ] || continue
  mkdir -p /run/kernel
  echo "${setting#*=}" > "$file"
  mount --bind "$file" "/proc/sys/${setting%=*}"
done
END
# In the place of every registry is the lab's own, by plain HTTP.
mkdir -p root/etc/containerd/certs.d/_default
cat > root/etc/containerd/certs.d/_default/hosts.toml <<END
server = "http://$registry"
[host."http://$registry"]
  capabilities = ["pull", "resolve"]
END
# Kubernetes' own images are not fetched, systemd has no say in the control groups of such a guest, connections are counted for the whole machine,
# and its disk is that of the whole machine, which others fill, and wait for. Who leads is not asked anew each time that a processor is late.
cat > root/opt/kubernetes/lab.sed <<'END'
s/cgroupDriver: systemd/cgroupDriver: cgroupfs/
/^kind: KubeProxyConfiguration/a conntrack: { maxPerCore: 0, min: 0 }
/^kind: KubeletConfiguration/a evictionHard: { memory.available: 100Mi, nodefs.available: 1%, imagefs.available: 1% }\
imageGCHighThresholdPercent: 100
/^kind: ClusterConfiguration/a etcd: { local: { extraArgs: [{ name: heartbeat-interval, value: "1000" }, { name: election-timeout, value: "10000" }, { name: unsafe-no-fsync, value: "true" }] } }
/^\(controllerManager\|scheduler\):/,/extraArgs:/s/^  extraArgs:/&\n    - { name: leader-elect-lease-duration, value: 120s }\n    - { name: leader-elect-renew-deadline, value: 90s }/
END
cat > root/usr/bin/kubeadm <<'END'
#!/bin/bash
checks=SystemVerification,NumCPU,Mem,Swap,FileContent--proc-sys-net-ipv4-ip_forward,FileContent--proc-sys-net-bridge-bridge-nf-call-iptables
[[ "$1" != upgrade ]] || set -- "$@" --ignore-preflight-errors=$checks
if [[ "$1" =~ ^(init|join)$ && "$2" == --* ]]; then
  for image in /opt/images/*.tar; do ctr --namespace k8s.io images import "$image" > /dev/null; done
  for word in "$@"; do [ "$last" != --config ] || sed -i -f /opt/kubernetes/lab.sed "$word"; last=$word; done
  set -- "$@" --ignore-preflight-errors=$checks
fi
exec /opt/kubernetes/kubeadm "$@"
END
cat > root/opt/kubernetes/before-containerd <<'END'
#!/bin/sh
sed 's/SystemdCgroup = true/SystemdCgroup = false/; s/restrict_oom_score_adj = false/restrict_oom_score_adj = true/; s|config_path = ""|config_path = "/etc/containerd/certs.d"|' \
  /etc/containerd/config.toml > /run/containerd.toml
END
mkdir -p root/etc/systemd/system/containerd.service.d
cat > root/etc/systemd/system/containerd.service.d/lab.conf <<'END'
[Service]
ExecStartPre=/opt/kubernetes/before-containerd
ExecStart=
ExecStart=/usr/bin/containerd --config /run/containerd.toml
END
rm -f root/usr/local/bin/kubeadm root/usr/local/sbin/kubeadm
chmod 755 root/usr/bin/kubeadm root/opt/kubernetes/before-kubelet root/opt/kubernetes/before-containerd

# image FILE FOLDER ENTRYPOINT ARGUMENT… -- NAME…: an archive of one layer, whose program is nobody in particular.
image() {
  local file=$1 files=$2 entry layer config
  shift 2
  entry=()
  while [ "$1" != -- ]; do
    entry+=("\"$1\"")
    shift
  done
  shift
  mkdir archive
  tar --create --directory "$files" --file archive/layer.tar .
  layer=$(sha256sum archive/layer.tar | cut -d' ' -f1)
  printf '{"architecture":"amd64","os":"linux","config":{"User":"%s","Entrypoint":[%s],"Env":["PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' "${user:-}" "$(IFS=,; echo "${entry[*]}")" "$layer" > archive/config.json
  config=$(sha256sum archive/config.json | cut -d' ' -f1)
  mv archive/config.json "archive/$config.json"
  printf '[{"Config":"%s.json","RepoTags":[%s],"Layers":["layer.tar"]}]' "$config" "$(printf '"%s",' "$@" | sed 's/,$//')" > archive/manifest.json
  tar --create --directory archive --file "$file" .
  rm -rf archive
}

# take FILE TARGET: a file of the guest. Links in it are the guest's: here they would lead to this machine's own.
take() {
  chroot root cat "$1" | install -m 755 /dev/stdin "$2"
}

# libraries FOLDER FILE…: what programs of the guest are linked with.
libraries() {
  local folder=$1 file
  shift
  for file in "$@"; do chroot root /lib64/ld-linux-x86-64.so.2 --list "$file"; done | grep -o '/[^ ]*' | sort -u |
    while read -r library; do take "$library" "$folder/usr/lib/x86_64-linux-gnu/${library##*/}"; done
}

# Programs of the control plane and kube-proxy, with what the latter calls.
mkdir -p programs/usr/local/bin programs/usr/sbin programs/lib64 programs/tmp programs/etc
install -m 755 "$kubernetes" programs/usr/local/bin/kubernetes
install -m 755 "$etcdctl" programs/usr/local/bin/etcdctl
for name in etcd kube-apiserver kube-controller-manager kube-scheduler kube-proxy; do ln -s kubernetes "programs/usr/local/bin/$name"; done
cp -a root/usr/sbin/{xtables-nft-multi,iptables,iptables-save,iptables-restore,ip6tables,ip6tables-save,ip6tables-restore,nft} root/usr/sbin/conntrack programs/usr/sbin/
mkdir -p programs/usr/lib/x86_64-linux-gnu
cp -a root/usr/lib/x86_64-linux-gnu/xtables programs/usr/lib/x86_64-linux-gnu/
# What iptables matches by is read when a rule asks for it, and linked with more than iptables itself.
matches=$(cd root && printf '/%s ' usr/lib/x86_64-linux-gnu/xtables/*.so)
libraries programs /opt/kubernetes/kubernetes /usr/sbin/xtables-nft-multi /usr/sbin/nft /usr/sbin/conntrack $matches
take /lib64/ld-linux-x86-64.so.2 programs/lib64/ld-linux-x86-64.so.2
ln -s usr/lib programs/lib
listed=$(root/opt/kubernetes/kubeadm config images list --kubernetes-version "v$version" --image-repository "$repository")
named() { grep "/$1:" <<< "$listed"; }
names=()
for name in kube-apiserver kube-controller-manager kube-scheduler kube-proxy; do names+=("$repository/$name:v$version"); done
image "$folder/root/opt/images/programs.tar" programs /usr/local/bin/kubernetes -- "${names[@]}" "$(named etcd)"

mkdir small
install -m 755 "$pause" small/pause
# Nobody asks for names here: what waits stands in for CoreDNS.
image "$folder/root/opt/images/pause.tar" small /pause -- "$(named pause)" "$(named coredns)"
rm small/pause
install -m 755 "$probe" small/probe
image "$folder/root/opt/images/probe.tar" small /probe -- registry.lab.internal/probe:1.0.0
user=65532 image "$folder/root/opt/registry/stand-ins.tar" small /probe listen 8080/http -- "$@"
rm small/probe
for name in controller speaker; do
  image=${name}_image
  install -m 755 "${!name}" "small/$name"
  image "$folder/root/opt/registry/$name.tar" small "/$name" -- "${!image}"
  rm "small/$name"
done

# The network plug-in, with what it calls.
rm programs/usr/local/bin/*
install -m 755 "$router" programs/usr/local/bin/kube-router
cp -a root/usr/sbin/ipset root/usr/bin/ip programs/usr/sbin/
install -m 755 root/usr/bin/busybox programs/usr/local/bin/busybox
mkdir -p programs/bin programs/etc/iproute2
for name in sh cp mv rm mkdir cat; do ln -s /usr/local/bin/busybox "programs/bin/$name"; done
libraries programs /usr/sbin/ipset /usr/bin/ip
image "$folder/root/opt/registry/router.tar" programs /usr/local/bin/kube-router -- "$router_image"
rm -rf programs small debs
