import type { ResolvedHardware, ResolvedMachine, ResolvedVolume } from '../model/resolved';

interface Bus {
  /** What udev puts before a disk's serial in `/dev/disk/by-id`. */
  readonly byId: string;
  /** First letters of device names. */
  readonly prefix: string;
  /** Where the CD with the configuration goes: a place that no disk takes, now or later (see `DISK_PLACES`). */
  readonly cd: { readonly bus: 'scsi' | 'sata' | 'ide'; readonly device: string };
}

const BUSES: Record<ResolvedHardware['diskBus'], Bus> = {
  // Cloud kernels have no drivers for emulated controllers: their CD is on virtio-scsi.
  virtio: { byId: 'virtio-', prefix: 'vd', cd: { bus: 'scsi', device: 'sda' } },
  sata: { byId: 'ata-QEMU_HARDDISK_', prefix: 'sd', cd: { bus: 'sata', device: 'sdf' } },
  ide: { byId: 'ata-QEMU_HARDDISK_', prefix: 'hd', cd: { bus: 'ide', device: 'hdd' } },
};

/** Where a guest finds a disk, whatever the order of its disks. */
export const diskPath = ({ hardware }: ResolvedMachine, serial: string): string =>
  `/dev/disk/by-id/${BUSES[hardware.diskBus].byId}${serial}`;

export const cdPlace = ({ hardware }: ResolvedMachine): Bus['cd'] => BUSES[hardware.diskBus].cd;

/** A disk's name inside libvirt. The model lets no machine have more disks than its bus takes. */
export const deviceName = ({ hardware }: ResolvedMachine, { place }: ResolvedVolume): string =>
  `${BUSES[hardware.diskBus].prefix}${String.fromCharCode(97 + place)}`;
