import type { PackageManager, ResolvedBackup, ResolvedBackupTarget, ResolvedDiskMount, ResolvedSecurityUpdates } from '../resolved';

const UPDATERS: Record<PackageManager, (updates: Pick<ResolvedSecurityUpdates, 'reboot'>) => readonly string[]> = {
  apt: () => ['unattended-upgrades'],
  // Whether an update needs a restart a plug-in tells.
  dnf: ({ reboot }) => ['dnf-automatic', ...(reboot ? ['dnf-plugins-core'] : [])],
  // It has nothing that does it by itself, and needs nothing for it.
  zypper: () => [],
};

const TELLS_ORIGINS: Record<PackageManager, boolean> = { apt: true, dnf: false, zypper: false };

/** Whether what brings security updates has to be told which archives are theirs; it knows by itself otherwise. */
export const tellsOrigins = (manager: PackageManager): boolean => TELLS_ORIGINS[manager];

/** What brings security updates to a guest. */
export const updatePackages = (manager: PackageManager, updates: Pick<ResolvedSecurityUpdates, 'reboot'>): readonly string[] =>
  UPDATERS[manager](updates);

const FILE_SYSTEM_TOOLS: Record<ResolvedDiskMount['fileSystem'], string> = { xfs: 'xfsprogs', ext4: 'e2fsprogs' };

/** What makes file systems. */
export const fileSystemPackage = (fileSystem: ResolvedDiskMount['fileSystem']): string => FILE_SYSTEM_TOOLS[fileSystem];

const LOCALES: Record<PackageManager, (language: string) => string> = {
  apt: () => 'locales',
  dnf: (language) => `glibc-langpack-${language}`,
  zypper: () => 'glibc-locale',
};

/** What brings a locale, unless every image has it: those without a country, such as `C.UTF-8`. */
export function localePackages(manager: PackageManager, locale: string | undefined): readonly string[] {
  const [language = '', ...country] = locale?.split('_') ?? [];
  return country.length === 0 ? [] : [LOCALES[manager](language)];
}

const BACKUP_TOOLS: Record<ResolvedBackupTarget['by'], Record<PackageManager, readonly string[]>> = {
  sftp: { apt: ['openssh-client', 'restic'], dnf: ['openssh-clients', 'restic'], zypper: ['openssh-clients', 'restic'] },
  s3: { apt: ['ca-certificates', 'restic'], dnf: ['ca-certificates', 'restic'], zypper: ['ca-certificates', 'restic'] },
  nfs: { apt: ['nfs-common', 'restic'], dnf: ['nfs-utils', 'restic'], zypper: ['nfs-client', 'restic'] },
};

/** What reads restic's list of what it has, where more than its newest is asked for. */
const POINT_IN_TIME_TOOLS: readonly string[] = ['jq'];

/** What sends backups to where they leave the machine to, and the log with them. */
export const backupPackages = (manager: PackageManager, { to, pointInTime }: ResolvedBackup): readonly string[] =>
  to ? [...BACKUP_TOOLS[to.by][manager], ...(pointInTime ? POINT_IN_TIME_TOOLS : [])] : [];

const ELSEWHERE: Record<PackageManager, readonly string[]> = {
  apt: [],
  dnf: ['restic is in EPEL alone (`firstBoot.repositories`).'],
  zypper: ['restic is in SUSE Package Hub alone (`SUSEConnect --product PackageHub/…`, or `firstBoot.repositories`).'],
};

/** Packages for backups that the distribution's own repositories do not have, as sentences. */
export const fromElsewhere = (manager: PackageManager): readonly string[] => ELSEWHERE[manager];
