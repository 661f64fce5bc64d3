import type { RolloutOf } from './rollout';
import { type ServingProps, ServingWorkload } from './serving';

/** Props of a {@link DaemonService}. */
export interface DaemonServiceProps extends ServingProps {
  /** One of maxUnavailable and maxSurge. @default Rollout.rolling({ maxUnavailable: 1 }) */
  readonly rollout?: RolloutOf<'rolling' | 'on-delete'>;
}

/** A container image run as a hardened DaemonSet: one pod on each node. */
export class DaemonService extends ServingWorkload<DaemonServiceProps> {
  readonly kind = 'daemon-service';
}
