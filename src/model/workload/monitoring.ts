import type { Construct } from 'constructs';
import type { External } from '../network/external';

/**
 * Who fetches metrics: a workload, Pods, a machine or one of its network cards, a Subnet, or an External. Anything else is reported when the
 * system is resolved.
 */
export type Scraper = Construct | External;

/** Programs in a machine that tell Prometheus, and whatever reads its format, how the machine and its engine are. */
export interface MonitoringProps {
  /** Who fetches metrics: each has a flow to the exporters, and nobody else has. */
  readonly from: Scraper | readonly Scraper[];
}
