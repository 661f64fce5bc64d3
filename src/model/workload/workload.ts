import { type Connection, connectionTo } from '../configuration/connection';
import type { ConnectionProps } from '../configuration/connection-props';
import type { Secret } from '../configuration/secret';
import { Declared } from '../declared';
import type { WorkloadKind } from '../resolved';
import type { StatedRequirements } from '../resolved/requirements';
import type { Duration, Port } from '../values';
import type { AccessRule } from './access';
import type { ContainerProps, HelperContainerProps, SidecarProps } from './container';
import type { Hardening } from './hardening';
import type { KubernetesCluster } from './kubernetes-cluster';
import type { Namespace } from './namespace';
import type { PlacementProps } from './placement';
import type { ServiceMesh } from './service-mesh';

/** How pods end when they are replaced, moved or scaled down. */
export interface ShutdownProps {
  /**
   * How long a pod goes on serving after it was told to end, before its process is: others learn only by and by that it is leaving.
   * Zero: the process is told at once. In clusters before 1.30 the image needs a program `sleep` for it.
   * @default - Duration.seconds(5) for what has a port, else zero
   */
  readonly drain?: Duration;
  /**
   * How long the process then has to end, before it is killed.
   * @default Duration.seconds(30)
   */
  readonly grace?: Duration;
}

/** What every workload has: pods of one container, perhaps with others beside it. */
export interface WorkloadProps extends ContainerProps {
  /**
   * RFC 1035 label, unique in the system.
   * @default - the id
   */
  readonly name?: string;
  /** @default - the cluster's namespace */
  readonly namespace?: Namespace;
  /** @default - outside of any mesh */
  readonly mesh?: ServiceMesh;
  /**
   * Containers that run one after the other before the others start, and end: each when the one before has ended well.
   * @default - none
   */
  readonly initContainers?: readonly HelperContainerProps[];
  /**
   * Containers that start before all others, in this order, and run until the workload's own has ended. Needs Kubernetes 1.29.
   * @default - none
   */
  readonly sidecars?: readonly SidecarProps[];
  /**
   * Numeric user and group id of the containers' processes, whose group can read files. They may listen on ports below 1024, too.
   * @default 10001
   */
  readonly runAs?: number;
  /**
   * Secrets of type kubernetes.io/dockerconfigjson that its images are pulled with, beside those of its cluster and of the whole system.
   * @default - none
   */
  readonly imagePullSecrets?: readonly Secret[];
  /**
   * Name of a service account of its namespace that is there already.
   * @default - one of its own, named like it
   */
  readonly serviceAccount?: string;
  /**
   * What it may do with the Kubernetes API: its pods get a token, and reach the API server. Nothing else of them does.
   * @default - nothing
   */
  readonly access?: readonly AccessRule[];
  /** @default - see {@link ShutdownProps} */
  readonly shutdown?: ShutdownProps;
  /** @default Hardening.default() */
  readonly hardening?: Hardening;
  /** @default - see {@link PlacementProps} */
  readonly placement?: PlacementProps;
  /**
   * What it needs, for the advice on machine or container, beside what the system says of it.
   * @default - none stated
   */
  readonly requirements?: StatedRequirements;
  /**
   * Labels of its pods, and of what keeps them. The library's own (`app.kubernetes.io/name` and others) are not to be given.
   * @default - the library's own
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Annotations of its pods, and of what keeps them, but those that steer their traffic or lower their security.
   * @default - none
   */
  readonly annotations?: Readonly<Record<string, string>>;
  /**
   * Annotations of its own service account, such as those by which a cloud gives its pods an identity. They are no part of the pods: what reads
   * them when pods start sees a change only when pods are started anew.
   * @default - none
   */
  readonly serviceAccountAnnotations?: Readonly<Record<string, string>>;
}

/** Pods that this system renders, of any kind. Use one of its subclasses. */
export abstract class Workload<Props extends WorkloadProps = WorkloadProps> extends Declared {
  /** Tells it from other kinds of workloads. */
  abstract readonly kind: WorkloadKind;

  constructor(
    /** The cluster that it runs in. */
    readonly cluster: KubernetesCluster,
    id: string,
    /** What it was given. */
    readonly props: Props,
  ) {
    super(cluster, id);
  }

  /** Its name in both outputs: `name`, or else the id. */
  get name(): string {
    return this.props.name ?? this.node.id;
  }

  /** How other workloads get to it: parts that become their variables and files. Each user needs a flow. */
  connection(props: ConnectionProps = {}): Connection {
    return connectionTo(this, this.listens, props);
  }

  /** Ports that its containers listen on. */
  abstract get containerPorts(): readonly Port[];

  /** Ports that others may be allowed to, as they dial them. */
  get listens(): readonly Port[] {
    return this.containerPorts.map((port) => port.dialled);
  }
}
