import type { ResolvedHost, ResolvedPoolSpace } from '../resolved';
import { compareText } from '../values';
import type { Load } from './load';

/** What is missing for something to fit. */
export interface Shortage {
  readonly of: 'memory' | 'cpus' | 'disk';
  /** In mebibytes; for `cpus` in virtual processors. */
  readonly needed: number;
  readonly free: number;
  /** The pool that is full, for `disk`. */
  readonly pool?: string;
}

/** What hosts are reckoned by. */
export type HostFigures = Pick<ResolvedHost, 'name' | 'cpus' | 'memoryMiB' | 'reservedMiB' | 'virtualCpus' | 'defaultPool'> & {
  readonly pools?: readonly ResolvedPoolSpace[];
};

/** What is left on a host while machines are put on it, and taken off. */
export class Room {
  readonly loads = new Map<string, Load>();

  constructor(readonly host: HostFigures) {}

  get name(): string {
    return this.host.name;
  }

  /** Memory for guests and what they bring with them. Below 0: it is overfull. */
  get freeMiB(): number {
    return this.host.memoryMiB - this.host.reservedMiB - this.sum(({ guestMiB, overheadMiB }) => guestMiB + overheadMiB);
  }

  get freeCpus(): number {
    return this.host.virtualCpus - this.sum(({ cpus }) => cpus);
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
    const widest = Math.max(0, ...loads.map(({ cpus }) => cpus));
    const found: Shortage[] = [
      { of: 'memory', needed: total(({ guestMiB, overheadMiB }) => guestMiB + overheadMiB), free: this.freeMiB },
      // No machine has more processors than its host, whatever is promised to all of them.
      widest > this.host.cpus
        ? { of: 'cpus', needed: widest, free: this.host.cpus }
        : { of: 'cpus', needed: total(({ cpus }) => cpus), free: this.freeCpus },
      ...[...new Set(loads.flatMap(this.poolsOf))].sort(compareText).flatMap((pool): readonly Shortage[] => {
        const free = this.freeIn(pool);
        const needed = total((load) => this.diskMiB(load, pool));
        return free === undefined ? [] : [{ of: 'disk', needed, free, pool }];
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
