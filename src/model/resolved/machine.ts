import type { StatedRequirements } from '../advice/requirements';
import type { ResolvedFirstBoot, ResolvedSecurityUpdates } from './first-boot';
import type { ClientPorts, PortRange, ResolvedPort } from './network';

/** Virtual hardware that fits the guest's operating system. */
export interface ResolvedHardware {
  readonly machineType: 'q35' | 'pc';
  readonly firmware: 'bios' | 'uefi' | 'uefi-secure-boot';
  readonly diskBus: 'virtio' | 'scsi' | 'sata' | 'ide';
  readonly nicModel: 'virtio' | 'e1000e' | 'e1000' | 'rtl8139';
  readonly clock: 'utc' | 'localtime';
  /** Hyper-V enlightenments (Windows). */
  readonly hyperV: boolean;
  readonly tpm: boolean;
  /** Whether the guest runs the QEMU guest agent. */
  readonly guestAgent: boolean;
  readonly cpuMode: 'host-model' | 'host-passthrough' | 'maximum';
  /** A VNC console on the host's loopback address, for guests without a serial console. */
  readonly graphics: boolean;
}

/** An operating-system image, or that of a CD, as it lies in a pool once for all machines that use it. */
export interface ResolvedImage {
  /** Logical id in Terraform: one for each pool that it lies in. */
  readonly key: string;
  /** `<system>-<image name>-<identity>`: the identity is part of the name, so another image is another volume. */
  readonly volumeName: string;
  /** Absolute path on the machine that runs Terraform, or http(s) URL. */
  readonly source: string;
  readonly format: 'qcow2' | 'raw' | 'iso';
  /** Hexadecimal digest of the file. Unset: nobody has stated one. */
  readonly sha256?: string;
}

/** A disk of a machine: a volume of libvirt. */
export interface ResolvedVolume {
  /** `root` or the data volume's id. */
  readonly id: string;
  /** Storage pool that it lies in. */
  readonly pool: string;
  /** Volume name in the pool: `<system>-<machine>-<id>`, as a file with its format's ending. Of one that is there already: its own. */
  readonly volumeName: string;
  /** What is in it. */
  readonly format: 'qcow2' | 'raw';
  /** Lock key and Terraform logical id: `<machine>-<id>`. */
  readonly key: string;
  /** Its size. */
  readonly sizeBytes: number;
  /** Among the disks of its machine, from 0 (the root disk): never another one's while both are there. */
  readonly place: number;
  /** Holds data that cannot be made again: never destroyed by an apply. */
  readonly protected: boolean;
  /** Disk serial in the guest (at most 20 characters): `/dev/disk/by-id/virtio-<serial>`. Unset for the root disk. */
  readonly serial?: string;
  /** Controller that it hangs on. */
  readonly bus: ResolvedHardware['diskBus'];
  /** What the host's page cache does with its data. */
  readonly cache: 'none' | 'directsync' | 'writethrough' | 'writeback';
  /** How QEMU reads and writes it. Unset: what its pool has nothing to choose in. */
  readonly io?: 'native' | 'threads' | 'io_uring';
  /** What it may use each second, 0 for whatever is unlimited. Changes live. Unset: unlimited. */
  readonly limits?: ResolvedDiskLimits;
  /** It was there before the system, which makes, resizes and deletes it not. */
  readonly existing: boolean;
  /** The machine may only read it. */
  readonly readOnly: boolean;
  /** Other machines use it at the same time. */
  readonly shared: boolean;
}

/** Bytes, and reads and writes, each second. */
export interface ResolvedDiskLimits {
  readonly totalBytes: number;
  readonly readBytes: number;
  readonly writeBytes: number;
  readonly totalIops: number;
  readonly readIops: number;
  readonly writeIops: number;
}

/** A CD in a drive of a machine. */
export interface ResolvedCd {
  readonly image: ResolvedImage;
  readonly pool: string;
  /** Among the CDs of its machine, from 0. */
  readonly place: number;
}

/** A folder of its host that a machine sees. */
export interface ResolvedSharedFolder {
  /** By which the guest asks for it. */
  readonly id: string;
  readonly path: string;
  /** Where the guest is set up to mount it. Unset: nowhere. */
  readonly mount?: string;
}

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
  /** The network filter that it is behind. */
  readonly filter: ResolvedFilter;
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

/** What the guest's own firewall lets in: coarse and stable by design, see DESIGN "day-2 promise". */
export interface BaselineRule {
  readonly ports: readonly ResolvedPort[];
  /** CIDRs, sorted; as frozen in the lock when the machine was created. */
  readonly from: readonly string[];
}

/** What a guest has to know of one of its network cards. */
export interface CardNetwork {
  /** `static`: written into the guest by cloud-init; `dhcp`: a reservation on the subnet; `image`: already in the image. */
  readonly addressedBy: 'static' | 'dhcp' | 'image';
  /** Prefix length of the card's subnet. */
  readonly prefix: number;
  /** Default gateway; unset where another card has it, and under high isolation. */
  readonly defaultGateway?: string;
  /** CIDRs that are reached through the card besides, sorted: the system's where there is no default route, and those that are stated. */
  readonly routes: readonly { readonly to: string; readonly via: string }[];
}

/** The same of the first card, and whom the guest asks for names. */
export interface GuestNetwork extends CardNetwork {
  readonly nameservers: readonly string[];
  readonly searchDomain: string;
}

export interface DatabaseRole {
  readonly kind: 'database';
  readonly engine: 'postgresql' | 'mysql' | 'mariadb';
  readonly version: string;
  readonly port: number;
  readonly database: string;
  /** The role that owns it. */
  readonly owner: string;
  /** What the owner runs in the database when that is made. Unset: nothing. */
  readonly initialSql?: string;
  readonly dataSerial: string;
  readonly filesystem: 'xfs' | 'ext4';
  /** CIDRs that may log in over the network (frozen in the lock), sorted. */
  readonly clients: readonly string[];
  /** Terraform variable (sensitive) with the password verifier of the owner role. */
  readonly verifierVariable: string;
  /** The Secret by which workloads are told what it is the verifier of. Unset: none of this system. */
  readonly password?: { readonly secret: string; readonly key: string };
  /** Daily dump onto the data disk, `HH:MM` in UTC; the newest `keep` are kept. */
  readonly backup?: { readonly daily: string; readonly keep: number };
  readonly memoryMiB: number;
  readonly cpus: number;
}

export interface LoadBalancerRole {
  readonly kind: 'load-balancer';
  readonly memoryMiB: number;
  readonly frontends: readonly {
    readonly port: ResolvedPort;
    readonly backends: readonly {
      readonly name: string;
      readonly address: string;
      readonly port: number;
      /** It is told the client's address first. */
      readonly proxyProtocol: boolean;
    }[];
  }[];
}

/** Prepared for `kubeadm`: runtime, kubelet, kernel settings. Joining is left to the administrator (tokens are secret and short-lived). */
export interface ClusterNodeRole {
  readonly kind: 'cluster-node';
  readonly cluster: string;
  /** Kubernetes minor version, e.g. `1.34`. */
  readonly version: string;
  /** Labels that it gives itself when it joins. Unset: none. */
  readonly nodeLabels?: Readonly<Record<string, string>>;
}

export interface PlainRole {
  readonly kind: 'plain';
}

export type GuestRole = DatabaseRole | LoadBalancerRole | ClusterNodeRole | PlainRole;

/** The operating system as renderers need it. */
export interface ResolvedOs {
  /** e.g. `rhel-8`, `windows-server-2012`. */
  readonly id: string;
  readonly title: string;
  readonly family: 'linux' | 'windows';
  /** Set for Linux. */
  readonly packages?: 'apt' | 'dnf';
  readonly firewall: 'nftables' | 'firewalld' | 'windows-firewall' | 'netsh';
  /** Client ports its kernel chooses from. */
  readonly ephemeralPorts: PortRange;
}

/** What is configured inside the guest when it is first started. Applied at creation only. */
export interface ResolvedGuest {
  readonly configuredBy: 'cloud-init' | 'none';
  readonly hostname: string;
  readonly fqdn: string;
  readonly network: GuestNetwork;
  readonly sshAuthorizedKeys: readonly string[];
  readonly ntpServers: readonly string[];
  /** Whether software is installed from the distribution's repositories (else the image has it). */
  readonly installs: boolean;
  /** CIDRs of the system that the guest's firewall, routes and logins were built with; frozen in the lock where something sets the guest up. Sorted. */
  readonly baseline: readonly string[];
  /** All that the guest's firewall lets in, as it was set up; frozen likewise. ICMP passes besides. */
  readonly firewall: readonly BaselineRule[];
  /** The program that keeps them: its operating system's, unless what the guest does goes badly with it. */
  readonly firewallBy: ResolvedOs['firewall'];
  readonly role: GuestRole;
  /** What its user has it do besides. Unset: nothing. */
  readonly firstBoot?: ResolvedFirstBoot;
  /** Security updates that it brings itself. Unset: none. */
  readonly securityUpdates?: ResolvedSecurityUpdates;
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
  /** libvirt domain name: `<system>-<name>`. */
  readonly objectName: string;
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
  /** Virtual processors. */
  readonly cpus: number;
  /** Memory in MiB. */
  readonly memoryMiB: number;
  /** What QEMU and the kernel of its host take beside that. */
  readonly overheadMiB: number;
  /** What its root disk is a layer over. */
  readonly image: ResolvedImage;
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

/** A data volume that left the system on purpose. */
export interface ResolvedRetirement {
  /** Terraform logical id, as {@link ResolvedVolume.key}. */
  readonly key: string;
  /** Name of the volume in its pool. */
  readonly volumeName: string;
  /** Name of the host that it lies on. */
  readonly host: string;
  /** For a root disk: the image it is a layer over, which must stay as long as the disk does. */
  readonly image?: Pick<ResolvedImage, 'key' | 'volumeName'>;
  /** `true`: let go of, not deleted. `false`: deleted by the next apply. */
  readonly keepData: boolean;
  /** The user's reason. */
  readonly because: string;
}
