import { Construct } from 'constructs';
import type { ServiceMesh } from '../edge/service-mesh';
import type { Hardening } from '../policy/hardening';
import type { ResolvedProbe } from '../resolved';
import type { Cpu, Duration, Port, Size } from '../values';
import type { KubernetesCluster } from './kubernetes-cluster';

/** How Kubernetes learns whether a container has started, can serve, and still lives. */
export class Health {
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

export interface ResourcesProps {
  /** Guaranteed processor time. @default Cpu.millis(250) */
  readonly cpu?: Cpu;
  /** Processor time it may use at most. @default - four times the guaranteed */
  readonly cpuLimit?: Cpu;
  /** Guaranteed memory, and its limit. @default Size.mebibytes(256) */
  readonly memory?: Size;
  /** Guaranteed local storage, and its limit. @default Size.mebibytes(256) */
  readonly ephemeralStorage?: Size;
}

/** How pods end when they are replaced, moved or scaled down. */
export interface ShutdownProps {
  /**
   * How long a pod goes on serving after it was told to end, before its process is: others learn only by and by that it is leaving.
   * Zero: the process is told at once. In clusters before 1.30 the image needs a program `sleep` for it.
   * @default Duration.seconds(5)
   */
  readonly drain?: Duration;
  /**
   * How long the process then has to end, before it is killed.
   * @default Duration.seconds(30)
   */
  readonly grace?: Duration;
}

/** A key of a Secret that is in the namespace already. */
export interface SecretKey {
  readonly secret: string;
  readonly key: string;
}

export interface MicroserviceProps {
  /**
   * RFC 1035 label, unique in the system.
   * @default - the id
   */
  readonly name?: string;
  /** Container image with a fixed tag (not `latest`) or a digest. */
  readonly image: string;
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
  /** @default - the cluster's namespace */
  readonly namespace?: string;
  /** @default - outside of any mesh */
  readonly mesh?: ServiceMesh;
  /** @default Health.tcp() */
  readonly health?: Health;
  /** @default - none */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Environment variables out of existing Secrets.
   * @default - none
   */
  readonly secrets?: Readonly<Record<string, SecretKey>>;
  /**
   * Absolute paths the container may write to; the rest of its file system is read-only.
   * @default - none
   */
  readonly scratch?: readonly string[];
  /** @default - see {@link ResourcesProps} */
  readonly resources?: ResourcesProps;
  /**
   * Numeric user and group id of the container's process. It may listen on ports below 1024, too.
   * @default 10001
   */
  readonly runAs?: number;
  /** @default - see {@link ShutdownProps} */
  readonly shutdown?: ShutdownProps;
  /** @default Hardening.default() */
  readonly hardening?: Hardening;
}

/** A container image run as a hardened Deployment behind a Service. */
export class Microservice extends Construct {
  readonly kind = 'microservice';

  constructor(
    readonly cluster: KubernetesCluster,
    id: string,
    readonly props: MicroserviceProps,
  ) {
    super(cluster, id);
  }

  get name(): string {
    return this.props.name ?? this.node.id;
  }

  get listens(): readonly Port[] {
    return [this.props.port, ...(this.props.morePorts ?? [])];
  }
}
