import type { PortRange } from '../values/resolved-port';
import type { PackageManager } from './first-boot';
import type { WindowsConfigurator } from './windows-setup';

/** The operating systems that have a profile. */
export type OsName =
  | 'alma-8'
  | 'alma-9'
  | 'alma-10'
  | 'debian-12'
  | 'debian-13'
  | 'fedora-coreos'
  | 'flatcar'
  | 'oracle-8'
  | 'oracle-9'
  | 'oracle-10'
  | 'rhel-8'
  | 'rhel-9'
  | 'rhel-10'
  | 'rocky-8'
  | 'rocky-9'
  | 'rocky-10'
  | 'sles-15'
  | 'ubuntu-22.04'
  | 'ubuntu-24.04'
  | 'ubuntu-26.04'
  | 'windows-server-2003'
  | 'windows-server-2008'
  | 'windows-server-2008-r2'
  | 'windows-server-2012'
  | 'windows-server-2012-r2'
  | 'windows-server-2016'
  | 'windows-server-2019'
  | 'windows-server-2022'
  | 'windows-server-2025';

/** Servers that machines are set up with to keep data: databases, stores of keys and values, a message broker. */
export type EngineName = 'postgresql' | 'mysql' | 'mariadb' | 'redis' | 'valkey' | 'rabbitmq' | 'mongodb';

/** Engines that an operating system's own repositories carry, or their makers' for it: what to ask its package manager for, by version. */
export type CarriedEngines = { readonly [E in EngineName]: Readonly<Record<string, readonly string[]>> };

/** What an operating system takes of its machine, with nothing on it. */
export interface LeastOfOs {
  readonly memoryMiB: number;
  /** Of the disk that it starts from. */
  readonly diskMiB: number;
}

/** What tells versions of Windows apart when they are set up. */
export interface WindowsFacts {
  /** Who can set it up when it is first started. Empty: nobody. */
  readonly setUpBy: readonly WindowsConfigurator[];
  /** Its folder on CDs with virtio drivers, by which each driver has one for each version. */
  readonly driverFolder: string;
  /** Whether there is an OpenSSH server for it, and who brings it. Unset: there is none. */
  readonly openSsh?: 'system' | 'image';
}

/** Systems that come as a whole image, by whose rules they are set up: what they are started with is written by Ignition, and nothing is installed. */
export type ImageBasedName = 'fedora-coreos' | 'flatcar';

/** The operating system as renderers need it. Nothing is looked up by its id: what there is to know of it stands here. */
export interface ResolvedOs {
  /** e.g. `rhel-8`, `windows-server-2012`, or what a custom one is called. */
  readonly id: string;
  readonly title: string;
  readonly family: 'linux' | 'windows';
  /** Set for Linux, but for what comes as a whole image. */
  readonly packages?: PackageManager;
  /** Set for what comes as a whole image. */
  readonly imageBased?: ImageBasedName;
  readonly firewall: 'nftables' | 'firewalld' | 'windows-firewall' | 'netsh-advfirewall' | 'netsh-firewall';
  /** Client ports its kernel chooses from. */
  readonly ephemeralPorts: PortRange;
  /** The account that its images let administrators in to. Set for Linux. */
  readonly administrator?: string;
  /** How unattended-upgrades knows its security archive ("Origins-Pattern"). Set for what has apt. */
  readonly securityOrigin?: string;
  /** Version of control groups that it starts with. Set for Linux. */
  readonly controlGroups?: 1 | 2;
  readonly least: LeastOfOs;
  /** Last day of updates from its maker, `YYYY-MM-DD`. Unset: not known. */
  readonly supportedUntil?: string;
  /** Why it is there beyond that day. Unset: nobody has said. */
  readonly keptBecause?: string;
  readonly engines: CarriedEngines;
  /** Set for Windows. */
  readonly windows?: WindowsFacts;
}
