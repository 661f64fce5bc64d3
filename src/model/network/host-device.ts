import { Value } from '../values/value';

/**
 * A device of a host that one machine can have for itself (libvirt: `hostdev`). No network cards: nothing that passes through one meets the
 * filters of the hypervisor, so that the system's policy would not hold for it.
 */
export class HostDevice extends Value {
  protected declare readonly brand: 'HostDevice';

  private constructor(
    /** What it is plugged into. */
    readonly bus: 'pci' | 'usb',
    /** What tells it from others there: its address, or vendor and product. */
    readonly id: string,
  ) {
    super();
  }

  protected override get inText(): string {
    return 'Write its `id`.';
  }

  /**
   * A PCI device, such as a GPU or an HSM.
   * @param address as `lspci -D` has it: `0000:65:00.0`
   */
  static pci(address: string): HostDevice {
    return new HostDevice('pci', lowered(address));
  }

  /**
   * A USB device, such as a dongle, whatever port it is in.
   * @param id vendor and product as `lsusb` has them: `0529:0001`
   */
  static usb(id: string): HostDevice {
    return new HostDevice('usb', lowered(id));
  }
}

/** Others than texts are told of where the device is given to something. */
const lowered = (id: string): string => (typeof id === 'string' ? id.toLowerCase() : id);
