/** Facts about a machine that must not change by themselves. */
export interface LockedMachine {
  readonly host: string;
  readonly pool: string;
  readonly subnet: string;
  readonly address: string;
  readonly mac: string;
  /** Its router's address with the prefix length of its subnet, such as `10.10.10.1/24`: what the guest was told. */
  readonly gateway: string;
  /** `<name>@<identity>` of the image that its root disk was made from. */
  readonly image: string;
  readonly os: string;
  readonly machineType: string;
  /** `<engine>-<version>` of a database. */
  readonly engine?: string;
  /** Its disks by id (`root`, `data`, …). */
  readonly volumes: Readonly<Record<string, LockedVolume>>;
  /** CIDRs that the guest's own firewall was built with. */
  readonly baseline: readonly string[];
  /** Ports beside its own that the guest's firewall was built with, such as `tcp/22`, with the CIDRs that they are open to. */
  readonly opened?: Readonly<Record<string, readonly string[]>>;
}

export interface LockedVolume {
  readonly mebibytes: number;
  /** Holds data that cannot be made again. */
  readonly protected: boolean;
}

/** What became of a machine's protected volumes, by volume id, when it left. */
export interface Tombstone extends LockedMachine {
  readonly retired?: Readonly<Record<string, { readonly keepData: boolean; readonly because: string }>>;
}

/** Address of a LoadBalancer Service. */
export interface LockedAddress {
  readonly cluster: string;
  readonly address: string;
}

/**
 * What earlier runs decided, committed beside the system like a package manager's lock file.
 * Keyed by names, never by construct paths. Removed entries stay among `removed` until they are released,
 * so that an address is never given to somebody else silently.
 */
export interface Lock {
  readonly version: 1;
  readonly system: string;
  readonly machines: Readonly<Record<string, LockedMachine>>;
  readonly services: Readonly<Record<string, LockedAddress>>;
  readonly removed: {
    readonly machines: Readonly<Record<string, Tombstone>>;
    readonly services: Readonly<Record<string, LockedAddress>>;
    /** Protected data disks that left machines that are still there, by `<machine>-<volume id>`. */
    readonly volumes: Readonly<Record<string, RetiredVolume>>;
  };
}

export interface RetiredVolume {
  readonly machine: string;
  readonly volume: string;
  readonly host: string;
  readonly keepData: boolean;
  readonly because: string;
}

export const emptyLock = (system: string): Lock => ({
  version: 1,
  system,
  machines: {},
  services: {},
  removed: { machines: {}, services: {}, volumes: {} },
});

/** The entry of that name. Names such as `constructor` are fine, and must not meet what every object inherits. */
export const own = <T>(part: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(part, name) ? part[name] : undefined;

/** The lock as text, the same for the same content. */
export function serializeLock(lock: Lock): string {
  return `${JSON.stringify(sorted(lock), null, 2)}\n`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]));
}
