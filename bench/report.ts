/** What one measured process tells its parent, as one line of JSON. */
export interface Measurement {
  /** Milliseconds of work, without loading the program. */
  readonly ms: number;
  /** Peak resident memory of the process, MB. */
  readonly mb: number;
}

/** Does `work`, then prints the measurement. */
export function report(work: () => void): void {
  const start = performance.now();
  work();
  const ms = performance.now() - start;
  console.log(JSON.stringify({ ms, mb: process.resourceUsage().maxRSS / 1000 } satisfies Measurement));
}
