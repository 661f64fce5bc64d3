import { REQUIREMENTS } from '../../advice/shape';
import { FailureDomain, Host } from '../../network/host';
import { Subnet } from '../../network/network';
import { flag, grammar, list, number, oneOf, oneOrMore, optional, propsOf, reference, type Shape, text } from '../../shape';
import { isMac, isOfOneCard } from '../../values';
import type { AdoptProps } from '../../workload/adoption';
import {
  type DataDiskOptions,
  type DataDiskProps,
  DiskBus,
  DiskCache,
  DiskIo,
  type DiskLimits,
  type DiskOptions,
  type ExistingVolume,
  type RootDiskOptions,
  type SharedFolderProps,
} from '../../workload/disk';
import { type AnyMachineProps, Machine, type MachineProps } from '../../workload/machine';
import { AddressedBy, type NetworkInterfaceProps, type RouteProps } from '../../workload/network-interface';
import { anyOf, IMAGE, OS, POOL_NAME, PORTS, SIZE } from '../values';
import { FIRST_BOOT, WAIT_OR_NOT } from './first-boot-shape';
import { HARDWARE } from './hardware-shape';
import { MONITORING } from './monitoring-shape';

/** What users may give to machines of every kind. */

export const HOST = reference('a Host', Host);
export const SUBNET = reference('a Subnet', Subnet);

export const HARDWARE_OF_MACHINES = {
  os: OS,
  image: IMAGE,
  cpus: number,
  memory: SIZE,
  rootDisk: optional(SIZE),
  hardware: optional(HARDWARE),
};

const DISK: { readonly [K in keyof Required<DiskOptions>]: Shape } = {
  cache: optional(anyOf(DiskCache)),
  io: optional(anyOf(DiskIo)),
  limits: optional(
    propsOf<DiskLimits>({
      iops: optional(number),
      readIops: optional(number),
      writeIops: optional(number),
      throughput: optional(SIZE),
      readThroughput: optional(SIZE),
      writeThroughput: optional(SIZE),
    }),
  ),
};

/** Names as libvirt lists volumes; blanks are lost on the way through commands. */
export const isVolumeName = (name: string): boolean => /^[A-Za-z0-9_][A-Za-z0-9._:+@-]{0,254}$/.test(name);
const VOLUME_NAME = grammar('the name of a volume: letters, digits and ._:+@-', isVolumeName);
const EXISTING = optional(propsOf<ExistingVolume>({ name: VOLUME_NAME, format: optional(oneOf('qcow2', 'raw')) }));

const FURTHER_DISK: { readonly [K in keyof Required<DataDiskOptions>]: Shape } = {
  ...DISK,
  pool: optional(POOL_NAME),
  bus: optional(anyOf(DiskBus)),
};

/** Of a disk that comes with its machine's kind. */
export const DATA_DISK_OPTIONS = propsOf<DataDiskOptions>(FURTHER_DISK);

const MAC = grammar('a MAC address of one card, such as 52:54:00:12:34:56', (text) => isMac(text) && isOfOneCard(text));

/** Of machines that are taken as they are, too. */
export const ANY_MACHINE: {
  readonly [K in keyof Required<Omit<AnyMachineProps, 'firstBoot' | 'waitForFirstBoot' | 'monitoring'>>]: Shape;
} = {
  ...HARDWARE_OF_MACHINES,
  name: optional(text),
  host: optional(oneOrMore(HOST)),
  apartFrom: optional(oneOrMore(reference('a machine', Machine))),
  apartBy: optional(anyOf(FailureDomain)),
  requirements: REQUIREMENTS,
  subnet: SUBNET,
  address: optional(text),
  mac: optional(MAC),
  pool: optional(POOL_NAME),
  addressedBy: optional(anyOf(AddressedBy)),
  rootDiskOptions: optional(propsOf<RootDiskOptions>({ ...DISK, existing: EXISTING })),
  cdImages: optional(list(IMAGE)),
  sharedFolders: optional(list(propsOf<SharedFolderProps>({ id: text, path: text, mount: optional(text) }))),
};

/** Of machines that are set up when they are first started. */
export const MACHINE: { readonly [K in keyof Required<MachineProps>]: Shape } = {
  ...ANY_MACHINE,
  firstBoot: optional(FIRST_BOOT),
  waitForFirstBoot: optional(WAIT_OR_NOT),
  monitoring: MONITORING,
};

/** Of a further network card. */
export const INTERFACE = propsOf<NetworkInterfaceProps>({
  subnet: SUBNET,
  address: optional(text),
  mac: optional(MAC),
  defaultRoute: optional(flag),
  routes: optional(list(propsOf<RouteProps>({ to: text, via: optional(text) }))),
  addressedBy: optional(anyOf(AddressedBy)),
});

/** Of machines whose software is the user's own affair. */
export const OWN_SOFTWARE = {
  listens: optional(PORTS),
  dataDisks: optional(
    list(
      propsOf<DataDiskProps>({
        ...FURTHER_DISK,
        id: text,
        size: SIZE,
        existing: EXISTING,
        readOnly: optional(flag),
        shared: optional(flag),
      }),
    ),
  ),
};

/** Of a domain that is there already. */
export const ADOPT = optional(
  propsOf<AdoptProps>({
    uuid: grammar('a UUID in lower case, as `virsh domuuid` prints it', (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)),
    name: optional(
      grammar('the name of a domain: letters, digits, blanks and ._+@-', (text) => /^[A-Za-z0-9_][A-Za-z0-9._+@ -]{0,254}$/.test(text)),
    ),
    filtered: optional(flag),
  }),
);
