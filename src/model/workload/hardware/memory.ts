import type { Duration, Size } from '../../values';

/** How strictly memory comes from the nodes of the host that it is bound to (libvirt: `numatune mode`). */
export enum NumaMode {
  /** From there, or not at all. */
  STRICT = 'strict',
  /** From there first. */
  PREFERRED = 'preferred',
  /** From all of them in turn. */
  INTERLEAVE = 'interleave',
}

/** A NUMA node of the guest. */
export interface NumaCell {
  /** Virtual processors in it, such as `0-3`. */
  readonly cpus: string;
  /** Its part of the machine's memory. */
  readonly memory: Size;
  /**
   * The node of the host that its memory comes from, among the host's `numaNodes`, from 0.
   * @default - that of the whole machine, if anything
   */
  readonly hostNode?: number;
}

/** Where a machine's memory lies, and what the guest knows of it. */
export interface NumaProps {
  /**
   * Nodes that the guest sees. Each processor is in one, and all memory.
   * @default - one, of which the guest is not told
   */
  readonly cells?: readonly NumaCell[];
  /**
   * Nodes of the host that its memory comes from, such as `0` or `0-1`.
   * @default - any
   */
  readonly hostNodes?: string;
  /** @default NumaMode.STRICT */
  readonly mode?: NumaMode;
}

/** When a machine gets its memory. */
export enum MemoryAllocation {
  /** All of it before it starts. */
  IMMEDIATE = 'immediate',
  /** When it is first written to. */
  ON_DEMAND = 'ondemand',
}

/** How the host keeps a machine's memory (libvirt: `memoryBacking`). */
export interface MemoryBackingProps {
  /**
   * Size of the huge pages that it is made of, of which the host has kept some (`hugePages`): 2 MiB or 1 GiB.
   * @default - pages of 4 KiB, and what the kernel makes of them
   */
  readonly hugePages?: Size;
  /**
   * Whether it stays in memory whatever the host lacks.
   * @default false - the host may swap it out
   */
  readonly locked?: boolean;
  /** @default MemoryAllocation.ON_DEMAND */
  readonly allocation?: MemoryAllocation;
  /**
   * Whether the host may keep pages that are equal once for several machines (KSM). It saves memory, and lets machines find out about each other's.
   * @default true - where the host does so at all
   */
  readonly sharedPages?: boolean;
}

/** The device by which a host learns of memory that a guest does not use (libvirt: `memballoon`). */
export interface MemoryBalloonProps {
  /**
   * Whether there is one.
   * @default true
   */
  readonly enabled?: boolean;
  /**
   * Whether memory that the guest has set free goes back to the host at once.
   * @default false
   */
  readonly freePageReporting?: boolean;
  /**
   * Whether a guest gets back what was taken from it before it ends a program for want of memory.
   * @default false
   */
  readonly autoDeflate?: boolean;
  /**
   * How often the guest tells what it uses, in whole seconds: `virsh dommemstat`.
   * @default - when it is asked
   */
  readonly statsPeriod?: Duration;
}
