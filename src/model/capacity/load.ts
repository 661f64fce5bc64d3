import type { ResolvedHardware, ResolvedHost, ResolvedHostDevice, ResolvedMachine, ResolvedNuma } from '../resolved';
import { parseCpuSet } from '../values';
import { FIGURES } from './figures';

/** What of its host a machine has for itself. */
export interface Claims {
  /** Size of the huge pages that its guest's memory is made of. Unset: of ordinary memory. */
  readonly hugePagesMiB?: number;
  /** Dedicated processors that it runs on, in ascending order. Unset: it is not pinned. */
  readonly pinned?: readonly number[];
  /** Devices, as `pci 0000:65:00.0`. Unset: none. */
  readonly devices?: readonly string[];
  /** What it takes of NUMA nodes. Unset: of whichever. */
  readonly nodes?: readonly NodeLoad[];
}

/** What is taken of a NUMA node of a host. */
export interface NodeLoad {
  readonly node: number;
  readonly mebibytes: number;
  /** It comes from there or not at all. */
  readonly strict: boolean;
}

/** What a machine takes of its host. */
export interface Load extends Claims {
  readonly name: string;
  /** The guest's own. */
  readonly guestMiB: number;
  /** What QEMU and the kernel take beside it. */
  readonly overheadMiB: number;
  /** Virtual processors. */
  readonly cpus: number;
  /** Its disks when they are fully written, by their pools. */
  readonly disks: readonly DiskLoad[];
}

/** What a disk takes of a pool. */
export interface DiskLoad {
  readonly mebibytes: number;
  /** Unset: that of whatever host it is on. */
  readonly pool?: string;
}

/** What QEMU reckons with. */
export interface Hardware {
  readonly memoryMiB: number;
  readonly cpus: number;
  readonly graphics: boolean;
  readonly disksMiB: readonly number[];
}

/** Memory that a machine takes beside its guest's, in whole mebibytes. */
export function overheadMiB({ memoryMiB, cpus, graphics, disksMiB }: Hardware): number {
  const caches = disksMiB.map((disk) => Math.min(FIGURES.diskCacheMost.value, disk * FIGURES.diskCache.value));
  return Math.ceil(
    FIGURES.qemu.value +
      FIGURES.qemuOfIoThread.value +
      FIGURES.qemuOfCpu.value * cpus +
      (graphics ? FIGURES.qemuOfScreen.value : 0) +
      FIGURES.pageTables.value * memoryMiB +
      caches.reduce((sum, cache) => sum + cache, 0),
  );
}

const MEBIBYTE = 2 ** 20;

/** What a resolved machine takes. @param defaultPool of the host that it is on */
export function loadOf(machine: ResolvedMachine, { defaultPool }: Pick<ResolvedHost, 'defaultPool'>): Load {
  const { name, memoryMiB, overheadMiB: beside, cpus, root, data } = machine;
  const disks = [root, ...data]
    .filter(({ existing }) => !existing)
    .map(({ sizeBytes, pool }): DiskLoad => ({ mebibytes: sizeBytes / MEBIBYTE, ...(pool !== defaultPool.name && { pool }) }));
  return { name, guestMiB: memoryMiB, overheadMiB: beside, cpus, ...claimsOf(machine.hardware, memoryMiB), disks };
}

/** What of a machine's hardware is its host's. */
export type ClaimingHardware = Pick<ResolvedHardware, 'numa' | 'memoryBacking' | 'devices'> & {
  readonly cpu: Pick<ResolvedHardware['cpu'], 'pins'>;
};

/** What of its host a machine has for itself. */
export function claimsOf({ cpu: { pins }, memoryBacking, devices, numa }: ClaimingHardware, memoryMiB: number): Claims {
  const pinned = new Set(pins?.flatMap((each) => parseCpuSet(each) ?? []));
  const nodes = numa ? nodesOf(numa, memoryMiB) : [];
  return {
    ...(memoryBacking?.hugePagesMiB !== undefined && { hugePagesMiB: memoryBacking.hugePagesMiB }),
    ...(pins && { pinned: [...pinned].sort((a, b) => a - b) }),
    ...(devices.length > 0 && { devices: devices.map(deviceKey) }),
    ...(nodes.length > 0 && { nodes }),
  };
}

/** What a device is called: `pci 0000:65:00.0`. */
export const deviceKey = ({ bus, id }: ResolvedHostDevice): string => `${bus} ${id}`;

const IS_STRICT: Record<ResolvedNuma['mode'], boolean> = { strict: true, preferred: false, interleave: false };

/** What comes from NUMA nodes of the host. What may come from any of several is reckoned with nowhere. */
function nodesOf({ mode, hostNodes, cells }: ResolvedNuma, memoryMiB: number): readonly NodeLoad[] {
  const strict = IS_STRICT[mode];
  const bound = cells.flatMap(({ hostNode, memoryMiB: mebibytes }): readonly NodeLoad[] =>
    hostNode === undefined ? [] : [{ node: hostNode, mebibytes, strict }],
  );
  const all = parseCpuSet(hostNodes ?? '') ?? [];
  const rest = memoryMiB - bound.reduce((sum, { mebibytes }) => sum + mebibytes, 0);
  return [...bound, ...all.map((node): NodeLoad => ({ node, mebibytes: rest, strict: strict && all.length === 1 }))];
}
