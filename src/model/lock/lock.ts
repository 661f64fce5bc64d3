import { sha256 } from '../values';
import type { KeptData, RetiredData } from './kept-data';

/** Facts about a machine that must not change by themselves. */
export interface LockedMachine {
  readonly host: string;
  readonly pool: string;
  readonly subnet: string;
  readonly address: string;
  readonly mac: string;
  /** Its router's address with the prefix length of its subnet, such as `10.10.10.1/24`: what the guest was told. */
  readonly gateway: string;
  /** `<name>@<identity>` of the image that its root disk was made from. Unset: it is a volume that was there. */
  readonly image?: string;
  readonly os: string;
  /** `q35`, `pc`, or a version of one of them. */
  readonly machineType: string;
  /** This and the next three are missing in locks of earlier versions: they are as the next synth finds them. */
  readonly firmware?: string;
  readonly diskBus?: string;
  readonly nicModel?: string;
  readonly tpm?: boolean;
  /** Context id of its vsock. Missing where it has none. */
  readonly vsockCid?: number;
  /** UUID of the domain that it is, made by somebody else. Unset: an apply makes it. */
  readonly adopted?: string;
  /** `<engine>-<version>` of a database. */
  readonly engine?: string;
  /** File system of a database's data disk. Missing in locks of earlier versions. */
  readonly filesystem?: string;
  /** Its disks by id (`root`, `data`, …). */
  readonly volumes: Readonly<Record<string, LockedVolume>>;
  /**
   * CIDRs of the system that the guest's routes and logins were set up with. This and the next two are missing for guests that nothing
   * sets up, and for those that are taken to be as the system says: see `renew`.
   */
  readonly baseline?: readonly string[];
  /** What the guest's own firewall was set up to let in: ports such as `tcp/22`, with the CIDRs that they are open to. */
  readonly firewall?: Readonly<Record<string, readonly string[]>>;
  /** What it was told besides when it was first started, by the props that it comes from. */
  readonly told?: Readonly<Record<string, readonly string[]>>;
  /** Of earlier versions, in place of `firewall`: ports beside the guest's own. */
  readonly opened?: Readonly<Record<string, readonly string[]>>;
}

/** A network card beside the first one of its machine. */
export interface LockedCard {
  readonly machine: string;
  readonly subnet: string;
  readonly address: string;
  readonly mac: string;
  /** Its router's address with the prefix length of its subnet. */
  readonly gateway: string;
  /** Among the cards of its machine, from 1: the guest's name of it follows. */
  readonly place: number;
}

export interface LockedVolume extends KeptData {
  /**
   * Among the disks of its machine, from 0: device names follow from it. Missing in locks of earlier versions: those disks come before
   * newer ones, in the order in which the system names them.
   */
  readonly place?: number;
  /** Unset: that of its machine. This and the next are missing in locks of systems where all disks are alike. */
  readonly pool?: string;
  /** Unset: its machine's `diskBus`. */
  readonly bus?: string;
  /** Name of a volume that was there before the system. Unset: one of its own. */
  readonly existing?: string;
}

/** What became of a machine's protected volumes, by volume id, when it left. */
export interface Tombstone extends LockedMachine {
  readonly retired?: Readonly<Record<string, RetiredData>>;
}

/** The address that two machines hold in turn. */
export interface LockedPair {
  readonly subnet: string;
  readonly address: string;
}

/** Address of a LoadBalancer Service. */
export interface LockedAddress {
  readonly cluster: string;
  readonly address: string;
}

/** A PersistentVolumeClaim of a workload. */
export interface LockedClaim extends KeptData {
  readonly cluster: string;
  readonly namespace: string;
  /** Its name there. */
  readonly claim: string;
  /** Unset: the cluster's default. */
  readonly storageClass?: string;
  readonly accessMode: string;
  /** A StatefulSet makes it for one of its pods, after a template that never changes. */
  readonly ofPod?: true;
}

/** What Kubernetes never changes of the object that keeps a workload's pods: it has to be deleted first. */
export interface FixedFacts {
  /** How the pods of a StatefulSet are started and ended. */
  readonly podManagement: string;
  /** Ids of the claims that each pod has one of, sorted. */
  readonly claims: readonly string[];
}

/** A workload of which Kubernetes never changes something. */
export interface LockedWorkload extends FixedFacts {
  readonly cluster: string;
  readonly namespace: string;
}

/** What became of a protected claim that left. */
export interface RetiredClaim extends LockedClaim, RetiredData {}

/** What tells a host from others: an object of the same name on another machine would be made a second time. */
export interface LockedHost {
  /** How its libvirt is reached, without user and key: `qemu+ssh://kvm1.example/system`. */
  readonly connection: string;
  /** Its storage pools that hold disks of the system, by name. */
  readonly pools: Readonly<Record<string, LockedPool>>;
  /** The Terraform stack that knows what is on it, as the user calls it. Unset: that of the system. */
  readonly stack?: string;
  /** The machine on it that it is known again by: it stays the same as long as that is there. Unset: none is on it. */
  readonly landmark?: string;
}

export interface LockedPool {
  /** Directory of a pool that the system made. Unset for one that was there before it. */
  readonly path?: string;
  /** What it is made of. Unset: files. */
  readonly type?: string;
}

/** What the network of a subnet without default route was made with. */
export interface LockedSubnet {
  /** CIDRs that its DHCP server tells a route to. */
  readonly routes: readonly string[];
}

/**
 * What earlier runs decided, committed beside the system like a package manager's lock file.
 * Keyed by names, never by construct paths. Removed entries stay among `removed` until they are released,
 * so that an address is never given to somebody else silently.
 */
export interface Lock {
  /** Of the format. */
  readonly version: 2;
  /** Name of the system that it is of. */
  readonly system: string;
  /** Those that have, or had, machines of the system. */
  readonly hosts: Readonly<Record<string, LockedHost>>;
  /** Subnets without a default route, by name. */
  readonly subnets: Readonly<Record<string, LockedSubnet>>;
  /** Machines of the system, by name. */
  readonly machines: Readonly<Record<string, LockedMachine>>;
  /** Network cards beside the first ones of their machines, by their names. Unset: none. */
  readonly cards?: Readonly<Record<string, LockedCard>>;
  /** Addresses that the machines of pairs hold in turn, by name of the pair. Unset: none. */
  readonly pairs?: Readonly<Record<string, LockedPair>>;
  /** Addresses of LoadBalancer Services, by name of the workload or gateway. */
  readonly services: Readonly<Record<string, LockedAddress>>;
  /** Those of which Kubernetes never changes something, by name. Unset: none. */
  readonly workloads?: Readonly<Record<string, LockedWorkload>>;
  /** By `<workload>/<claim>`. Unset: none. */
  readonly claims?: Readonly<Record<string, LockedClaim>>;
  /** What left the system and still holds its address, or data. */
  readonly removed: {
    readonly machines: Readonly<Record<string, Tombstone>>;
    /** Adopted machines whose names and addresses were released, by name. Unset: none. */
    readonly adopted?: Readonly<Record<string, LeftAdopted>>;
    /** Unset: none. */
    readonly cards?: Readonly<Record<string, LockedCard>>;
    /** Unset: none. */
    readonly pairs?: Readonly<Record<string, LockedPair>>;
    readonly services: Readonly<Record<string, LockedAddress>>;
    /** Protected disks that left machines which stayed, and those that are let go of although their machine is released; by `<machine>/<disk>` or `<workload>/<claim>`. */
    readonly volumes: Readonly<Record<string, RetiredVolume>>;
    /** Unset: none. */
    readonly claims?: Readonly<Record<string, RetiredClaim>>;
  };
}

/** A domain of somebody else that has left: no apply may ever remove it, and whether one has let go of it is not known here. */
export interface LeftAdopted {
  readonly host: string;
  readonly uuid: string;
}

export interface RetiredVolume extends RetiredData {
  readonly machine: string;
  readonly volume: string;
  readonly host: string;
  readonly pool: string;
  /** For a root disk: the image that it is a layer over, as in {@link LockedMachine}. */
  readonly image?: string;
  /**
   * Set once the name is free for others. Terraform is told to let go of the disk all the same: whether an apply has done so already
   * is not known here.
   */
  readonly released?: true;
}

/** What users call a disk by: `<machine>/<disk id>`; and a claim, by its workload. */
export const diskId = (machine: string, volume: string): string => `${machine}/${volume}`;

/** Places that several disks of one machine have. */
export function sharedPlaces(volumes: LockedMachine['volumes']): ReadonlySet<number> {
  const places = Object.values(volumes).flatMap(({ place }) => (place === undefined ? [] : [place]));
  return new Set(places.filter((place, index) => places.indexOf(place) !== index));
}

export const emptyLock = (system: string): Lock => ({
  version: 2,
  system,
  hosts: {},
  subnets: {},
  machines: {},
  services: {},
  removed: { machines: {}, services: {}, volumes: {} },
});

/** The entry of that name. Names such as `constructor` are fine, and must not meet what every object inherits. */
export const own = <T>(part: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(part, name) ? part[name] : undefined;

/**
 * The lock as text, the same for the same content. Its first line but one is a digest of the rest: two versions always differ in it,
 * so that git never joins them line by line without asking, and what was joined or edited by hand does not pass for a lock.
 */
export function serializeLock(lock: Lock): string {
  return `${JSON.stringify({ digest: digestOf(lock), ...(sorted(lock) as object) }, null, 2)}\n`;
}

/** Of the content: how it is laid out does not matter. */
export const digestOf = (lock: Lock): string => sha256(JSON.stringify(sorted(lock))).slice(0, 32);

/** Whether two values say the same, in whatever order. */
export const sameContent = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]));
}
