import type { domain } from '@cdktf/provider-libvirt';
import type { ResolvedHostDevice } from '../model/resolved';

type Hostdev = domain.DomainDevicesHostdevs;

/** Each part of an address or an id as a number. */
const hexadecimal = (text: string): readonly number[] => text.split(/[:.]/).map((part) => Number.parseInt(part, 16));

const SUBSYSTEMS: { readonly [B in ResolvedHostDevice['bus']]: (id: string) => Hostdev } = {
  pci: (id) => {
    const [domain, bus, slot, fn] = hexadecimal(id);
    return { subsysPci: { source: { address: { domain, bus, slot, function: fn } } } };
  },
  usb: (id) => {
    const [vendor, product] = id.split(':');
    return { subsysUsb: { source: { vendor: { id: `0x${vendor}` }, product: { id: `0x${product}` } } } };
  },
};

/** Devices of its host that a machine has for itself. `managed`: libvirt takes them from the host's drivers, and gives them back. */
export const hostDevices = (devices: readonly ResolvedHostDevice[]): Hostdev[] | undefined =>
  devices.length === 0 ? undefined : devices.map(({ bus, id }) => ({ managed: true, ...SUBSYSTEMS[bus](id) }));
