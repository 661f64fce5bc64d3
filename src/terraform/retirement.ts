import { domain, volume } from '@cdktf/provider-libvirt';
import type { TerraformStack } from 'cdktf';
import type { ResolvedSystem } from '../model/resolved';

/**
 * Lets go of disks that left the system but keep their data, and of adopted machines that left. Terraform destroys whatever is gone from its configuration,
 * `prevent_destroy` or not, unless a `removed` block says otherwise; those whose data may go need nothing.
 * @param images logical ids of the images that machines still use
 */
export function renderRetirements(stack: TerraformStack, system: ResolvedSystem, images: ReadonlySet<string>): void {
  const kept = system.retired.filter(({ keepData }) => keepData);
  const disks = kept.map(({ key }) => key);
  // A root disk is only a layer: without the image below it, it is lost.
  const below = kept.flatMap(({ image }) => (image ? [image.key] : []));
  const ids = new Set([...disks, ...below.filter((id) => !images.has(id))]);
  const addresses = [
    ...(system.leftAlone ?? []).map(({ name }) => `${domain.Domain.tfResourceType}.${name}`),
    ...[...ids].map((id) => `${volume.Volume.tfResourceType}.${id}`),
  ];
  if (addresses.length === 0) return;
  const removed = addresses.sort().map((from) => ({ from, lifecycle: { destroy: false } }));
  stack.addOverride('removed', removed);
}
