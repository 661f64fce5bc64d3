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
