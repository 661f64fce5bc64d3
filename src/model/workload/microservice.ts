import { type ServingProps, ServingWorkload } from './serving';

export interface ScalingProps {
  readonly min: number;
  readonly max: number;
  /**
   * Average use of the requested processor time that the autoscaler aims at, per cent.
   * @default 70
   */
  readonly targetCpuPercent?: number;
}

/** How many pods there are of one kind. */
export interface ReplicasProps {
  /**
   * Number of pods.
   * @default 2
   */
  readonly replicas?: number;
  /** @default - none: the number of pods is fixed */
  readonly scaling?: ScalingProps;
}

export interface MicroserviceProps extends ServingProps, ReplicasProps {}

/** A container image run as a hardened Deployment, behind a Service where it has a port. */
export class Microservice extends ServingWorkload<MicroserviceProps> {
  readonly kind = 'microservice';
}
