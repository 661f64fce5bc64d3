import type { DatabaseRole } from '../resolved';
import type { Size } from '../values';
import type { Command } from './command';
import type { GuestFile } from './guest-file';
import type { Repository } from './repository';
import type { SecurityUpdates } from './security-updates';

/** An account in a guest. It has no password: it logs in with a key, or not at all. */
export interface GuestUserProps {
  /**
   * Public keys, as in `authorized_keys`.
   * @default - none: nobody logs in as it
   */
  readonly sshAuthorizedKeys?: readonly string[];
  /**
   * Further groups; those that are not there are made.
   * @default - none
   */
  readonly groups?: readonly string[];
  /**
   * What it may do as root, without being asked for a password: everything, or these commands, each with its absolute path and its arguments.
   * @default - nothing
   */
  readonly sudo?: 'everything' | readonly string[];
  /**
   * Its shell.
   * @default '/bin/bash'
   */
  readonly shell?: string;
}

/** Where a data disk is found in the guest. */
export interface DiskMountProps {
  /** Id of one of the machine's `dataDisks`. */
  readonly disk: string;
  /**
   * File system that a blank disk gets. A disk with another one on it is left alone, and the first boot fails.
   * @default 'xfs'
   */
  readonly fileSystem?: DatabaseRole['filesystem'];
  /** @default ['nodev', 'nosuid'] */
  readonly options?: readonly string[];
  /**
   * Who owns the folder, as `user` or `user:group`.
   * @default 'root:root'
   */
  readonly owner?: string;
  /**
   * Permission bits of the folder.
   * @default 0o755
   */
  readonly mode?: number;
}

/** How package managers and `commands` get to the world. */
export interface GuestProxyProps {
  /** `http://<name or address>:<port>`. It has to be among the system's `provisioning.packages`, with its port among those that it listens on. */
  readonly url: string;
  /**
   * Names and addresses that are asked without it.
   * @default - none
   */
  readonly except?: readonly string[];
}

/**
 * What is done in a Linux guest when it is first started, beside what its kind of machine needs, and never again: edits reach machines that are made anew,
 * and are warned of. In this order: `certificates`, `commands` that come before packages; `repositories`, `proxy`, `files` of root, `users`; `packages`;
 * files of others; `mounts`, `sysctl`, what the kind of machine needs, `commands`, `services`. Where the system comes as a whole image nothing is installed, and all
 * commands come after `sysctl` and `mounts`.
 */
export interface FirstBootProps {
  /**
   * Packages to install, as the distribution calls them.
   * @default - those that the kind of machine needs
   */
  readonly packages?: readonly string[];
  /**
   * Files by their absolute paths: text, or what else they hold.
   * @default - none
   */
  readonly files?: Readonly<Record<string, string | GuestFile>>;
  /**
   * What is run once, in this order.
   * @default - nothing
   */
  readonly commands?: readonly Command[];
  /**
   * Accounts by their names, beside the image's own one, which is the administrators'.
   * @default - none
   */
  readonly users?: Readonly<Record<string, GuestUserProps>>;
  /**
   * Name of the time zone database, such as `Europe/Berlin`.
   * @default - that of the image
   */
  readonly timeZone?: string;
  /** @default 'C.UTF-8' */
  readonly locale?: string;
  /**
   * Size of a swap file on the root disk. Not for nodes of a cluster.
   * @default - as the image has it
   */
  readonly swap?: Size;
  /**
   * Kernel settings.
   * @default - those that the kind of machine needs
   */
  readonly sysctl?: Readonly<Record<string, string | number>>;
  /**
   * Where data disks are mounted, by path. They keep what they hold when the machine is made anew.
   * @default - nowhere; data disks are the user's own affair
   */
  readonly mounts?: Readonly<Record<string, DiskMountProps>>;
  /**
   * Units of systemd that are enabled and started at the end, such as `app.service`.
   * @default - none
   */
  readonly services?: readonly string[];
  /**
   * Certificate authorities that programs trust besides those of the image: certificates in PEM form, by a name of the user's.
   * @default - none
   */
  readonly certificates?: Readonly<Record<string, string>>;
  /**
   * Sources of packages, by a name of the user's.
   * @default - those of the image
   */
  readonly repositories?: Readonly<Record<string, Repository>>;
  /**
   * Whether `repositories` stand in the place of those of the image.
   * @default false - beside them
   */
  readonly onlyTheseRepositories?: boolean;
  /** @default - none */
  readonly proxy?: GuestProxyProps;
  /**
   * Who brings security updates.
   * @default - the guest, between 04:00 and 05:00 UTC and without a restart, where something is installed at its first boot; nobody for nodes of a cluster, for images that
   * bring their software, and for systems that come as a whole image: they restart for each release, and want `reboot: true`
   */
  readonly securityUpdates?: SecurityUpdates;
  /**
   * More of cloud-init's configuration, as its reference has it. Lists (`runcmd`, `write_files`, …) come after the library's own. What the library writes
   * otherwise, and what protects the guest, is refused.
   * @default - nothing
   */
  readonly cloudConfig?: Readonly<Record<string, unknown>>;
}
