import type { HostDevice } from '../network/host-device';
import type { Duration, Size } from '../values';

/** What processor a guest sees (libvirt: `cpu mode`). */
export enum CpuMode {
  /** The model that is nearest to the host's, with its features: a machine can go to a host that has them, too. */
  HOST_MODEL = 'host-model',
  /**
   * The host's own, all of it. The fastest, and for guests that run machines themselves. Such a machine finds another processor on another
   * host, unless that has the same with the same microcode.
   */
  HOST_PASSTHROUGH = 'host-passthrough',
  /** All that QEMU can give. */
  MAXIMUM = 'maximum',
  /** The one that `model` names: the same on every host that can give it. */
  CUSTOM = 'custom',
}

/** What becomes of a feature of the processor (libvirt: `feature policy`). */
export enum CpuFeaturePolicy {
  /** There, whether the host has it or not. */
  FORCE = 'force',
  /** There; on a host without it the machine does not start. */
  REQUIRE = 'require',
  /** There where the host has it. */
  OPTIONAL = 'optional',
  /** Not there. */
  DISABLE = 'disable',
  /** Not there; on a host with it the machine does not start. */
  FORBID = 'forbid',
}

/** How virtual processors are laid out. Their product is the machine's `cpus`. */
export interface CpuTopology {
  /** @default 1 */
  readonly sockets?: number;
  /** In each socket. */
  readonly cores: number;
  /** In each core. @default 1 */
  readonly threads?: number;
}

/** Which processors of the host do a machine's work. */
export interface CpuPinning {
  /**
   * For each virtual processor the host's that it may run on, such as `['8', '9']` or `['8-9', '8-9']`: of the host's `dedicatedCpus`, which no
   * other machine of the system uses then.
   */
  readonly vcpus: readonly string[];
  /**
   * Where QEMU's own threads run.
   * @default - on the processors of the host that are not dedicated
   */
  readonly emulator?: string;
}

/** The processors of a machine. */
export interface CpuProps {
  /** @default CpuMode.HOST_MODEL */
  readonly mode?: CpuMode;
  /**
   * With `CpuMode.CUSTOM`: a model of libvirt, such as `Skylake-Server-IBRS` (`virsh cpu-models x86_64`).
   * @default - none
   */
  readonly model?: string;
  /**
   * Features beside those of the mode, by libvirt's names: `{ vmx: CpuFeaturePolicy.DISABLE }`.
   * @default - none
   */
  readonly features?: Readonly<Record<string, CpuFeaturePolicy>>;
  /** @default - one socket for Windows, a socket for each processor else */
  readonly topology?: CpuTopology;
  /** @default - wherever the host has time: anywhere, or on those that are not dedicated */
  readonly pinning?: CpuPinning;
}

/** How strictly memory comes from the nodes of the host that it is bound to (libvirt: `numatune mode`). */
export enum NumaMode {
  /** From there, or not at all. */
  STRICT = 'strict',
  /** From there first. */
  PREFERRED = 'preferred',
  /** From all of them in turn. */
  INTERLEAVE = 'interleave',
}

/** A NUMA node of the guest. */
export interface NumaCell {
  /** Virtual processors in it, such as `0-3`. */
  readonly cpus: string;
  /** Its part of the machine's memory. */
  readonly memory: Size;
  /**
   * The node of the host that its memory comes from, among the host's `numaNodes`, from 0.
   * @default - that of the whole machine, if anything
   */
  readonly hostNode?: number;
}

/** Where a machine's memory lies, and what the guest knows of it. */
export interface NumaProps {
  /**
   * Nodes that the guest sees. Each processor is in one, and all memory.
   * @default - one, of which the guest is not told
   */
  readonly cells?: readonly NumaCell[];
  /**
   * Nodes of the host that its memory comes from, such as `0` or `0-1`.
   * @default - any
   */
  readonly hostNodes?: string;
  /** @default NumaMode.STRICT */
  readonly mode?: NumaMode;
}

/** When a machine gets its memory. */
export enum MemoryAllocation {
  /** All of it before it starts. */
  IMMEDIATE = 'immediate',
  /** When it is first written to. */
  ON_DEMAND = 'ondemand',
}

/** How the host keeps a machine's memory (libvirt: `memoryBacking`). */
export interface MemoryBackingProps {
  /**
   * Size of the huge pages that it is made of, of which the host has kept some (`hugePages`): 2 MiB or 1 GiB.
   * @default - pages of 4 KiB, and what the kernel makes of them
   */
  readonly hugePages?: Size;
  /**
   * Whether it stays in memory whatever the host lacks.
   * @default false - the host may swap it out
   */
  readonly locked?: boolean;
  /** @default MemoryAllocation.ON_DEMAND */
  readonly allocation?: MemoryAllocation;
  /**
   * Whether the host may keep pages that are equal once for several machines (KSM). It saves memory, and lets machines find out about each other's.
   * @default true - where the host does so at all
   */
  readonly sharedPages?: boolean;
}

/** The device by which a host learns of memory that a guest does not use (libvirt: `memballoon`). */
export interface MemoryBalloonProps {
  /**
   * Whether there is one.
   * @default true
   */
  readonly enabled?: boolean;
  /**
   * Whether memory that the guest has set free goes back to the host at once.
   * @default false
   */
  readonly freePageReporting?: boolean;
  /**
   * Whether a guest gets back what was taken from it before it ends a program for want of memory.
   * @default false
   */
  readonly autoDeflate?: boolean;
  /**
   * How often the guest tells what it uses, in whole seconds: `virsh dommemstat`.
   * @default - when it is asked
   */
  readonly statsPeriod?: Duration;
}

/** A way between a guest and programs of its host, without a network. */
export interface VsockProps {
  /**
   * Its context id, from 3: no other machine of the host has it.
   * @default - the next one that is free in the system, then kept by the lock
   */
  readonly cid?: number;
}

/** The device that is played for a guest. */
export enum WatchdogModel {
  /** On the PCI bus; Linux and Windows have a driver. */
  I6300ESB = 'i6300esb',
  /** On the ISA bus; for old Linux. */
  IB700 = 'ib700',
}

/** What becomes of a guest that hangs. */
export enum WatchdogAction {
  /** It is reset. */
  RESET = 'reset',
  /** It is asked to shut down, which those that hang do not. */
  SHUTDOWN = 'shutdown',
  /** It is switched off. */
  POWEROFF = 'poweroff',
  /** It is halted, for somebody to look at. */
  PAUSE = 'pause',
  /** Nothing. */
  NONE = 'none',
  /** Its memory is written to a file of the host, and it goes on. */
  DUMP = 'dump',
  /** It is sent a non-maskable interrupt, upon which its kernel dumps itself where it is set up to. */
  INJECT_NMI = 'inject-nmi',
}

/** What acts when a guest says nothing for a while. It begins when the guest opens the device: systemd does with `RuntimeWatchdogSec=`. */
export interface WatchdogProps {
  /** @default WatchdogModel.I6300ESB */
  readonly model?: WatchdogModel;
  /** @default WatchdogAction.RESET */
  readonly action?: WatchdogAction;
}

/** How much of its host's random numbers a guest may take. */
export interface RngRate {
  /** In each period. */
  readonly bytes: number;
  /** @default Duration.seconds(1) */
  readonly period?: Duration;
}

/** A guest's source of random numbers. */
export interface RngProps {
  /** @default - whether its disks hang on virtio or SCSI, which tells that it has drivers of virtio */
  readonly enabled?: boolean;
  /** @default - unlimited */
  readonly rate?: RngRate;
}

/** Whether a machine has a screen that can be looked at. */
export enum Graphics {
  /** None. */
  NONE = 'none',
  /** By VNC, on the host's loopback address alone: whoever looks logs in to the host first (`virt-viewer -c qemu+ssh://…`, `ssh -L`). */
  VNC = 'vnc',
}

/** The graphics card of a machine. */
export enum VideoModel {
  /** None: guests that want one do not start. */
  NONE = 'none',
  /** What every guest knows. */
  VGA = 'vga',
  /** For guests with drivers of virtio. */
  VIRTIO = 'virtio',
  /** A simple one, for UEFI. */
  BOCHS = 'bochs',
  /** For guests of before 2005. */
  CIRRUS = 'cirrus',
}

/** The graphics card of a machine. */
export interface VideoProps {
  /** What it is. */
  readonly model: VideoModel;
  /**
   * Its memory, for VGA, Bochs and Cirrus.
   * @default Size.mebibytes(16)
   */
  readonly vram?: Size;
}

/**
 * Virtual hardware of a machine beside what its operating system wants (`GuestOs`, `withHardware`). Any change of it restarts the machine; its
 * disks stay. node_modules/isthmus/docs/hardware.md tells what each is for.
 */
export interface HardwareProps {
  /** @default - as near to the host's as can be, anywhere on it */
  readonly cpu?: CpuProps;
  /** @default - memory from anywhere, and a guest that knows of one node */
  readonly numa?: NumaProps;
  /** @default - ordinary pages of the host, which it gives when they are first written to */
  readonly memoryBacking?: MemoryBackingProps;
  /** @default - there, and idle until somebody uses it */
  readonly memoryBalloon?: MemoryBalloonProps;
  /**
   * Devices of its host that it has for itself: the host has to state them, and no other machine has them. With them it can be on no other host.
   * @default - none
   */
  readonly devices?: readonly HostDevice[];
  /** @default - none */
  readonly vsock?: VsockProps;
  /** @default - none */
  readonly watchdog?: WatchdogProps;
  /** @default - for guests with drivers of virtio, unlimited */
  readonly rng?: RngProps;
  /** @default - Graphics.VNC for Windows, Graphics.NONE for Linux and in subnets of high isolation */
  readonly graphics?: Graphics;
  /** @default - VGA where there is a screen, none else */
  readonly video?: VideoProps;
  /**
   * Whether it has a serial port, which `virsh console` opens on the host.
   * @default true
   */
  readonly serialConsole?: boolean;
}
