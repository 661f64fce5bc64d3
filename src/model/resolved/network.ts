import type { ResolvedHostDevice } from './hardware';

/** Addresses and CIDRs are dotted text here: a ResolvedSystem is plain, JSON-serialisable data. */

/** A block of addresses without some of its parts. */
export interface AddressBlock {
  /** IPv4 block, such as `10.20.10.0/24`. */
  readonly cidr: string;
  /** Blocks inside `cidr` that are not meant. Empty for all but `Anyone`. */
  readonly except: readonly string[];
}

/** Files of UEFI firmware, by their absolute paths on a host. */
export interface UefiFiles {
  readonly code: string;
  readonly variables: string;
  readonly secureCode: string;
  readonly secureVariables: string;
}

/** A machine that runs libvirt. */
export interface ResolvedHost {
  /** Unique in the system. */
  readonly name: string;
  /** URI for the Terraform provider (its own dialect, e.g. `qemu+sshcmd://`). */
  readonly providerUri: string;
  /** URI for virsh (e.g. `qemu+ssh://`). */
  readonly virshUri: string;
  /** `kvm`, or `qemu` for software emulation. */
  readonly virtualization: 'kvm' | 'qemu';
  /** Processors (threads) that it has. */
  readonly cpus: number;
  /** Memory that it has, in MiB. */
  readonly memoryMiB: number;
  /** Memory kept for the host itself. */
  readonly reservedMiB: number;
  /** Virtual processors that guests may have in all. */
  readonly virtualCpus: number;
  /** Processors that machines can have for themselves, in ascending order. */
  readonly dedicatedCpus: readonly number[];
  /** Huge pages that it keeps, smaller ones first. */
  readonly hugePages: readonly { readonly sizeMiB: number; readonly count: number }[];
  /** NUMA nodes, node 0 first. Empty: nobody says so. */
  readonly numaNodes: readonly { readonly cpus: readonly number[]; readonly memoryMiB: number }[];
  /** What machines may have of it for themselves, in the order of their buses and ids. */
  readonly devices: readonly ResolvedHostDevice[];
  /** UEFI firmware files of the host. Unset: where Debian and Ubuntu (package `ovmf`) have them. */
  readonly firmware?: UefiFiles;
  /** Storage pools of this host that the system's machines use, by name. */
  readonly pools: readonly ResolvedPool[];
  /** What it fails together with. Unset: it is a zone of its own. */
  readonly zone?: string;
  /** Name of the Terraform stack that holds what is on it. */
  readonly stack: string;
  /** Name of the machine that it is known again by: one that has long been on it. Unset: nothing is on it. */
  readonly landmark?: string;
  /** Where disks go that name no pool. */
  readonly defaultPool: ResolvedPoolSpace;
}

/** A storage pool, and how large it is where somebody says so. */
export interface ResolvedPoolSpace {
  /** Its name in libvirt. */
  readonly name: string;
  /** Unset: nobody says so. */
  readonly sizeMiB?: number;
  /** What disks may take of it when they are fully written: its size times what may be promised of it. */
  readonly allowedMiB?: number;
}

/** What a storage pool is made of. */
export type PoolType = 'directory' | 'nfs' | 'lvm' | 'zfs' | 'rbd' | 'iscsi';

/** A storage pool that something of the system lies in. */
export interface ResolvedPool extends ResolvedPoolSpace {
  /** What it is made of. */
  readonly type: PoolType;
  /** Directory of a pool that this system owns (creates). Unset: it is there already. */
  readonly path?: string;
  /** For those of type `rbd`. */
  readonly ceph?: ResolvedCeph;
}

/** A pool of a Ceph cluster, as QEMU opens what lies in it. */
export interface ResolvedCeph {
  /** Where its monitors listen. */
  readonly monitors: readonly { readonly host: string; readonly port: number }[];
  /** Its name in Ceph. */
  readonly pool: string;
  /** Name of the Ceph user. */
  readonly user: string;
  /** UUID of the libvirt secret. */
  readonly secret: string;
}

/** What a host needs to forward between a subnet and the rest of the world. */
export type SubnetMode = 'route' | 'nat' | 'isolated' | 'bridge';

/** A name that a subnet's DNS serves. */
export interface DnsRecord {
  /** IPv4. */
  readonly address: string;
  /** Fully qualified names, sorted. */
  readonly names: readonly string[];
}

/** One layer-2 segment, realised on each host in `hosts`. */
export interface ResolvedSubnet {
  /** Unique in the system. */
  readonly name: string;
  /** Name of the network that it is part of. */
  readonly network: string;
  /** IPv4 block. */
  readonly cidr: string;
  /** Prefix length of its block. */
  readonly prefix: number;
  /** Address of its router: the host, or what was stated for a bridge. */
  readonly gateway: string;
  /** `bridge`: an existing Linux bridge of the host, nothing is created. Others: a libvirt network that this system owns. */
  readonly mode: SubnetMode;
  /** Name of the libvirt network (`<system>-<name>`). Unused for mode `bridge`. */
  readonly objectName: string;
  /** Name of the Linux bridge: an existing one for mode `bridge`, else the one libvirt creates (at most 15 characters). */
  readonly bridge: string;
  /** Hosts that have a machine in this subnet, sorted. At most one unless mode is `bridge`. */
  readonly hosts: readonly string[];
  /** `high`: its machines reach each other through the host's filters alone, and have no default route. */
  readonly isolation: 'standard' | 'high';
  /** Bytes. */
  readonly mtu: number;
  /** Name server of the machines in it: the libvirt network's own, or a declared one for mode `bridge`. */
  readonly nameservers: readonly string[];
  /** Addresses of others' DHCP servers, which have its reservations. Empty where the network of the subnet has them itself. */
  readonly dhcpServers: readonly string[];
  /** Addresses of the KVM hosts themselves in it, sorted: the gateway, or what was stated for a bridge. */
  readonly hostAddresses: readonly string[];
  /** Whether the libvirt network's DNS forwards names it does not know. */
  readonly dnsForward: boolean;
  /** Whom it asks for these, sorted. Empty: whom its host asks. */
  readonly forwarders: readonly string[];
  /** Names its DNS serves: its own machines and everything they may reach. Changes with policy; applied live. */
  readonly records: readonly DnsRecord[];
  /** DHCP reservations (machines addressed by DHCP). Changes live. Empty: no DHCP server. */
  readonly reservations: readonly { readonly mac: string; readonly address: string; readonly name: string }[];
  /**
   * CIDRs that its DHCP server tells a route to, by its gateway, in place of a default route. Fixed when the network was made. Unset where
   * there is a default route, or no network of the system.
   */
  readonly dhcpRoutes?: readonly string[];
  /** Block kept for LoadBalancer Services, if any. */
  readonly services?: string;
}
