import type { Duration, Size } from '../../values';

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
