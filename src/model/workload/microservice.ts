import type { ResolvedProbe } from '../resolved';
import type { Port } from '../values';
import { Workload, type WorkloadProps } from './workload';

/** How Kubernetes learns whether a container has started, can serve, and still lives. */
export class Health {
  protected declare readonly brand: 'Health';

  private constructor(
    readonly readiness: Omit<ResolvedProbe, 'port'>,
    readonly liveness: Omit<ResolvedProbe, 'port'>,
  ) {}

  /**
   * Ready while GET of `path` on the first port succeeds.
   * @param props.liveness path whose failure restarts the container. Default: it lives while the port accepts connections.
   */
  static http(path: string, props: { readonly liveness?: string } = {}): Health {
    const liveness = props.liveness === undefined ? ({ type: 'tcp' } as const) : ({ type: 'http', path: props.liveness } as const);
    return new Health({ type: 'http', path }, liveness);
  }

  /** Ready while the first port accepts connections. A second check of the same kind would tell nothing more. */
  static tcp(): Health {
    return new Health({ type: 'tcp' }, { type: 'tcp' });
  }
}

export interface ScalingProps {
  readonly min: number;
  readonly max: number;
  /**
   * Average use of the requested processor time that the autoscaler aims at, per cent.
   * @default 70
   */
  readonly targetCpuPercent?: number;
}

export interface MicroserviceProps extends WorkloadProps {
  /** The port it serves on, and where its health is checked: TCP. */
  readonly port: Port;
  /** @default - none */
  readonly morePorts?: readonly Port[];
  /**
   * Number of pods.
   * @default 2
   */
  readonly replicas?: number;
  /** @default - none: the number of pods is fixed */
  readonly scaling?: ScalingProps;
  /** @default Health.tcp() */
  readonly health?: Health;
}

/** A container image run as a hardened Deployment behind a Service. */
export class Microservice extends Workload<MicroserviceProps> {
  readonly kind = 'microservice';

  override get listens(): readonly Port[] {
    return [this.props.port, ...(this.props.morePorts ?? [])];
  }
}
