import type { OsHardware } from '../resolved';

/** Properties of virtual hardware that do not go together, and why. */
interface Impossible {
  readonly together: Partial<OsHardware>;
  readonly because: string;
}

/**
 * What libvirt refuses to define, of all combinations of machine type, disk bus, network card, firmware and TPM (tried with libvirt 9).
 * An apply finds out only when it has taken the machine out of libvirt already.
 */
const IMPOSSIBLE: readonly Impossible[] = [
  { together: { machineType: 'q35', diskBus: 'ide' }, because: 'q35 has no IDE controller' },
  {
    together: { machineType: 'pc', firmware: 'uefi-secure-boot' },
    because: 'secure boot needs system management mode, which only q35 has',
  },
];

/** What libvirt could not make, in words. */
export const hardwareConflict = (hardware: OsHardware): readonly string[] =>
  IMPOSSIBLE.map(({ together, because }) => ({ parts: Object.entries(together), because }))
    .filter(({ parts }) => parts.every(([property, value]) => hardware[property as keyof OsHardware] === value))
    .map(({ parts, because }) => `${parts.map(([property, value]) => `${property} '${value}'`).join(' with ')}: ${because}`);
