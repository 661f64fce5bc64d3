import type { Construct } from 'constructs';
import { Declared } from '../declared';
import type { Size } from '../values';
import type { HostDevice } from './host-device';
import type { StoragePool } from './storage-pool';

/** SSH connection to a host's libvirt, with keys only. Host keys are looked up in the known_hosts file of the user who runs Terraform. */
export interface SshConnection {
  /** User that may use libvirt there. */
  readonly user: string;
  /** Name or address of the host, IPv4 or IPv6 (without brackets). */
  readonly address: string;
  /** @default 22 */
  readonly port?: number;
  /**
   * Path of the private key on the machine that runs Terraform.
   * @default - the SSH agent and client configuration decide
   */
  readonly keyFile?: string;
}

/** What fails together. */
export enum FailureDomain {
  /** All machines of one host. */
  HOST = 'host',
  /** All hosts of one zone: a fire section, a power feed, a building. */
  ZONE = 'zone',
}

/** How guests are run. */
export enum Virtualization {
  /** Hardware virtualization. */
  KVM = 'kvm',
  /** Software emulation, for laboratories. */
  QEMU = 'qemu',
}

/** Where a host has the files of its UEFI firmware (OVMF): absolute paths, such as `/usr/share/qemu/firmware/*.json` of the host names them. */
export interface UefiFirmware {
  /** The firmware, in the form of 4 MiB where there are two. */
  readonly code: string;
  /** What a machine's own variables begin as. */
  readonly variables: string;
  /** The firmware that enforces secure boot. */
  readonly secureCode: string;
  /** What the variables begin as where secure boot is to be enforced: with the keys of those who sign. */
  readonly secureVariables: string;
}

/** What machines get for `q35` and for `pc`: names of versions, as `qemu-system-x86_64 -machine help` on the host has them. */
export interface MachineTypes {
  /**
   * Such as `pc-q35-8.2`.
   * @default - the newest of the host's QEMU
   */
  readonly q35?: string;
  /**
   * Such as `pc-i440fx-8.2`.
   * @default - the newest of the host's QEMU
   */
  readonly pc?: string;
}

/** Huge pages that a host has kept since it was started: kernel parameters `hugepagesz=` and `hugepages=`, or `vm.nr_hugepages`. */
export interface HugePagesProps {
  /** 2 MiB or 1 GiB. */
  readonly size: Size;
  /** How many of them. */
  readonly count: number;
}

/** A NUMA node of a host, as `virsh capabilities` or `lscpu` shows it. */
export interface NumaNodeProps {
  /** Processors in it, such as `0-15,32-47`. */
  readonly cpus: string;
  /** Its part of the host's memory. */
  readonly memory: Size;
}

/** Props of a {@link Host}. */
export interface HostProps {
  /**
   * libvirt URI that the provider and virsh both understand, such as `qemu:///system`.
   * @default - made from `ssh`; one of the two is needed
   */
  readonly uri?: string;
  /** @default - none: `uri` is used */
  readonly ssh?: SshConnection;
  /** Processors (threads) of the host. */
  readonly cpus: number;
  /** What it has in all. */
  readonly memory: Size;
  /**
   * Memory kept for the host itself.
   * @default Size.gibibytes(2)
   */
  readonly reservedMemory?: Size;
  /**
   * Virtual processors of guests per processor of the host.
   * @default 4
   */
  readonly cpuOvercommit?: number;
  /**
   * Processors that machines can have for themselves, such as `8-31`: those that are pinned (`hardware.cpu.pinning`), one machine on each. All
   * others run on the rest; a change restarts all machines of the host.
   * @default - none: machines run wherever the host has time
   */
  readonly dedicatedCpus?: string;
  /**
   * Huge pages that it has kept, which are no memory for anything else.
   * @default - none
   */
  readonly hugePages?: readonly HugePagesProps[];
  /**
   * Its NUMA nodes, node 0 first. Only for machines whose memory is bound to some.
   * @default - not known
   */
  readonly numaNodes?: readonly NumaNodeProps[];
  /**
   * Devices of its that machines may have for themselves.
   * @default - none
   */
  readonly devices?: readonly HostDevice[];
  /**
   * Where machines lie that name no other pool.
   * @default StoragePool.existing('default')
   */
  readonly pool?: StoragePool;
  /**
   * Further pools of the host: machines and disks choose them by name (`pool: 'fast'`).
   * @default - none
   */
  readonly pools?: readonly StoragePool[];
  /** @default Virtualization.KVM */
  readonly virtualization?: Virtualization;
  /**
   * Distributions have them in different places. A change restarts the machines that start from UEFI; their variables stay.
   * @default - where Debian and Ubuntu (package `ovmf`) have them: `/usr/share/OVMF/OVMF_CODE_4M.fd` and others beside it
   */
  readonly firmware?: UefiFirmware;
  /**
   * Which versions of virtual hardware its machines are made with. The lock keeps that of each machine, whatever is said here later or on
   * another host. Without it a machine gets newer virtual hardware, which some guests take for another computer, with the first change after
   * an upgrade of the host's QEMU.
   * @default - the newest of the host's QEMU, whenever a machine is defined
   */
  readonly machineTypes?: MachineTypes;
  /**
   * What it fails together with: hosts of one zone have the same name here, such as that of a fire section or a power feed.
   * @default - none: it is a zone of its own
   */
  readonly zone?: string;
  /**
   * The Terraform stack that holds what is on this host, with a state of its own: `<system>-<stack>`. A plan reads one stack, and a mistake
   * reaches the hosts of one stack. Hosts with the same name here share one. It is kept in the lock once machines are there.
   * @default - the stack of the system, called as the system is
   */
  readonly stack?: string;
}

/** A machine that runs libvirt and KVM. */
export class Host extends Declared {
  constructor(
    scope: Construct,
    id: string,
    /** What it was given. */
    readonly props: HostProps,
  ) {
    super(scope, id);
  }

  /** Its name: the id. */
  get name(): string {
    return this.node.id;
  }
}
