#!/bin/bash
# inside.sh FOLDER SOCKETS LOGS: first process of a private libvirt host, in mount, process and network namespaces of its own.
# It reaps orphans (libvirt waits long for QEMU processes that nobody reaps) and hides /dev/kvm, so that guests are emulated.
set -eu
folder=$1 sockets=$2 logs=$3
mount --make-rprivate /

mkdir -p "$folder"/{dev,etc,lib,cache}
mount -t tmpfs -o mode=755 dev "$folder/dev"
for device in null zero full random urandom tty; do cp -a "/dev/$device" "$folder/dev/"; done
mkdir "$folder"/dev/{pts,shm,net}
mknod -m 666 "$folder/dev/net/tun" c 10 200
[ ! -e /dev/vhost-net ] || cp -a /dev/vhost-net "$folder/dev/"
mount --rbind /dev/pts "$folder/dev/pts"
mount --bind /dev/shm "$folder/dev/shm"
mkdir "$folder/dev/hugepages"
mount -t hugetlbfs hugetlbfs "$folder/dev/hugepages"
ln -s pts/ptmx "$folder/dev/ptmx"
ln -s /proc/self/fd "$folder/dev/fd"
ln -s /proc/self/fd/1 "$folder/dev/stdout"
ln -s /proc/self/fd/2 "$folder/dev/stderr"
mount --rbind "$folder/dev" /dev

# libvirt reads and sets bridge ports there: it must show this network namespace.
mount -t sysfs sysfs /sys

# The machine's own networks, guests and pools are not this host's.
cp -a /etc/libvirt/. "$folder/etc/"
rm -rf "$folder"/etc/qemu/*.xml "$folder"/etc/qemu/autostart "$folder"/etc/qemu/networks "$folder"/etc/storage "$folder"/etc/secrets
cat > "$folder/etc/libvirtd.conf" <<END
unix_sock_dir = "$sockets"
auth_unix_rw = "none"
auth_unix_ro = "none"
log_outputs = "3:stderr"
END
cat > "$folder/etc/qemu.conf" <<END
stdio_handler = "file"
user = "root"
group = "root"
remember_owner = 0
dynamic_ownership = 0
security_driver = "none"
namespaces = []
cgroup_controllers = []
END
mount -t tmpfs run /run
mount -t tmpfs cache /var/cache
mkdir -p /run/libvirt /run/lock /var/cache/libvirt
mount --bind "$folder/etc" /etc/libvirt
mount --bind "$folder/lib" /var/lib/libvirt
mount --bind "$logs" /var/log/libvirt

ip link set lo up
sysctl -qw net.ipv4.ip_forward=1
libvirtd &
while :; do wait; sleep 0.5; done
