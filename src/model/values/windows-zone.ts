import { findWindows } from 'windows-iana';

/**
 * What Windows calls a time zone: of several names in the time zone database that are one zone to it, the same (CLDR, windowsZones.xml).
 * @returns undefined where Windows has none
 */
export const windowsZone = (iana: string): string | undefined => findWindows(iana)[0];
