import type { ResolvedHardware } from '../resolved';

/** Disks that a machine can have, its root disk included: what the first controller of each kind takes, less the place of a CD. */
export const DISK_PLACES: Readonly<Record<ResolvedHardware['diskBus'], number>> = { virtio: 20, sata: 5, ide: 3 };
