import { volume } from '@cdktf/provider-libvirt';
import type { Construct } from 'constructs';
import type { ResolvedImage, ResolvedMachine, ResolvedVolume } from '../model/resolved';
import { deviceName } from './disks';
import type { HostSide } from './host-side';
import { addressed, reference } from './names';
import { type PoolSide, poolName } from './pool';
import type { Virsh, VirshScript } from './virsh';

/** The image that a root disk is a layer over, as a volume in the same pool. */
export interface BackingImage {
  readonly image: ResolvedImage;
  readonly resource: volume.Volume;
}

/**
 * A disk of a machine. Once it exists no plan changes or replaces it: a replaced disk is an empty one.
 * @param backing unset: a blank disk
 */
export function renderVolume(
  scope: Construct,
  side: HostSide,
  pool: PoolSide,
  disk: ResolvedVolume,
  backing?: BackingImage,
): volume.Volume {
  return addressed(
    volume.Volume.tfResourceType,
    disk.key,
    (id) =>
      new volume.Volume(scope, id, {
        provider: side.provider,
        name: disk.volumeName,
        pool: poolName(pool),
        capacity: disk.sizeBytes,
        target: { format: { type: 'qcow2' } },
        backingStore: backing ? { path: reference(backing.resource, 'path'), format: { type: backing.image.format } } : undefined,
        lifecycle: {
          preventDestroy: disk.protected ? true : undefined,
          // The provider replaces a volume to resize it, and does not see a size that changed: see renderGrowth.
          // The image's path is unknown to a plan that finds the image gone, which must not cost the layers over it.
          ignoreChanges: backing ? ['capacity', 'backing_store'] : ['capacity'],
        },
      }),
  );
}

/** A machine's disks. */
export interface Attachment {
  readonly machine: ResolvedMachine;
  readonly pool: PoolSide;
  /** Address of what starts the machine. */
  readonly start: string;
}

/** Grows disks when their declared sizes do: live while the machine runs. Growing the file systems is left to the guest. */
export function renderGrowth(virsh: Virsh, { host }: HostSide, { machine, pool, start }: Attachment): void {
  const disks = [machine.root, ...machine.data];
  virsh.step(`${machine.name}-size`, {
    host,
    facts: {
      domain: machine.objectName,
      pool: pool.name,
      disks: disks.map((disk) => `${deviceName(machine, disk)} ${disk.volumeName} ${disk.sizeBytes}`).join('\n'),
    },
    triggers: Object.fromEntries(disks.map(({ id, sizeBytes }) => [id, String(sizeBytes)])),
    create: GROW,
    dependsOn: [start],
  });
}

/** A new disk has its size already. `vol-resize` cannot lock a disk that is in use, `blockresize` needs it in use. */
const GROW: VirshScript = {
  name: 'size',
  text: `state=$(v domstate "$DOMAIN")
set -f
set -- $DISKS
while [ $# -ge 3 ]; do
  device=$1 volume=$2 bytes=$3
  shift 3
  info=$(v vol-info --bytes --pool "$POOL" "$volume")
  have=$(printf '%s\\n' "$info" | awk '$1 == "Capacity:" { print $2 }')
  [ "$have" -gt 0 ]
  if [ "$have" -ge "$bytes" ]; then continue; fi
  if [ "$state" = "shut off" ]; then v vol-resize --pool "$POOL" "$volume" "\${bytes}b"; else v blockresize "$DOMAIN" "$device" "\${bytes}b"; fi
done`,
};
