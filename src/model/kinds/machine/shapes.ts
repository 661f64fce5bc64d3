import { REQUIREMENTS } from '../../advice/shape';
import { FailureDomain, Host } from '../../network/host';
import { Subnet } from '../../network/network';
import { flag, list, number, oneOrMore, optional, propsOf, reference, type Shape, text } from '../../shape';
import { anyOf, IMAGE, OS, POOL_NAME, PORTS, SIZE } from '../../shape/values';
import { type DataDiskProps, Machine, type MachineProps } from '../../workload/machine';
import { AddressedBy, type NetworkInterfaceProps, type RouteProps } from '../../workload/network-interface';
import { FIRST_BOOT } from '../first-boot/shape';

/** What users may give to machines of every kind. */

export const HOST = reference('a Host', Host);
export const SUBNET = reference('a Subnet', Subnet);

export const HARDWARE_OF_MACHINES = { os: OS, image: IMAGE, cpus: number, memory: SIZE, rootDisk: optional(SIZE) };

/** Of machines that are taken as they are, too. */
export const ANY_MACHINE: { readonly [K in keyof Required<Omit<MachineProps, 'firstBoot'>>]: Shape } = {
  ...HARDWARE_OF_MACHINES,
  name: optional(text),
  host: optional(oneOrMore(HOST)),
  apartFrom: optional(oneOrMore(reference('a machine', Machine))),
  apartBy: optional(anyOf(FailureDomain)),
  requirements: REQUIREMENTS,
  subnet: SUBNET,
  address: optional(text),
  pool: optional(POOL_NAME),
  addressedBy: optional(anyOf(AddressedBy)),
};

/** Of machines that are set up when they are first started. */
export const MACHINE: { readonly [K in keyof Required<MachineProps>]: Shape } = { ...ANY_MACHINE, firstBoot: optional(FIRST_BOOT) };

/** Of a further network card. */
export const INTERFACE = propsOf<NetworkInterfaceProps>({
  subnet: SUBNET,
  address: optional(text),
  defaultRoute: optional(flag),
  routes: optional(list(propsOf<RouteProps>({ to: text, via: optional(text) }))),
  addressedBy: optional(anyOf(AddressedBy)),
});

/** Of machines whose software is the user's own affair. */
export const OWN_SOFTWARE = { listens: optional(PORTS), dataDisks: optional(list(propsOf<DataDiskProps>({ id: text, size: SIZE }))) };
