#!/bin/bash
# inside.sh FOLDER ROOT NAME [DATA-DISK SERIAL]: boots a guest's root file system in namespaces of its own, with the seed of cloud-init in FOLDER/seed.
# Runs at native speed where emulated machines take minutes. Its first process is the guest's systemd; the network is that of the caller, and its
# control groups are made beneath CONTROL_GROUPS.
set -eu
folder=$1 root=$2 name=$3 data=${4:-} serial=${5:-}
for group in $CONTROL_GROUPS; do echo 0 > "$group/cgroup.procs"; done
mount --make-rprivate /
mkdir -p "$folder"/{up,work,root}
mount -t overlay overlay -o "lowerdir=$root,upperdir=$folder/up,workdir=$folder/work" "$folder/root"
mkdir -p "$folder/root/var/lib/cloud/seed/nocloud"
cp "$folder"/seed/* "$folder/root/var/lib/cloud/seed/nocloud/"

binds=()
if [ -n "$data" ]; then
  loop=$(losetup --find --show "$data")
  # Held open here, and let go of: the kernel takes it back when the last who has it open has ended.
  exec 3< "$loop"
  losetup --detach "$loop"
  binds=(--bind="$loop" --bind="$loop:/dev/disk/by-id/virtio-$serial")
fi

if [ "${CONTAINERS:-}" = yes ]; then
  # Layers of containers lie over each other, which they cannot do where they are layers themselves. The kubelet reads the kernel's messages.
  mkdir -p "$folder/containerd"
  binds+=(--bind="$folder/containerd:/var/lib/containerd" --bind=/dev/kmsg)
fi

# systemd 256 and 257 begin on this kernel's older control groups where they are told to; later ones do not.
init=(SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1)
export SYSTEMD_SECCOMP=0
systemd-nspawn --quiet --directory="$folder/root" --boot --register=no --keep-unit --machine="$name" --capability=all \
  --link-journal=no --resolv-conf=off --timezone=off --console=read-only "${binds[@]}" "${init[@]}"
