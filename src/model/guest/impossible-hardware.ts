import type { OsHardware } from '../resolved';

/** Two properties of virtual hardware that do not go together, and why. */
interface Impossible {
  readonly of: readonly [keyof OsHardware, keyof OsHardware];
  readonly when: (hardware: OsHardware) => boolean;
  readonly because: string;
}

/**
 * What libvirt refuses to define, of all combinations of machine type, disk bus, network card, firmware and TPM (tried with libvirt 9).
 * An apply finds out only when it has taken the machine out of libvirt already.
 */
const IMPOSSIBLE: readonly Impossible[] = [
  {
    of: ['machineType', 'diskBus'],
    when: ({ machineType, diskBus }) => machineType === 'q35' && diskBus === 'ide',
    because: 'q35 has no IDE controller',
  },
  {
    of: ['machineType', 'firmware'],
    when: ({ machineType, firmware }) => machineType === 'pc' && firmware === 'uefi-secure-boot',
    because: 'secure boot needs system management mode, which only q35 has',
  },
];

/** What libvirt could not make, in words. */
export const hardwareConflict = (hardware: OsHardware): readonly string[] =>
  IMPOSSIBLE.filter(({ when }) => when(hardware)).map(
    ({ of, because }) => `${of.map((property) => `${property} '${String(hardware[property])}'`).join(' with ')}: ${because}`,
  );
