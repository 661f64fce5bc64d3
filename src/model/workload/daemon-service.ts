import { type ServingProps, ServingWorkload } from './serving';

export interface DaemonServiceProps extends ServingProps {}

/** A container image run as a hardened DaemonSet: one pod on each node. */
export class DaemonService extends ServingWorkload<DaemonServiceProps> {
  readonly kind = 'daemon-service';
}
