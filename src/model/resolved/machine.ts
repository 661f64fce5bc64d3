import type { ClientPorts, ResolvedPort } from '../values/resolved-port';
import type { ResolvedCd, ResolvedImage, ResolvedSharedFolder, ResolvedVolume } from './disk';
import type { ResolvedGuest } from './guest';
import type { CardNetwork } from './guest-network';
import type { ResolvedHardware } from './hardware';
import type { ResolvedOs } from './os';
import type { StatedRequirements } from './requirements';

export interface ResolvedFilter {
  /** nwfilter name: `<system>-<name of the card>`. */
  readonly name: string;
  /** Fixed UUID (version 5, from the names of system and card). */
  readonly uuid: string;
}

/** A network card. */
export interface ResolvedNic {
  /** That of its machine for the first card, `<machine>-<id>` for others. */
  readonly name: string;
  /** `52:54:00:…`: follows from names, and is kept by the lock. */
  readonly mac: string;
  /** Name of the subnet that it is in. */
  readonly subnet: string;
  /** IPv4, planned once and kept by the lock. */
  readonly address: string;
  /** Tap device on the host, at most 15 characters. */
  readonly tap: string;
  /** Bytes. */
  readonly mtu: number;
  /** The network filter that it is behind. Unset: none, it is as it was found. */
  readonly filter?: ResolvedFilter;
  /** Further addresses and CIDRs this machine may send from and answer ARP for (virtual addresses, pod addresses), sorted. */
  readonly speaksFor: readonly string[];
  /** Ports of the same bridge may not talk to each other (high isolation). */
  readonly portIsolated: boolean;
}

/** A network card beside the first one of its machine. */
export interface ResolvedOtherNic extends ResolvedNic {
  /** Among the cards of its machine, from 1: never another one's while both are there. */
  readonly place: number;
  /** What the guest has to know of it. */
  readonly network: CardNetwork;
}

/** Two machines that hold one address in turn. */
export interface ResolvedPair {
  /** Unique in the system, among machines as well. */
  readonly name: string;
  /** IPv4, planned once and kept by the lock: what clients use. */
  readonly address: string;
  /** Name of the subnet that it is in. */
  readonly subnet: string;
  /** Names of its machines: the one that is preferred first. */
  readonly members: readonly string[];
}

/** What the host of a machine is chosen by. */
export interface ResolvedPlacementOfMachine {
  /** Those that it may be on, in the order of preference. One: it is stated, or there is no other. */
  readonly hosts: readonly string[];
  /** Machines that it must not fail together with, sorted. Unset: none. */
  readonly apartFrom?: readonly string[];
  /** What it must not share with them. */
  readonly apartBy?: 'host' | 'zone';
}

/** The kinds of machines. */
export type MachineKind = 'virtual-machine' | 'database' | 'legacy' | 'load-balancer' | 'cluster-node';

/** A virtual machine, with all that renderers and reports need to know of it. */
export interface ResolvedMachine {
  /** What it was declared as. */
  readonly kind: MachineKind;
  /** Unique in the system. */
  readonly name: string;
  /** libvirt domain name: `<system>-<name>`, or that of a domain that is adopted. */
  readonly objectName: string;
  /** UUID of the domain that somebody else has made, and that no apply changes. Unset: an apply makes it. */
  readonly adopted?: string;
  /** Name of the host that it runs on. */
  readonly host: string;
  /** Name of the storage pool that its disks lie in. */
  readonly pool: string;
  /** What its host was chosen by. */
  readonly placement: ResolvedPlacementOfMachine;
  /** What is stated of its needs. Unset: nothing. */
  readonly requirements?: StatedRequirements;
  /** Its operating system. */
  readonly os: ResolvedOs;
  /** Virtual hardware that the operating system can use. */
  readonly hardware: ResolvedHardware;
  /** The version of `hardware.machineType` that it has. Unset: the newest of its host's QEMU, whenever it is defined. */
  readonly machineVersion?: string;
  /** Virtual processors. */
  readonly cpus: number;
  /** Memory in MiB. */
  readonly memoryMiB: number;
  /** What QEMU and the kernel of its host take beside that. */
  readonly overheadMiB: number;
  /** What its root disk is made from. Unset: it is a volume that is there. */
  readonly image?: ResolvedImage;
  /** The disk that it starts from. */
  readonly root: ResolvedVolume;
  /** Further disks, in the order of their places. */
  readonly data: readonly ResolvedVolume[];
  /** The pool of what is no disk of its own: its CDs. */
  readonly filesPool: string;
  /** CDs in its drives, in the order of their places. */
  readonly cds: readonly ResolvedCd[];
  /** By id. */
  readonly sharedFolders: readonly ResolvedSharedFolder[];
  /** The first network card. */
  readonly nic: ResolvedNic;
  /** Further network cards, in the order of their places. */
  readonly otherNics: readonly ResolvedOtherNic[];
  /** What is set up inside it when it is first started. */
  readonly guest: ResolvedGuest;
  /** Ports that others may be allowed to. */
  readonly listens: readonly ResolvedPort[];
  /** Ports that its own connections come from: those of its system, less what it listens on itself. Bounds the reply rules on its card. */
  readonly clientPorts: ClientPorts;
  /** Cluster whose node it is. */
  readonly cluster?: string;
}

/** A machine that was adopted and has left the system. */
export interface ResolvedLeftAlone {
  /** Its name in the system. */
  readonly name: string;
  /** Name of its host. */
  readonly host: string;
}
