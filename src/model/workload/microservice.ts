import type { RolloutOf } from './rollout';
import type { ReplicasProps } from './scaling';
import { type ServingProps, ServingWorkload } from './serving';

/** Props of a {@link Microservice}. */
export interface MicroserviceProps extends ServingProps, ReplicasProps {
  /** @default Rollout.rolling() */
  readonly rollout?: RolloutOf<'rolling' | 'recreate'>;
}

/** A container image run as a hardened Deployment, behind a Service where it has a port. */
export class Microservice extends ServingWorkload<MicroserviceProps> {
  readonly kind = 'microservice';
}
