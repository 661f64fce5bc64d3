#!/bin/bash
# build-root.sh FOLDER: the root file system of a preinstalled Debian 12 image with everything that the system's roles need, as FOLDER/root.
# It is started in namespaces, with this machine's kernel: what only a kernel of its own could do is left out, see below.
# As root, with mmdebstrap.
set -euo pipefail
cd "$1"

sources=()
for file in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list; do
  if grep -qs bookworm "$file"; then sources=("$file"); break; fi
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
chroot "$root" pg_dropcluster 15 main
rm -rf "$root"/var/lib/mysql/* "$root"/var/lib/redis/* "$root"/var/lib/rabbitmq/* "$root"/var/lib/rabbitmq/.erlang.cookie
chroot "$root" systemctl disable mariadb haproxy keepalived containerd postgresql redis-server rabbitmq-server epmd.socket

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

mmdebstrap --mode=root --variant=minbase --format=directory \
  --aptopt='Acquire::Languages "none"' --dpkgopt='force-unsafe-io' \
  --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
  --customize-hook='sh finish.sh "$1"' \
  --include=systemd-sysv,systemd-resolved,systemd-timesyncd,dbus,udev,kmod,procps,cloud-init,openssh-server,qemu-guest-agent,nftables,postgresql-15,mariadb-server,redis-server,rabbitmq-server,restic,haproxy,keepalived,containerd,conntrack,socat,iproute2,sudo,e2fsprogs,xfsprogs,ca-certificates,openssl \
  bookworm root "${sources[@]}"
rm finish.sh
