import { volume } from '@cdktf/provider-libvirt';
import type { Construct } from 'constructs';
import type { ResolvedImage } from '../model/resolved';
import { escapeTemplate } from './guest';
import type { HostSide } from './host-side';
import { addressed } from './names';
import { type PoolSide, poolName } from './pool';

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
        target: { format: { type: image.format } },
        create: { content: { url: escapeTemplate(image.source) } },
        lifecycle: { ignoreChanges: ['create'] },
      }),
  );
}
