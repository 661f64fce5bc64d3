import { InvalidSystemError } from '../model/problem';
import type { ResolvedHardware, ResolvedMachine } from '../model/resolved';

/** More disks than the machine's bus has places. */
export class TooManyDisksError extends InvalidSystemError {
  override readonly name = 'TooManyDisksError';

  constructor(
    readonly machine: string,
    readonly disks: number,
    bus: ResolvedHardware['diskBus'],
  ) {
    super([
      {
        code: 'TOO_MANY_DISKS',
        path: machine,
        message: `The machine has ${disks} disks, but its ${bus} controller takes ${BUSES[bus].places}.`,
        fix: "Use fewer, or hardware with diskBus: 'virtio'.",
      },
    ]);
  }
}

interface Bus {
  /** First letters of device names. */
  readonly prefix: string;
  /** Places for disks, not counting that of the CD. */
  readonly places: number;
  /** Where the CD with the configuration goes: a place that no disk takes, now or later. */
  readonly cd: { readonly bus: 'scsi' | 'sata' | 'ide'; readonly device: string };
}

const BUSES: Record<ResolvedHardware['diskBus'], Bus> = {
  // Cloud kernels have no drivers for emulated controllers: their CD is on virtio-scsi.
  virtio: { prefix: 'vd', places: 20, cd: { bus: 'scsi', device: 'sda' } },
  sata: { prefix: 'sd', places: 5, cd: { bus: 'sata', device: 'sdf' } },
  ide: { prefix: 'hd', places: 3, cd: { bus: 'ide', device: 'hdd' } },
};

export const cdPlace = ({ hardware }: ResolvedMachine): Bus['cd'] => BUSES[hardware.diskBus].cd;

/**
 * Names of the root disk and the data disks inside libvirt, in their order.
 * @throws TooManyDisksError
 */
export function deviceNames(machine: ResolvedMachine): string[] {
  const { diskBus } = machine.hardware;
  const { prefix, places } = BUSES[diskBus];
  const count = 1 + machine.data.length;
  if (count > places) throw new TooManyDisksError(machine.name, count, diskBus);
  return Array.from({ length: count }, (_, index) => `${prefix}${String.fromCharCode(97 + index)}`);
}
