/** Names that Windows, Active Directory and NTFS give to things. */

/** Of a computer: NetBIOS has room for 15 characters, DNS wants letters, digits and hyphens, and numbers alone are none (Microsoft, "Naming conventions in Active Directory"). */
export const isComputerName = (name: string): boolean => /^(?!\d+$)[A-Za-z0-9]([A-Za-z0-9-]{0,13}[A-Za-z0-9])?$/.test(name);

/** Of a local account: up to 20 characters (Microsoft, "New-LocalUser"), of which these are safe in every program. */
export const isLocalAccount = (name: string): boolean => /^[A-Za-z][A-Za-z0-9._-]{0,18}[A-Za-z0-9_-]$/.test(name);

/** Accounts that every Windows has, in lower case. */
export const BUILT_IN_ACCOUNTS = [
  'administrator',
  'defaultaccount',
  'guest',
  'wdagutilityaccount',
  'system',
  'localservice',
  'networkservice',
];

/** `joiner@corp.example` or `CORP\joiner`. */
export const isDomainAccount = (name: string): boolean =>
  /^[A-Za-z0-9._-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/.test(name) || /^[A-Za-z0-9.-]{1,63}\\[^"/\\[\]:;|=,+*?<>@]{1,64}$/.test(name);

/** Of a feature, as `Get-WindowsFeature` lists it. */
export const isFeature = (name: string): boolean => /^[A-Za-z][A-Za-z0-9.-]{0,79}$/.test(name);

/** `OU=Servers,DC=corp,DC=example`. */
export const isOrganizationalUnit = (name: string): boolean => /^(OU|CN)=[^,=]+(,(OU|CN|DC)=[^,=]+)+$/.test(name);

/** A drive that Windows itself does not take, or a folder of `C:` that is none of its own. */
export const isDrive = (place: string): boolean => /^[D-Z]:$/.test(place);
export const isFolder = (place: string): boolean =>
  /^C:(\\[A-Za-z0-9][A-Za-z0-9 ._-]{0,60}(?<![ .]))+$/.test(place) && !place.split('\\').some((part) => DEVICE.test(part));

/** Names of devices, with whatever ending (Microsoft, "Naming Files, Paths, and Namespaces"). */
const DEVICE = /^(CON|PRN|AUX|NUL|COM\d|LPT\d)(\..*)?$/i;

/** Folders of `C:` that are Windows' own. */
const SYSTEM_FOLDERS =
  /^C:\\(Windows|Program Files|Program Files \(x86\)|ProgramData|Users|Recovery|Boot|System Volume Information)(\\|$)/i;
export const isSystemFolder = (place: string): boolean => SYSTEM_FOLDERS.test(place);

/** `de-DE`: a language and a region (BCP 47), as answer files want it. */
export const isWindowsLocale = (name: string): boolean => /^[a-z]{2,3}(-[A-Z][a-z]{3})?-[A-Z]{2}$/.test(name);
