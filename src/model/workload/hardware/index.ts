import type { HostDevice } from '../../network/host-device';
import type { Graphics, RngProps, VideoProps, VsockProps, WatchdogProps } from './devices';
import type { MemoryBackingProps, MemoryBalloonProps, NumaProps } from './memory';
import type { CpuProps } from './processor';

export * from './devices';
export * from './memory';
export * from './processor';

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
