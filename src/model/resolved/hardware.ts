/** Virtual hardware that fits a guest's operating system. */
export interface OsHardware {
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
  /** A VNC console on the host's loopback address, for guests without a serial console. */
  readonly graphics: boolean;
}

/** Virtual hardware of a machine. */
export interface ResolvedHardware extends OsHardware {
  readonly cpu: ResolvedProcessors;
  /** Unset: memory comes from anywhere. */
  readonly numa?: ResolvedNuma;
  /** Unset: ordinary pages. */
  readonly memoryBacking?: ResolvedMemoryBacking;
  /** Unset: libvirt's own, without a word. */
  readonly memoryBalloon?: ResolvedMemoryBalloon;
  /** Of its host, in the order of their buses and ids. */
  readonly devices: readonly ResolvedHostDevice[];
  /** Context id of its vsock. Unset: it has none. */
  readonly vsockCid?: number;
  /** Unset: none. */
  readonly watchdog?: ResolvedWatchdog;
  /** Unset: none. */
  readonly rng?: ResolvedRng;
  /** Its graphics card. Unset: none is stated, and libvirt adds none. */
  readonly video?: ResolvedVideo;
  /** Whether it has a serial port. */
  readonly serialConsole: boolean;
}

/** Processors of a guest. Sets of processors are libvirt's text for them, such as `0-3,8`. */
export interface ResolvedProcessors {
  readonly mode: 'host-model' | 'host-passthrough' | 'maximum' | 'custom';
  /** Of mode `custom`. */
  readonly model?: string;
  /** By name. */
  readonly features: readonly ResolvedCpuFeature[];
  /** Unset: libvirt's own, a socket for each. */
  readonly topology?: { readonly sockets: number; readonly cores: number; readonly threads: number };
  /** Of each virtual processor, from 0, the host's that it runs on. Unset: it is not pinned. */
  readonly pins?: readonly string[];
  /** Where QEMU's own threads run. Unset: anywhere. */
  readonly emulatorPin?: string;
  /** Where all of it runs that is not pinned. Unset: anywhere. */
  readonly cpuSet?: string;
}

export interface ResolvedCpuFeature {
  readonly name: string;
  readonly policy: 'force' | 'require' | 'optional' | 'disable' | 'forbid';
}

export interface ResolvedNuma {
  readonly mode: 'strict' | 'preferred' | 'interleave';
  /** Nodes of the host that all memory comes from, such as `0-1`. Unset: any. */
  readonly hostNodes?: string;
  /** Nodes of the guest, by number. Empty: it is not told of any. */
  readonly cells: readonly ResolvedNumaCell[];
}

export interface ResolvedNumaCell {
  /** Virtual processors, such as `0-3`. */
  readonly cpus: string;
  readonly memoryMiB: number;
  /** The node of the host that its memory comes from. Unset: as of the whole machine. */
  readonly hostNode?: number;
}

export interface ResolvedMemoryBacking {
  /** Size of its huge pages. Unset: ordinary ones. */
  readonly hugePagesMiB?: number;
  /** It is never swapped out. */
  readonly locked: boolean;
  /** Unset: libvirt's own, when it is first written to. */
  readonly allocation?: 'immediate' | 'ondemand';
  /** Equal pages may be kept once for several machines. */
  readonly sharedPages: boolean;
}

export interface ResolvedMemoryBalloon {
  readonly enabled: boolean;
  readonly freePageReporting: boolean;
  readonly autoDeflate: boolean;
  /** Unset: when somebody asks. */
  readonly statsSeconds?: number;
}

/** A device of a host that a machine has for itself. */
export interface ResolvedHostDevice {
  readonly bus: 'pci' | 'usb';
  /** `0000:65:00.0` for PCI, vendor and product for USB: `0529:0001`. */
  readonly id: string;
}

export interface ResolvedWatchdog {
  readonly model: 'i6300esb' | 'ib700';
  readonly action: 'reset' | 'shutdown' | 'poweroff' | 'pause' | 'none' | 'dump' | 'inject-nmi';
}

export interface ResolvedRng {
  /** Unset: unlimited. */
  readonly rate?: { readonly bytes: number; readonly periodMs: number };
}

export interface ResolvedVideo {
  readonly model: 'none' | 'vga' | 'virtio' | 'bochs' | 'cirrus';
  /** Memory of its own. Unset: it needs none. */
  readonly vramKiB?: number;
}

/** Whether there is a card at all. */
export const IS_CARD: Record<ResolvedVideo['model'], boolean> = { none: false, vga: true, virtio: true, bochs: true, cirrus: true };
