import type { OsHardware } from '../resolved';

/** A family of machine types, which stands for its newest version in the host's QEMU. */
type Family = OsHardware['machineType'];

/** Names of the versions of each, such as `pc-q35-8.2`, `pc-i440fx-jammy` and `pc-q35-rhel9.4.0`: distributions have their own. */
const VERSIONS: Record<Family, RegExp> = {
  q35: /^pc-q35-[A-Za-z0-9][A-Za-z0-9._+-]{0,39}$/,
  pc: /^pc-i440fx-[A-Za-z0-9][A-Za-z0-9._+-]{0,39}$/,
};

/** Whether it is a version of that family. */
export const isVersionOf = (family: Family, name: string): boolean => VERSIONS[family].test(name);

/** Whether it is a family, or a version of one. */
export const isMachineType = (name: string): boolean =>
  Object.entries(VERSIONS).some(([family, version]) => name === family || version.test(name));
