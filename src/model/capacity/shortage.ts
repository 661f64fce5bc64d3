import type { ResolvedHost, ResolvedPoolSpace } from '../resolved';

/** What is missing for something to fit. */
export interface Shortage {
  readonly of: 'memory' | 'cpus' | 'disk' | 'huge-pages' | 'dedicated-cpu' | 'numa-node' | 'device';
  /** In mebibytes; for `cpus` in virtual processors; how often it is asked for, of what there is once. */
  readonly needed: number;
  readonly free: number;
  /** Which one, where there are several: pools, NUMA nodes, processors, devices, sizes of pages. */
  readonly item?: string;
}

/** What hosts are reckoned by. */
export type HostFigures = Pick<ResolvedHost, 'name' | 'cpus' | 'memoryMiB' | 'reservedMiB' | 'virtualCpus' | 'defaultPool'> &
  Pick<ResolvedHost, 'dedicatedCpus' | 'hugePages' | 'numaNodes' | 'devices'> & { readonly pools?: readonly ResolvedPoolSpace[] };
