import type { Duration, Port } from '../values';
import { Workload, type WorkloadProps } from './workload';

/** What is said of work that ends. */
export interface RunProps extends WorkloadProps {
  /**
   * Pods that have to end well before the whole has.
   * @default 1
   */
  readonly completions?: number;
  /**
   * Pods that run at the same time, at most.
   * @default 1
   */
  readonly parallelism?: number;
  /**
   * Whether pods are told apart: each gets its number, from 0, in the variable `JOB_COMPLETION_INDEX`.
   * @default false
   */
  readonly indexed?: boolean;
  /**
   * How many pods may fail before the whole has. Each is followed by another one, later and later.
   * @default 6
   */
  readonly retries?: number;
  /**
   * How long it may take with all its pods and retries, before it is ended as failed.
   * @default - as long as it takes
   */
  readonly deadline?: Duration;
}

/** Props of a {@link Job}. */
export interface JobProps extends RunProps {
  /**
   * How long it is kept once it has ended. An apply of the manifests after that runs it again, since it is no longer there.
   * @default - for good: it runs once
   */
  readonly keep?: Duration;
}

/**
 * A container image run once, to its end, as a hardened Job. Kubernetes never changes what a Job runs: its object is called by its name
 * and a digest of what it runs, so that a change makes a new Job, which runs. `npx isthmus synth` names the old one for removal.
 */
export class Job extends Workload<JobProps> {
  readonly kind = 'job';

  /** Nobody waits at a port of something that ends. */
  override get containerPorts(): readonly Port[] {
    return [];
  }
}
