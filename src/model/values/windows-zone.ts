import { findWindows } from 'windows-iana';

/** Zones that left others in 2022, which the table does not know yet (CLDR 43, windowsZones.xml). */
const MOVED: ReadonlyMap<string, string> = new Map([
  ['America/Chihuahua', 'Central Standard Time (Mexico)'],
  ['America/Ojinaga', 'Central Standard Time'],
]);

/**
 * What Windows calls a time zone: of several names in the time zone database that are one zone to it, the same (CLDR, windowsZones.xml).
 * @returns undefined where Windows has none
 */
export const windowsZone = (iana: string): string | undefined => MOVED.get(iana) ?? findWindows(iana)[0];
