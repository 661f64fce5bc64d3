import type { Port } from '../values';
import type { Machine } from '../workload/machine';
import type { ServingWorkload } from '../workload/serving';

/** What routes can lead to. A machine is found by its Service, which has its name. */
export type RouteTarget = ServingWorkload | Machine;

/** One of several things that a route leads to. */
export interface RouteBackend {
  /** Who answers. */
  readonly to: RouteTarget;
  /**
   * What it listens on, as it is dialled.
   * @default - the first of its ports
   */
  readonly port?: Port;
  /**
   * Percent of the requests: those of all backends come to 100.
   * @default - all of them, for a single backend
   */
  readonly weight?: number;
}
