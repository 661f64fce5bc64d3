import { volume } from '@cdktf/provider-libvirt';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import type { ResolvedImage, ResolvedVolume } from '../model/resolved';
import type { HostSide } from './host-side';
import { addressed, reference } from './names';
import { type PoolSide, poolName } from './pool';
import { virshStep } from './virsh';

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

/** Where a disk is attached. */
export interface Attachment {
  /** libvirt domain. */
  readonly domain: string;
  /** Its name there, e.g. `vda`. */
  readonly device: string;
  readonly dependsOn: readonly ITerraformDependable[];
}

/** Grows a disk when its declared size does: live while the machine runs. Growing the file system is left to the guest. */
export function renderGrowth(scope: Construct, { host }: HostSide, pool: PoolSide, disk: ResolvedVolume, at: Attachment): void {
  virshStep(scope, `${disk.key}-size`, {
    host,
    facts: { pool: pool.name, volume: disk.volumeName, domain: at.domain, device: at.device, bytes: String(disk.sizeBytes) },
    triggers: { bytes: String(disk.sizeBytes) },
    create: GROW,
    dependsOn: at.dependsOn,
  });
}

/** A new disk has its size already. `vol-resize` cannot lock a disk that is in use, `blockresize` needs it in use. */
const GROW = `have=$(v vol-info --bytes --pool "$POOL" "$VOLUME" | awk '$1 == "Capacity:" { print $2 }')
[ "$have" -lt "$BYTES" ] || exit 0
state=$(v domstate "$DOMAIN")
if [ "$state" = "shut off" ]; then v vol-resize --pool "$POOL" "$VOLUME" "\${BYTES}b"; else v blockresize "$DOMAIN" "$DEVICE" "\${BYTES}b"; fi`;
