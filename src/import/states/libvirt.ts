import { CpuMode, type DiskLimits } from '../../model';
import type { OsHardware, PoolType } from '../../model/resolved';
import { Cidr, parseIp } from '../../model/values';
import type { NetworkMode } from './facts';

/** Types of storage pools by libvirt's names (libvirt.org, "Storage pool and volume XML format"). */
const POOL_TYPES: ReadonlyMap<string, PoolType> = new Map([
  ['dir', 'directory'],
  ['fs', 'directory'],
  ['netfs', 'nfs'],
  ['logical', 'lvm'],
  ['zfs', 'zfs'],
  ['rbd', 'rbd'],
  ['iscsi', 'iscsi'],
]);

/** Undefined for types that this library does not know. Without a word it is a folder. */
export const poolTypeOf = (type = 'dir'): PoolType | undefined => POOL_TYPES.get(type);

const MODES: readonly NetworkMode[] = ['route', 'nat', 'none', 'bridge', 'open'];
export const modeOf = (mode: string): NetworkMode => MODES.find((each) => each === mode) ?? 'other';

/** Bytes by libvirt's units of memory and storage. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ['b', 1],
  ['bytes', 1],
  ['B', 1],
  ['KB', 1e3],
  ['k', 2 ** 10],
  ['KiB', 2 ** 10],
  ['MB', 1e6],
  ['M', 2 ** 20],
  ['MiB', 2 ** 20],
  ['GB', 1e9],
  ['G', 2 ** 30],
  ['GiB', 2 ** 30],
  ['TB', 1e12],
  ['T', 2 ** 40],
  ['TiB', 2 ** 40],
]);

export function bytesOf(amount: unknown, unit: unknown): number | undefined {
  const bytes = Number(amount ?? Number.NaN) * (UNITS.get(String(unit)) ?? Number.NaN);
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined;
}

/** `pc-q35-8.2`, `q35`; `pc-i440fx-8.2`, `pc`. */
export function machineTypeOf(type: string | undefined): OsHardware['machineType'] | undefined {
  if (type === undefined) return undefined;
  if (type.includes('q35')) return 'q35';
  return /^pc(-|$)/.test(type) ? 'pc' : undefined;
}

/** One without a name of a model: the earlier line has none. */
export const cpuModeOf = (mode: string | undefined): CpuMode | undefined =>
  Object.values(CpuMode).find((each) => each !== CpuMode.CUSTOM && each === mode);

const NIC_MODELS: readonly OsHardware['nicModel'][] = ['virtio', 'e1000e', 'e1000', 'rtl8139'];
export const nicModelOf = (model: string | undefined): OsHardware['nicModel'] | undefined => NIC_MODELS.find((each) => each === model);

/** Whether a file is a firmware of UEFI (OVMF, as distributions call it). */
export const isLoader = (path: string): boolean => /ovmf|edk2|efi/i.test(path);
export const isSecureLoader = (path: string): boolean => /secboot|secure|\.ms\./i.test(path);

/** Limits of a disk by libvirt's names. */
export const LIMITS: { readonly [K in keyof DiskLimits]-?: string } = {
  iops: 'total_iops_sec',
  readIops: 'read_iops_sec',
  writeIops: 'write_iops_sec',
  throughput: 'total_bytes_sec',
  readThroughput: 'read_bytes_sec',
  writeThroughput: 'write_bytes_sec',
};

/** Length of a prefix, out of itself or a mask such as 255.255.255.0. */
export function prefixOf(prefix: unknown, mask: unknown): number | undefined {
  if (typeof prefix === 'number' && prefix > 0 && prefix <= 32) return prefix;
  const bits = typeof mask === 'string' ? parseIp(mask) : undefined;
  if (bits === undefined) return undefined;
  const length = Array.from({ length: 33 }, (_, each) => each).find((each) => bits === 2 ** 32 - 2 ** (32 - each));
  return length === 0 ? undefined : length;
}

/** The block that an address with the length of a prefix lies in. */
export function blockOf(address: string, prefix: number): Cidr | undefined {
  const ip = parseIp(address);
  const size = 2 ** (32 - prefix);
  return ip === undefined ? undefined : Cidr.of(Math.floor(ip / size) * size, prefix);
}
