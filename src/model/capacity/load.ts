import type { ResolvedHost, ResolvedMachine } from '../resolved';
import { FIGURES } from './figures';

/** What a machine takes of its host. */
export interface Load {
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
  return { name, guestMiB: memoryMiB, overheadMiB: beside, cpus, disks };
}
