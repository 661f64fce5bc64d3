import type { PoolType, ResolvedDiskLimits, ResolvedMachine, ResolvedVolume } from '../model/resolved';
import { deviceName } from './disks';
import type { DiskParts } from './domain-disks';
import type { HostSide } from './host-side';
import type { Virsh, VirshScript } from './virsh';

/** A machine's disks. */
export interface Attachment {
  readonly machine: ResolvedMachine;
  readonly disks: readonly DiskParts[];
  /** Address of what starts the machine. */
  readonly start: string;
  /** Address of its domain. */
  readonly domain: string;
}

/**
 * What of disks changes while the machine runs: they grow when their declared sizes do, and have the limits that are declared. Growing the
 * file systems is left to the guest. Limits are no part of the domain, whose every change is a restart, and which forgets them then.
 */
export function renderSizes(virsh: Virsh, { host }: HostSide, { machine, disks, start, domain }: Attachment): void {
  const limited = disks.filter(({ disk }) => disk.limits);
  virsh.step(`${machine.name}-size`, {
    host,
    facts: {
      domain: machine.objectName,
      disks: disks
        .map(({ disk, pool }) =>
          [deviceName(disk), pool.name, disk.volumeName, disk.sizeBytes, growerOf(disk, pool.facts.type), ...limitsOf(disk.limits)].join(
            ' ',
          ),
        )
        .join('\n'),
    },
    triggers: Object.fromEntries([
      ...disks.map(({ disk }) => [disk.id, String(disk.sizeBytes)]),
      ...limited.map(({ disk }) => [`${disk.id}/limits`, limitsOf(disk.limits).join(' ')]),
    ]),
    create: SIZE,
    dependsOn: [start],
    ...(limited.length > 0 && { replaceTriggeredBy: [domain] }),
  });
}

/** Who makes a volume larger: libvirt, or else the host's administrator with what tool; of a disk that is only read QEMU is told nothing. */
type Grower = 'libvirt' | 'lvm' | 'zfs' | 'owner' | 'owner-of-read-only';

const GROWERS: { readonly [T in PoolType]: Grower } = {
  directory: 'libvirt',
  nfs: 'libvirt',
  rbd: 'libvirt',
  lvm: 'lvm',
  zfs: 'zfs',
  iscsi: 'owner',
};

function growerOf({ existing, readOnly }: ResolvedVolume, type: PoolType): Grower {
  if (readOnly) return 'owner-of-read-only';
  return existing ? 'owner' : GROWERS[type];
}

/** In the order of the arguments of `blkdeviotune` below. */
function limitsOf(limits: ResolvedDiskLimits | undefined): readonly number[] {
  if (!limits) return [0, 0, 0, 0, 0, 0];
  const { totalBytes, readBytes, writeBytes, totalIops, readIops, writeIops } = limits;
  return [totalBytes, readBytes, writeBytes, totalIops, readIops, writeIops];
}

/**
 * A new disk has its size already. `vol-resize` cannot lock a disk that is in use, `blockresize` needs it in use. Of a block device that
 * somebody else has made larger QEMU has to be told.
 */
const SIZE: VirshScript = {
  name: 'size',
  text: `state=$(v domstate "$DOMAIN")
case "$state" in "shut off") when=--config ;; *) when="--live --config" ;; esac
by_hand() {
  path=$(v vol-path --pool "$1" "$2")
  case "$4" in
    lvm) how="lvextend -L $3b $path" ;;
    zfs) how="zfs set volsize=$3 \${path#/dev/zvol/}" ;;
    *) how="make it larger by hand" ;;
  esac
  echo "The volume $2 of the pool $1 is smaller than $3 bytes, and libvirt cannot change that. On the host: $how. Then apply again." >&2
  exit 1
}
set -f
set -- $DISKS
while [ $# -ge 11 ]; do
  device=$1 pool=$2 volume=$3 bytes=$4 by=$5
  total=$6 reads=$7 writes=$8 total_iops=$9 read_iops=\${10} write_iops=\${11}
  shift 11
  [ "$by" = libvirt ] || v pool-refresh "$pool" >/dev/null
  info=$(v vol-info --bytes --pool "$pool" "$volume")
  have=$(printf '%s\\n' "$info" | awk '$1 == "Capacity:" { print $2 }')
  [ "$have" -gt 0 ]
  if [ "$have" -lt "$bytes" ]; then
    if [ "$by" != libvirt ]; then by_hand "$pool" "$volume" "$bytes" "$by"; fi
    if [ "$state" = "shut off" ]; then v vol-resize --pool "$pool" "$volume" "\${bytes}b"; else v blockresize "$DOMAIN" "$device" "\${bytes}b"; fi
  elif [ "$state" != "shut off" ]; then
    case "$by" in lvm | zfs | owner) v blockresize "$DOMAIN" "$device" "\${have}b" ;; esac
  fi
  v blkdeviotune "$DOMAIN" "$device" --total-bytes-sec "$total" --read-bytes-sec "$reads" --write-bytes-sec "$writes" \\
    --total-iops-sec "$total_iops" --read-iops-sec "$read_iops" --write-iops-sec "$write_iops" $when
done`,
};
