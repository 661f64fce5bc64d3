/** What one measured process tells its parent, as one line of JSON. */
export interface Measurement {
  /** Milliseconds that processors spent on all of it: loading the program and collecting garbage, too. */
  readonly cpu: number;
  /** Milliseconds of work, without loading the program. */
  readonly ms?: number;
  /** Peak resident memory of the process, MB. */
  readonly mb?: number;
  /** Megabytes that were written, where that is asked for. */
  readonly output?: number;
}

/**
 * Does `work`, then prints the measurement.
 * @param work may answer with the number of bytes that it has written
 */
export function report(work: () => unknown): void {
  const start = performance.now();
  const bytes = work();
  const ms = performance.now() - start;
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const output = typeof bytes === 'number' ? { output: bytes / 1e6 } : {};
  console.log(JSON.stringify({ ms, mb: maxRSS / 1000, cpu: (userCPUTime + systemCPUTime) / 1000, ...output } satisfies Measurement));
}
