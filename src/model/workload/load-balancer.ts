import type { ApiGateway } from '../edge/api-gateway';
import { asArray, type Port } from '../values';
import type { DataDiskProps } from './disk';
import { Machine, type MachineProps } from './machine';
import type { ServingWorkload } from './serving';

/** What a load balancer can pass connections to. */
export type Backend = ApiGateway | ServingWorkload | Machine;

/** Props of a {@link LoadBalancer}. */
export interface LoadBalancerProps extends MachineProps {
  /** All must listen on the same ports. */
  readonly backends: Backend | readonly Backend[];
}

/** HAProxy on a virtual machine: passes TCP connections on to its backends, which it checks. Listens on the ports of its backends. */
export class LoadBalancer extends Machine<LoadBalancerProps> {
  readonly kind = 'load-balancer';

  /** Where its ports lead, as they were declared. */
  get backends(): readonly Backend[] {
    return asArray(this.props.backends);
  }

  override get listens(): readonly Port[] {
    const [first] = this.backends;
    return first === undefined ? [] : first.listens;
  }

  override get dataDisks(): readonly DataDiskProps[] {
    return [];
  }

  override get stateless(): boolean {
    return true;
  }
}
