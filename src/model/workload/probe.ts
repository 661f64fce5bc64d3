import type { Duration, Port } from '../values';
import { Value } from '../values/value';

/** When the kubelet asks, and what it makes of the answers. */
export interface ProbeTiming {
  /** How long it waits before it asks for the first time. @default - it does not */
  readonly initialDelay?: Duration;
  /** @default - 5 seconds while the container starts, 10 for whether it is ready, 20 for whether it lives */
  readonly period?: Duration;
  /** How long an answer may take. @default Duration.seconds(2) */
  readonly timeout?: Duration;
  /** Failures in a row that count. @default - 60 while the container starts (five minutes), else 3 */
  readonly failures?: number;
  /** Successes in a row after a failure that count; 1 but for readiness. @default 1 */
  readonly successes?: number;
}

/** When a probe asks, and at which port. */
export interface PortProbeProps extends ProbeTiming {
  /** One that the container listens on, over TCP. @default - its first */
  readonly port?: Port;
}

/** What a probe by HTTP asks. */
export interface HttpProbeProps extends PortProbeProps {
  /** @default - none but the kubelet's own */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether it asks by HTTPS; certificates are not checked. @default false */
  readonly tls?: boolean;
}

/** What a probe by gRPC asks. */
export interface GrpcProbeProps extends PortProbeProps {
  /** Name of the service that is asked about. @default - the server as a whole */
  readonly service?: string;
}

/** What users said of a probe. */
export type GivenProbe =
  | { readonly type: 'http'; readonly path: string; readonly props: HttpProbeProps }
  | { readonly type: 'grpc'; readonly props: GrpcProbeProps }
  | { readonly type: 'tcp'; readonly props: PortProbeProps }
  | { readonly type: 'exec'; readonly command: readonly string[]; readonly props: ProbeTiming }
  | { readonly type: 'none'; readonly props: ProbeTiming };

/** One of a type. */
export type GivenProbeOf<Type extends GivenProbe['type']> = Extract<GivenProbe, { readonly type: Type }>;

/** What the kubelet asks a container. */
export class Probe extends Value {
  protected declare readonly brand: 'Probe';

  private constructor(/** @internal */ readonly given: GivenProbe) {
    super();
  }

  /** GET of `path` is answered with a status from 200 to 399. */
  static http(path: string, props: HttpProbeProps = {}): Probe {
    return new Probe({ type: 'http', path, props });
  }

  /** The service answers SERVING by gRPC's own health checking protocol. */
  static grpc(props: GrpcProbeProps = {}): Probe {
    return new Probe({ type: 'grpc', props });
  }

  /** The port accepts connections. */
  static tcp(props: PortProbeProps = {}): Probe {
    return new Probe({ type: 'tcp', props });
  }

  /** A program in the container ends with status 0. No shell takes part. */
  static exec(command: readonly string[], props: ProbeTiming = {}): Probe {
    return new Probe({ type: 'exec', command, props });
  }

  /** @internal The same, but for how often in a row it has to be answered. */
  _once(): Probe {
    const { successes: _, ...props } = this.given.props;
    return new Probe({ ...this.given, props } as GivenProbe);
  }

  /** Nothing is asked. */
  static none(): Probe {
    return new Probe({ type: 'none', props: {} });
  }
}

/** How Kubernetes learns whether a container has started, can serve, and still lives. */
export interface HealthProps {
  /** What has to succeed once before the others are asked. @default - what is asked for readiness */
  readonly startup?: Probe;
  /** What has to succeed for a pod to be in its Services. @default - Probe.tcp() where it has a port, else nothing */
  readonly readiness?: Probe;
  /**
   * What has to fail for the container to be started anew.
   * @default - Probe.tcp() where it has a port and readiness asks for more than that; else nothing
   */
  readonly liveness?: Probe;
}
