/** What a file of a guest holds. */
export type GuestFileContent =
  | { readonly from: 'text'; readonly text: string }
  | { readonly from: 'bytes'; readonly base64: string }
  /** A sensitive variable of Terraform. */
  | { readonly from: 'variable'; readonly variable: string };

export interface ResolvedGuestFile {
  readonly path: string;
  readonly content: GuestFileContent;
  /** Octal, e.g. `0644`. */
  readonly mode: string;
  /** `user:group`. */
  readonly owner: string;
}

export interface ResolvedCommand {
  /** Text for bash. */
  readonly script: string;
  /** Environment variables, with the variables of Terraform that hold them, by name. */
  readonly variables: readonly { readonly name: string; readonly variable: string }[];
  readonly beforePackages: boolean;
}

export interface ResolvedGuestUser {
  readonly name: string;
  readonly sshAuthorizedKeys: readonly string[];
  readonly groups: readonly string[];
  /** Commands that it may run as root, each with its arguments; `ALL` for every one. Empty: none. */
  readonly sudo: readonly string[];
  readonly shell: string;
}

/** A data disk in the file system of a guest. */
export interface ResolvedDiskMount {
  readonly path: string;
  /** Serial of the disk. */
  readonly serial: string;
  readonly fileSystem: 'xfs' | 'ext4';
  readonly options: readonly string[];
  readonly owner: string;
  /** Octal, e.g. `0755`. */
  readonly mode: string;
}

/** What installs packages. */
export type PackageManager = 'apt' | 'dnf' | 'zypper';

export interface ResolvedRepository {
  readonly name: string;
  readonly manager: PackageManager;
  readonly url: string;
  readonly suites: readonly string[];
  readonly components: readonly string[];
  /** Text of the key that it is signed with, or its path in the guest. Unset: whatever the image trusts. */
  readonly key?: string;
}

/** What a guest's user has it do when it is first started. Lists are in the order in which they are worked off. */
export interface ResolvedFirstBoot {
  readonly packages: readonly string[];
  readonly files: readonly ResolvedGuestFile[];
  readonly commands: readonly ResolvedCommand[];
  readonly users: readonly ResolvedGuestUser[];
  readonly timeZone?: string;
  readonly locale?: string;
  readonly swapBytes?: number;
  readonly sysctl: readonly { readonly key: string; readonly value: string }[];
  readonly mounts: readonly ResolvedDiskMount[];
  readonly services: readonly string[];
  readonly certificates: readonly { readonly name: string; readonly pem: string }[];
  readonly repositories: readonly ResolvedRepository[];
  readonly onlyTheseRepositories: boolean;
  readonly proxy?: { readonly url: string; readonly except: readonly string[] };
  /** Sensitive variables of Terraform that it is told, with what holds them there, in words. Sorted by name. */
  readonly variables: readonly { readonly name: string; readonly where: string }[];
  /** More of cloud-init's configuration, by key. */
  readonly cloudConfig: Readonly<Record<string, unknown>>;
}

/** Security updates that a guest brings itself. */
export interface ResolvedSecurityUpdates {
  /** Begin of their hour, `HH:MM`, UTC. */
  readonly at: string;
  readonly reboot: boolean;
  /** Packages that are left alone; a `*` at the end stands for any ending. */
  readonly except: readonly string[];
}
