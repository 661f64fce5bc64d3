import type { Duration, Port } from '../values';
import type { HooksProps } from './hook';
import type { HealthProps } from './probe';
import { Workload, type WorkloadProps } from './workload';

/** What workloads have that run until they are told to end. */
export interface ServingProps extends WorkloadProps {
  /**
   * The port it serves on, and where its health is checked unless `health` says otherwise.
   * @default - none: it is a worker, which can send and whom nobody can be allowed to
   */
  readonly port?: Port;
  /** @default - none */
  readonly morePorts?: readonly Port[];
  /** What Kubernetes asks its container. @default - see {@link HealthProps} */
  readonly health?: HealthProps;
  /** What is done to its container when it starts and before it ends. @default - see {@link HooksProps} */
  readonly hooks?: HooksProps;
  /**
   * For how long connections of one client address go to the same pod: from 1 second to a day. Proxies of a mesh and gateways choose pods
   * by themselves.
   * @default - each goes to any
   */
  readonly sessionAffinity?: Duration;
  /**
   * Annotations of the Service that carries its name, such as those by which Prometheus finds what to ask; but none by which gateways and load
   * balancers are led. They are no part of the pods: a change restarts nothing.
   * @default - none
   */
  readonly serviceAnnotations?: Readonly<Record<string, string>>;
}

/** Pods that run until they are told to end: behind a Service, or workers without a port. Use one of its subclasses. */
export abstract class ServingWorkload<Props extends ServingProps = ServingProps> extends Workload<Props> {
  /** Ports of its own container, the first of them first. */
  get ownPorts(): readonly Port[] {
    const { port, morePorts = [] } = this.props;
    return [...(port ? [port] : []), ...morePorts];
  }

  override get containerPorts(): readonly Port[] {
    return [...this.ownPorts, ...(this.props.sidecars ?? []).flatMap(({ ports = [] }) => ports)];
  }
}
