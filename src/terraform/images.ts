import type { Construct } from 'constructs';
import type { ResolvedImage } from '../model/resolved';
import type { HostSide } from './host-side';
import { renderDigest, renderImage } from './image';
import type { PoolSide } from './pool';
import type { Virsh } from './virsh';
import type { BackingImage } from './volume';

/** An image in a pool, with addresses of what has to be done before anything is made from it. */
type Image = Omit<BackingImage, 'image'>;

/** The images of a stack, each once in each pool that something is made from it in. */
export class Images {
  private readonly images = new Map<string, Image>();

  constructor(
    private readonly scope: Construct,
    private readonly virsh: Virsh,
  ) {}

  /** Of those that there are so far. */
  get keys(): ReadonlySet<string> {
    return new Set(this.images.keys());
  }

  in(side: HostSide, pool: PoolSide, image: ResolvedImage): Image {
    const known = this.images.get(image.key);
    if (known) return known;
    const resource = renderImage(this.scope, side, pool, image);
    const digest = renderDigest(this.virsh, side, pool, image, resource);
    const found = { resource, before: digest === undefined ? [] : [digest] };
    this.images.set(image.key, found);
    return found;
  }

  /** As what a disk is laid over. */
  backing(side: HostSide, pool: PoolSide, image: ResolvedImage): BackingImage {
    return { image, ...this.in(side, pool, image) };
  }
}
