import type { ResolvedPoolSpace } from '../resolved';
import { compareText } from '../values';
import { claimShortages } from './claims';
import type { Load } from './load';
import type { HostFigures, Shortage } from './shortage';

/** What a machine takes of ordinary memory. */
const ordinary = ({ guestMiB, overheadMiB, hugePagesMiB }: Load): number => overheadMiB + (hugePagesMiB === undefined ? guestMiB : 0);

/** What it takes of the processors that machines share. */
const floating = ({ cpus, pinned }: Load): number => (pinned ? 0 : cpus);

/** What is left on a host while machines are put on it, and taken off. */
export class Room {
  readonly loads = new Map<string, Load>();

  constructor(readonly host: HostFigures) {}

  get name(): string {
    return this.host.name;
  }

  /** Memory for guests and what they bring with them. Below 0: it is overfull. */
  get freeMiB(): number {
    return this.ordinaryMiB - this.sum(ordinary);
  }

  /** Memory for machines and what they bring with them, before there is any: huge pages are none for whoever does not ask for them. */
  get ordinaryMiB(): number {
    const { memoryMiB, reservedMiB, hugePages } = this.host;
    return memoryMiB - reservedMiB - hugePages.reduce((sum, { sizeMiB, count }) => sum + sizeMiB * count, 0);
  }

  get freeCpus(): number {
    return this.host.virtualCpus - this.sum(floating);
  }

  /** Undefined where nobody says how large the pool is. */
  freeIn(pool: string): number | undefined {
    const { allowedMiB } = this.spaceOf(pool);
    return allowedMiB === undefined ? undefined : allowedMiB - this.writtenIn(pool);
  }

  /** What the disks of a pool take when they are fully written. */
  writtenIn(pool: string): number {
    return this.sum((load) => this.diskMiB(load, pool));
  }

  /** How large a pool is, as far as anybody says so. */
  spaceOf(pool: string): Partial<ResolvedPoolSpace> {
    return [this.host.defaultPool, ...(this.host.pools ?? [])].find(({ name }) => name === pool) ?? {};
  }

  put(load: Load): void {
    this.loads.set(load.name, load);
  }

  take(name: string): void {
    this.loads.delete(name);
  }

  private poolsOf = ({ disks }: Load): readonly string[] => disks.map(({ pool }) => pool ?? this.host.defaultPool.name);

  private diskMiB = ({ disks }: Load, pool: string): number =>
    disks.reduce((sum, disk) => sum + ((disk.pool ?? this.host.defaultPool.name) === pool ? disk.mebibytes : 0), 0);

  /** Why the loads do not fit in beside what is there. Empty: they do. */
  lacks(loads: readonly Load[]): readonly Shortage[] {
    const total = (of: (load: Load) => number): number => loads.reduce((sum, load) => sum + of(load), 0);
    const widest = Math.max(0, ...loads.map(floating));
    const processors = this.host.cpus - this.host.dedicatedCpus.length;
    const found: Shortage[] = [
      { of: 'memory', needed: total(ordinary), free: this.freeMiB },
      // No machine has more processors than its host, whatever is promised to all of them.
      widest > processors ? { of: 'cpus', needed: widest, free: processors } : { of: 'cpus', needed: total(floating), free: this.freeCpus },
      ...claimShortages(this.host, [...this.loads.values()], loads),
      ...[...new Set(loads.flatMap(this.poolsOf))].sort(compareText).flatMap((pool): readonly Shortage[] => {
        const free = this.freeIn(pool);
        const needed = total((load) => this.diskMiB(load, pool));
        return free === undefined ? [] : [{ of: 'disk', needed, free, item: pool }];
      }),
    ];
    return found.filter(({ needed, free }) => needed > free);
  }

  private sum(of: (load: Load) => number): number {
    let sum = 0;
    for (const load of this.loads.values()) sum += of(load);
    return sum;
  }
}
