import type { RolloutOf } from './rollout';
import type { ReplicasProps } from './scaling';
import { type ServingProps, ServingWorkload } from './serving';

/** In which order pods with stable names are started and ended. */
export enum PodManagement {
  /** One after the other: the next when the one before is ready. */
  ORDERED = 'ordered',
  /** All at once; updates go one by one all the same. */
  PARALLEL = 'parallel',
}

/** Props of a {@link StatefulService}. */
export interface StatefulServiceProps extends ServingProps, ReplicasProps {
  /** @default PodManagement.ORDERED */
  readonly podManagement?: PodManagement;
  /** @default Rollout.fromOrdinal(0) */
  readonly rollout?: RolloutOf<'from-ordinal' | 'on-delete'>;
}

/**
 * A container image run as a hardened StatefulSet: its pods are called `<name>-0`, `<name>-1` and so on, keep their names when they are
 * replaced, and know each other as `<name>-0.<name>-headless`. Others call its Service, `<name>`. At most 52 characters are left for its
 * name: Kubernetes labels its pods with it and a hash.
 */
export class StatefulService extends ServingWorkload<StatefulServiceProps> {
  readonly kind = 'stateful-service';
}
