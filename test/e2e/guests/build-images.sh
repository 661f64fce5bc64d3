#!/bin/bash
# build-images.sh FOLDER PROBE TINY-INIT: bootable disk images, without loop devices or partition tools.
#   debian.qcow2  Debian 12 with cloud-init, PostgreSQL, nftables and the guest agent
#   tiny.qcow2    the same kernel over one small RAM disk: busybox, the guest agent and the probe program; up in seconds
# As root, with mmdebstrap and qemu-img.
set -euo pipefail
out=$1 probe=$2 init=$3
cd "$out"
rm -rf rootfs ram boot

sources=()
for file in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list; do
  if grep -qs bookworm "$file"; then sources=("$file"); break; fi
done

cat > prepare.sh <<'END'
mkdir -p "$1/etc/initramfs-tools/conf.d"
printf 'MODULES=list\nCOMPRESS=gzip\n' > "$1/etc/initramfs-tools/conf.d/lab"
printf '%s\n' virtio_pci virtio_blk virtio_scsi sd_mod ext4 crc32c_generic > "$1/etc/initramfs-tools/modules"
END
cat > finish.sh <<'END'
chroot "$1" systemctl enable systemd-networkd systemd-resolved ssh
rm -f "$1"/etc/ssh/ssh_host_* "$1/etc/hostname" "$1/etc/resolv.conf"
: > "$1/etc/machine-id"
ln -s /run/systemd/resolve/stub-resolv.conf "$1/etc/resolv.conf"
printf 'LABEL=root / ext4 defaults 0 1\n' > "$1/etc/fstab"
printf 'datasource_list: [ NoCloud, None ]\n' > "$1/etc/cloud/cloud.cfg.d/90_dpkg.cfg"
# The cluster that the package made: a preinstalled image has none.
chroot "$1" pg_dropcluster 15 main
END

mmdebstrap --mode=root --variant=minbase --format=directory \
  --aptopt='Acquire::Languages "none"' --dpkgopt='force-unsafe-io' \
  --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
  --essential-hook='sh prepare.sh "$1"' --customize-hook='sh finish.sh "$1"' \
  --include=linux-image-cloud-amd64,systemd-sysv,systemd-resolved,systemd-timesyncd,dbus,udev,kmod,initramfs-tools,cloud-init,openssh-server,nftables,postgresql-15,qemu-guest-agent,iproute2,sudo,e2fsprogs,grub-pc-bin,ca-certificates \
  bookworm rootfs "${sources[@]}"

# disk NAME FOLDER MEBIBYTES KERNEL-LINE: an image of one ext4 partition with a folder's files, booted by GRUB from the BIOS.
disk() {
  local name=$1 folder=$2 size=$3 line=$4
  mkdir -p "$folder/boot/grub"
  printf 'linux /boot/vmlinuz %s\ninitrd /boot/initrd.img\nboot\n' "$line" > "$folder/boot/grub/grub.cfg"
  truncate -s "${size}M" partition.raw
  mkfs.ext4 -q -F -L root -O ^metadata_csum_seed,^orphan_file -d "$folder" partition.raw 2>/dev/null || mkfs.ext4 -q -F -L root -d "$folder" partition.raw
  rm -f disk.raw
  truncate -s "$((size + 1))M" disk.raw
  # The boot sector loads what follows it, which knows where its configuration is.
  dd if=rootfs/usr/lib/grub/i386-pc/boot.img of=disk.raw bs=440 count=1 conv=notrunc status=none
  dd if=core.img of=disk.raw bs=512 seek=1 conv=notrunc status=none
  # One entry of the partition table: active, Linux, from sector 2048 on.
  { printf '\x80\x20\x21\x00\x83\xfe\xff\xff'; little 2048; little $((size * 2048)); } | dd of=disk.raw bs=1 seek=446 conv=notrunc status=none
  printf '\x55\xaa' | dd of=disk.raw bs=1 seek=510 conv=notrunc status=none
  dd if=partition.raw of=disk.raw bs=1M seek=1 conv=notrunc,sparse status=none
  qemu-img convert -f raw -O qcow2 disk.raw "$name.qcow2"
  rm partition.raw disk.raw
}
little() { printf "\\x$(printf %02x $(($1 & 255)))\\x$(printf %02x $(($1 >> 8 & 255)))\\x$(printf %02x $(($1 >> 16 & 255)))\\x$(printf %02x $(($1 >> 24 & 255)))"; }

chroot rootfs grub-mkimage -O i386-pc -o /core.img -p '(hd0,msdos1)/boot/grub' biosdisk part_msdos ext2 normal linux
mv rootfs/core.img core.img
version=$(basename rootfs/lib/modules/*)
cp -L "rootfs/boot/vmlinuz-$version" rootfs/boot/vmlinuz
cp -L "rootfs/boot/initrd.img-$version" rootfs/boot/initrd.img

# The RAM disk: modules in the order they load, libraries where the agent looks for them.
mkdir -p ram/{bin,dev,modules} boot/boot
cp "$(command -v busybox)" ram/bin/busybox
cp "$probe" ram/bin/probe
cp "$init" ram/init
chmod 755 ram/init ram/bin/*
ln -s busybox ram/bin/sh
mknod ram/dev/console c 5 1
for module in virtio_pci virtio_net virtio_blk virtio_scsi virtio_console sr_mod isofs evdev button; do
  chroot rootfs modprobe -S "$version" --show-depends "$module"
done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' | while read -r path; do
  cp "rootfs$path" ram/modules/
  basename "$path" >> ram/modules/order
done
mkdir -p ram/usr/sbin
cp rootfs/usr/sbin/qemu-ga ram/usr/sbin/
chroot rootfs ldd /usr/sbin/qemu-ga | grep -o '/[^ ]*' | while read -r library; do
  mkdir -p "ram$(dirname "$library")"
  cp -L "rootfs$library" "ram$library"
done
(cd ram && find . | busybox cpio -o -H newc 2>/dev/null | gzip -9) > boot/boot/initrd.img
cp rootfs/boot/vmlinuz boot/boot/vmlinuz

kernel='console=ttyS0 net.ifnames=0 mitigations=off quiet'
disk tiny boot 64 "$kernel"
disk debian rootfs 2048 "root=LABEL=root ro $kernel"
rm -rf rootfs ram boot core.img prepare.sh finish.sh
