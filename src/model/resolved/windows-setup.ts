import type { ResolvedCommand } from './first-boot';

/** Who sets a Windows guest up. */
export type WindowsConfigurator = 'cloudbase-init' | 'unattend';

export interface ResolvedWindowsAdministrator {
  readonly name: string;
  /** Terraform variable (sensitive). */
  readonly passwordVariable: string;
  /** In PEM form. Unset: none. */
  readonly certificate?: string;
}

export interface ResolvedWindowsDomain {
  readonly name: string;
  readonly user: string;
  /** Terraform variable (sensitive). */
  readonly passwordVariable: string;
  readonly organizationalUnit?: string;
  /** Of the domain, sorted. */
  readonly administrators: readonly string[];
}

/** A data disk in a Windows guest. */
export interface ResolvedWindowsDisk {
  /** `E:` or `C:\Data`. */
  readonly place: string;
  /** Serial of the disk. */
  readonly serial: string;
  readonly fileSystem: 'ntfs' | 'refs';
  readonly label: string;
}

/** What a Windows guest is told when it is first started. */
export interface ResolvedWindowsSetup {
  readonly computerName: string;
  /** Terraform variable (sensitive). */
  readonly administratorPassword: string;
  /** Sorted by name. */
  readonly administrators: readonly ResolvedWindowsAdministrator[];
  readonly domain?: ResolvedWindowsDomain;
  /** By its names in the time zone database and in Windows. */
  readonly timeZone?: { readonly iana: string; readonly windows: string };
  readonly locale: string;
  readonly winRm: boolean;
  readonly ssh: boolean;
  /** Terraform variables (sensitive). Unset: it signs one itself. */
  readonly serverCertificate?: { readonly pfxVariable: string; readonly passwordVariable: string };
  /** Sorted. */
  readonly features: readonly string[];
  /** Outer folders come first. */
  readonly disks: readonly ResolvedWindowsDisk[];
  /** Folder of its drivers on the CD that has them. Unset: there is none. */
  readonly driverFolder?: string;
  readonly commands: readonly ResolvedCommand[];
  readonly keepCdsReadable: boolean;
  /** Sensitive variables of Terraform that it is told, with what holds them there, in words. Sorted by name. */
  readonly variables: readonly { readonly name: string; readonly where: string }[];
}
