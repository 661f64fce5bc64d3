import type { ResolvedHardware } from '../resolved';

type Bus = ResolvedHardware['diskBus'];

/** Places for disks of a machine, its root disk included: what the first controller of each kind takes, less those of CDs. */
export const DISK_PLACES: Readonly<Record<Bus, number>> = { virtio: 20, scsi: 10, sata: 5, ide: 3 };

/** Of those, the ones for a disk on one bus in a machine of another: names of disks on SATA and SCSI have letters from one row. */
export const placesOn = (machine: Bus, disk: Bus): number =>
  LETTERS[disk] === LETTERS[machine] ? Math.min(DISK_PLACES[disk], DISK_PLACES[machine]) : DISK_PLACES[disk];

/** First letters of device names. */
export const LETTERS: Readonly<Record<Bus, string>> = { virtio: 'vd', scsi: 'sd', sata: 'sd', ide: 'hd' };

/** CDs that a machine can have beside the one that it is set up from. */
export const CD_PLACES: Readonly<Record<Bus, number>> = { virtio: 4, scsi: 4, sata: 4, ide: 1 };

/** Whether the CD that a machine is set up from takes the place of one of these: of a controller that is full with it. */
export const SETUP_TAKES_CD: Readonly<Record<Bus, boolean>> = { virtio: false, scsi: false, sata: false, ide: true };
