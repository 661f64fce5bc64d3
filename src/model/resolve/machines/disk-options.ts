import type { KindOfPool } from '../../kinds/pool';
import type { ResolvedVolume } from '../../resolved';
import type { DataDiskOptions, DiskOptions } from '../../workload/disk';
import type { Machine } from '../../workload/machine';

/** Whether a disk's data goes past the host's page cache (O_DIRECT), without which the kernel's own asynchronous calls wait. */
export const PAST_CACHE: { readonly [C in ResolvedVolume['cache']]: boolean } = {
  none: true,
  directsync: true,
  writethrough: false,
  writeback: false,
};

export const busOf = ({ props }: Machine, { bus }: DataDiskOptions): ResolvedVolume['bus'] => bus ?? props.os.hardware.diskBus;

export const cacheOf = ({ cache }: DiskOptions): ResolvedVolume['cache'] => cache ?? 'none';

/** The kernel's own asynchronous calls wherever they are possible: one thread then has many requests on their way. */
export const ioOf = ({ choosesIo }: KindOfPool, options: DiskOptions): ResolvedVolume['io'] => {
  if (!choosesIo) return undefined;
  return options.io ?? (PAST_CACHE[cacheOf(options)] ? 'native' : 'threads');
};
