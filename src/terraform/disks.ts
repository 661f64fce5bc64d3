import { LETTERS } from '../model/guest/disk-places';
import type { ResolvedHardware, ResolvedMachine, ResolvedVolume } from '../model/resolved';

interface CdPlace {
  readonly bus: 'scsi' | 'sata' | 'ide';
  readonly device: string;
}

interface Bus {
  /** What udev puts before a disk's serial in `/dev/disk/by-id`. */
  readonly byId: string;
  /** Whether an I/O thread can serve it. */
  readonly threads: boolean;
  /** Where CDs of a machine go whose own bus it is: places that no disk takes, now or later (see `DISK_PLACES`). First the one with its configuration. */
  readonly cds: readonly [CdPlace, ...CdPlace[]];
}

/** Behind those of disks and of the CD with the configuration: the first controller for SCSI has 15 places, those for SATA six each. */
const SCSI_CDS = ['sdl', 'sdm', 'sdn', 'sdo'].map((device): CdPlace => ({ bus: 'scsi', device }));
const SATA_CDS = ['sdg', 'sdh', 'sdi', 'sdj'].map((device): CdPlace => ({ bus: 'sata', device }));

const BUSES: Record<ResolvedHardware['diskBus'], Bus> = {
  // Cloud kernels have no drivers for emulated controllers: their CD is on virtio-scsi.
  virtio: { byId: 'virtio-', threads: true, cds: [{ bus: 'scsi', device: 'sda' }, ...SCSI_CDS] },
  scsi: { byId: 'scsi-0QEMU_QEMU_HARDDISK_', threads: false, cds: [{ bus: 'scsi', device: 'sdk' }, ...SCSI_CDS] },
  sata: { byId: 'ata-QEMU_HARDDISK_', threads: false, cds: [{ bus: 'sata', device: 'sdf' }, ...SATA_CDS] },
  // One place for both: a guest that knows nothing else is hardly ever set up from a CD.
  ide: {
    byId: 'ata-QEMU_HARDDISK_',
    threads: false,
    cds: [
      { bus: 'ide', device: 'hdd' },
      { bus: 'ide', device: 'hdd' },
    ],
  },
};

/** Where a guest finds a disk, whatever the order of its disks. */
export const diskPath = ({ bus, serial = '' }: Pick<ResolvedVolume, 'bus' | 'serial'>): string =>
  `/dev/disk/by-id/${BUSES[bus].byId}${serial}`;

/** Where the CD with a machine's configuration goes. */
export const setupCdPlace = ({ hardware }: ResolvedMachine): CdPlace => BUSES[hardware.diskBus].cds[0];

/** Where another CD goes. The model lets no machine have more of them than there are places. */
export const cdPlace = ({ hardware }: ResolvedMachine, place: number): CdPlace =>
  BUSES[hardware.diskBus].cds[place + 1] ?? BUSES[hardware.diskBus].cds[0];

/** A disk's name inside libvirt. The model lets no machine have more disks than its bus takes. */
export const deviceName = ({ bus, place }: ResolvedVolume): string => `${LETTERS[bus]}${String.fromCharCode(97 + place)}`;

/** Whether an I/O thread serves a disk by itself; those on SCSI are served as their controller is. */
export const isThreaded = ({ bus }: ResolvedVolume): boolean => BUSES[bus].threads;
