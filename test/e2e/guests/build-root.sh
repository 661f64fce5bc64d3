#!/bin/bash
# build-root.sh FOLDER SUITE PACKAGES [NEWER]: the root file system of a preinstalled Debian image with what the system's roles need, as FOLDER/root: PACKAGES of
# a release, separated by commas, and NEWER out of the unstable one, with those that it depends on.
# It is started in namespaces, with this machine's kernel: what only a kernel of its own could do is left out, see below.
# As root, with mmdebstrap.
set -euo pipefail
cd "$1"
suite=$2 packages=$3 newer=${4:-}

# Of other releases there is the same mirror: its address is this machine's own to say.
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Codename: bookworm' | sed -n 1p)
sources=("deb $mirror $suite main")
for file in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list; do
  if grep -qs "$suite" "$file"; then sources=("$file"); break; fi
done

cat > finish.sh <<'END'
root=$1
chroot "$root" systemctl enable systemd-networkd systemd-resolved ssh
rm -f "$root"/etc/ssh/ssh_host_* "$root/etc/hostname" "$root/etc/resolv.conf"
: > "$root/etc/machine-id"
: > "$root/etc/fstab"
ln -s /run/systemd/resolve/stub-resolv.conf "$root/etc/resolv.conf"
printf 'datasource_list: [ NoCloud, None ]\n' > "$root/etc/cloud/cloud.cfg.d/90_dpkg.cfg"
# What packages made or would start: an image that is cloned has neither clusters nor databases.
if [ -e "$root/usr/bin/pg_dropcluster" ]; then chroot "$root" pg_dropcluster 15 main; fi
rm -rf "$root"/var/lib/mysql/* "$root"/var/lib/redis/* "$root"/var/lib/rabbitmq/* "$root"/var/lib/rabbitmq/.erlang.cookie
for unit in mysql.service mariadb.service haproxy.service keepalived.service containerd.service postgresql.service redis-server.service rabbitmq-server.service epmd.socket; do
  if [ -e "$root/lib/systemd/system/$unit" ]; then chroot "$root" systemctl disable "$unit"; fi
done

# The kernel is this machine's: its modules are there or not, and what it has but once (inotify, swap) is not a guest's to set.
for name in modprobe swapoff; do
  printf '#!/bin/sh\nexit 0\n' > "$root/usr/local/sbin/$name"
done
printf '#!/bin/sh\n/usr/sbin/sysctl --ignore "$@" 2> /dev/null || true\n' > "$root/usr/local/sbin/sysctl"
# In a container systemd passes over what fstab says of devices. A machine that is started again has its data disk all the same.
cat > "$root/etc/systemd/system/fstab-devices.service" <<'UNIT'
[Unit]
DefaultDependencies=no
Wants=local-fs-pre.target
Before=local-fs-pre.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/mount --all
[Install]
WantedBy=local-fs.target
UNIT
chroot "$root" systemctl enable fstab-devices
# Kubernetes' packages are not Debian's: a unit in the kubelet's place, since nothing here joins a cluster.
printf '[Service]\nExecStart=/bin/sleep infinity\n[Install]\nWantedBy=multi-user.target\n' > "$root/etc/systemd/system/kubelet.service"
printf '#!/bin/sh\necho registry.k8s.io/pause:3.10\n' > "$root/usr/local/sbin/kubeadm"
chmod 755 "$root"/usr/local/sbin/*
END

# Run inside, by a shell whose root the image is: what a hook runs otherwise is this machine's own apt and dpkg.
cat > newer.sh <<END
[ -n "$newer" ] || exit 0
echo 'deb $mirror sid main' > /etc/apt/sources.list.d/newer.list
# Mirrors may lag behind.
apt-get --option Acquire::Check-Valid-Until=false --option APT::Sandbox::User=root update
DEBIAN_FRONTEND=noninteractive apt-get --yes --option APT::Sandbox::User=root --target-release sid install $newer
rm /etc/apt/sources.list.d/newer.list
END

mmdebstrap --mode=root --variant=minbase --format=directory \
  --aptopt='Acquire::Languages "none"' --dpkgopt='force-unsafe-io' \
  --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
  --customize-hook='cp newer.sh "$1/newer.sh"' --customize-hook='chroot "$1" sh -eu /newer.sh < /dev/null' --customize-hook='rm "$1/newer.sh"' \
  --customize-hook='sh finish.sh "$1"' \
  --include="systemd-sysv,systemd-resolved,systemd-timesyncd,dbus,udev,kmod,procps,cloud-init,openssh-server,qemu-guest-agent,nftables,restic,iproute2,sudo,e2fsprogs,xfsprogs,ca-certificates,openssl${packages:+,$packages}" \
  "$suite" root "${sources[@]}"
rm finish.sh newer.sh
