import { volume } from '@cdktf/provider-libvirt';
import type { Construct } from 'constructs';
import type { ResolvedImage } from '../model/resolved';
import { escapeTemplate } from './guest';
import type { HostSide } from './host-side';
import { addressed, reference, terraformAddress } from './names';
import { type PoolSide, poolName } from './pool';
import type { Virsh, VirshScript } from './virsh';

/**
 * Puts an image into a pool, once for all machines made from it. Terraform reads the source where it runs and sends it to
 * the host. The name holds the image's identity, so another image is another volume: replacing one below its overlays
 * would destroy every machine made from it, and that is also why a source that moved is not looked at again.
 */
export function renderImage(scope: Construct, { provider }: HostSide, pool: PoolSide, image: ResolvedImage): volume.Volume {
  return addressed(
    volume.Volume.tfResourceType,
    image.key,
    (id) =>
      new volume.Volume(scope, id, {
        provider,
        name: image.volumeName,
        pool: poolName(pool),
        target: TARGETS[image.format],
        create: { content: { url: escapeTemplate(image.source) } },
        lifecycle: { ignoreChanges: ['create'] },
      }),
  );
}

/** libvirt takes files of the one for what they are, whatever is said: stated, they would look changed after every apply. */
const TARGETS: Record<ResolvedImage['format'], volume.VolumeTarget | undefined> = {
  qcow2: { format: { type: 'qcow2' } },
  raw: { format: { type: 'raw' } },
  iso: undefined,
};

/**
 * Compares what lies in the pool with the digest that is stated, before anything is made from it. Answers the address of what does so.
 * @returns undefined where none is stated
 */
export function renderDigest(
  virsh: Virsh,
  { host }: HostSide,
  pool: PoolSide,
  image: ResolvedImage,
  resource: volume.Volume,
): string | undefined {
  if (image.sha256 === undefined) return undefined;
  return terraformAddress(
    virsh.step(`${image.key}-digest`, {
      host,
      facts: { pool: pool.name, volume: image.volumeName, sha256: image.sha256 },
      triggers: { volume: reference(resource, 'id'), sha256: image.sha256 },
      create: DIGEST,
    }),
  );
}

const DIGEST: VirshScript = {
  name: 'digest',
  text: `found=$(v vol-download --pool "$POOL" "$VOLUME" /dev/stdout | sha256sum | cut -d ' ' -f 1)
[ "$found" = "$SHA256" ] || {
  echo "The image $VOLUME in the pool $POOL has the digest $found, not $SHA256. If no machine is made from it yet: virsh -c '$URI' vol-delete --pool $POOL $VOLUME, correct the image or its digest, and apply again." >&2
  exit 1
}`,
};
