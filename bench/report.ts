import { setUpEngine } from '../src/cli/engine';

// As in every program of this library.
setUpEngine();

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
  /** Of `cpu`, what reading outputs back and comparing them with the model took. */
  readonly verify?: number;
}

/**
 * Does `work`, then prints the measurement.
 * @param work may answer with what else it has measured
 */
export function report(work: () => Pick<Measurement, 'output' | 'verify'> | undefined): void {
  const start = performance.now();
  const more = work();
  const ms = performance.now() - start;
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  console.log(JSON.stringify({ ms, mb: maxRSS / 1000, cpu: (userCPUTime + systemCPUTime) / 1000, ...more } satisfies Measurement));
}
