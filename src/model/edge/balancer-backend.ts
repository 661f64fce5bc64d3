import type { Port } from '../values';
import type { Machine } from '../workload/machine';
import type { ServingWorkload } from '../workload/serving';
import type { ApiGateway } from './api-gateway';

/** What a load balancer can pass connections to. */
export type Backend = ApiGateway | ServingWorkload | Machine;

/** How backends are asked over plain HTTP whether they serve. */
export interface HealthCheckProps {
  /** What is asked for, such as `/healthz`. */
  readonly path: string;
  /**
   * Answers by which they do.
   * @default - all from 200 to 399
   */
  readonly status?: number | readonly number[];
  /**
   * Which of their ports is asked, for all of them: of ports with TLS another one.
   * @default - each port by itself
   */
  readonly port?: Port;
}
