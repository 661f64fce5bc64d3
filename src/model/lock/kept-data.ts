/** Data that the lock keeps, whatever it lies in: a disk of a machine, or a claim of a workload. */
export interface KeptData {
  readonly mebibytes: number;
  /** It cannot be made again: it may not leave the system before somebody has said what becomes of it. */
  readonly protected: boolean;
}

/** What was said of data that left the system: see `System.retire`. */
export interface RetiredData {
  /** `true`: it stays where it is, and nothing of this system speaks of it any more. `false`: it is deleted. */
  readonly keepData: boolean;
  /** The user's reason. */
  readonly because: string;
}
