import { volume } from '@cdktf/provider-libvirt';
import type { Construct } from 'constructs';
import type { PoolType, ResolvedImage, ResolvedVolume } from '../model/resolved';
import type { HostSide } from './host-side';
import { addressed, reference } from './names';
import { type PoolSide, poolName } from './pool';

/** The image that a root disk is a layer over, as a volume in the same pool. */
export interface BackingImage {
  readonly image: ResolvedImage;
  readonly resource: volume.Volume;
  /** Addresses of what has to be done before anything is made from it. */
  readonly before: readonly string[];
}

/**
 * A disk of a machine. Once it exists no plan changes or replaces it: a replaced disk is an empty one.
 * @param backing unset: a blank disk, which gets its content afterwards or stays blank
 */
export function renderVolume(
  scope: Construct,
  side: HostSide,
  pool: PoolSide,
  disk: ResolvedVolume,
  backing?: BackingImage,
): volume.Volume {
  const resource = addressed(
    volume.Volume.tfResourceType,
    disk.key,
    (id) =>
      new volume.Volume(scope, id, {
        provider: side.provider,
        name: disk.volumeName,
        pool: poolName(pool),
        capacity: disk.sizeBytes,
        target: TARGETS[pool.facts.type](disk.format),
        backingStore: backing ? { path: reference(backing.resource, 'path'), format: { type: backing.image.format } } : undefined,
        lifecycle: {
          preventDestroy: disk.protected ? true : undefined,
          // The provider replaces a volume to resize it, and does not see a size that changed: see renderGrowth.
          // The image's path is unknown to a plan that finds the image gone, which must not cost the layers over it.
          ignoreChanges: backing ? ['capacity', 'backing_store'] : ['capacity'],
        },
      }),
  );
  if (backing && backing.before.length > 0) resource.dependsOn = [...backing.before];
  return resource;
}

type Target = (format: ResolvedVolume['format']) => volume.VolumeTarget | undefined;

const file: Target = (format) => ({ format: { type: format } });
/** libvirt says of no block device what is in it: stated, it would look changed after every apply. */
const block: Target = () => undefined;

const TARGETS: { readonly [T in PoolType]: Target } = { directory: file, nfs: file, lvm: block, zfs: block, rbd: block, iscsi: block };
