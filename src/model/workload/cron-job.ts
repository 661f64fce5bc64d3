import type { Duration, Port } from '../values';
import type { RunProps } from './job';
import { Workload } from './workload';

/** What happens when it is time again and the last run has not ended. */
export enum Concurrency {
  /** The new run is left out. */
  FORBID = 'forbid',
  /** The old run is ended. */
  REPLACE = 'replace',
  /** Both run. */
  ALLOW = 'allow',
}

/** How many ended runs are kept, with what their pods wrote. */
export interface HistoryProps {
  /** @default 3 */
  readonly succeeded?: number;
  /** @default 1 */
  readonly failed?: number;
}

/** Props of a {@link CronJob}. */
export interface CronJobProps extends RunProps {
  /**
   * When it runs, in five fields: minute, hour, day of the month, month, day of the week (`30 2 * * MON-FRI`, every quarter of an hour as a
   * step of 15 minutes), or one of `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`.
   */
  readonly schedule: string;
  /**
   * Name of the time zone that `schedule` is meant in, such as `Europe/Zurich`.
   * @default 'Etc/UTC'
   */
  readonly timeZone?: string;
  /** @default Concurrency.FORBID */
  readonly concurrency?: Concurrency;
  /**
   * How late a run may start; later it is left out. From 10 seconds: Kubernetes looks no more often.
   * @default - however late, unless a hundred runs were missed
   */
  readonly startingDeadline?: Duration;
  /** @default - see {@link HistoryProps} */
  readonly history?: HistoryProps;
  /**
   * Whether it waits until this is taken back.
   * @default false
   */
  readonly suspend?: boolean;
}

/**
 * A container image run on a schedule, as a hardened CronJob. At most 52 characters are left for its name: Kubernetes calls each run by it
 * and the time.
 */
export class CronJob extends Workload<CronJobProps> {
  readonly kind = 'cron-job';

  /** Nobody waits at a port of something that ends. */
  override get containerPorts(): readonly Port[] {
    return [];
  }
}
