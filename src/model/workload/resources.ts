import type { Cpu, Size } from '../values';

/** What a container may use. */
export interface ResourcesProps {
  /** Guaranteed processor time. @default Cpu.millis(250) */
  readonly cpu?: Cpu;
  /** Processor time it may use at most. @default - four times the guaranteed */
  readonly cpuLimit?: Cpu;
  /** Guaranteed memory, and its limit. @default Size.mebibytes(256) */
  readonly memory?: Size;
  /**
   * Guaranteed local storage, and its limit: what is written outside of volumes, output, and scratch volumes without a size. Those of a
   * container that have one come on top. @default Size.mebibytes(256)
   */
  readonly ephemeralStorage?: Size;
}
