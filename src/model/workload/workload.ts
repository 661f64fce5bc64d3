import { Declared } from '../declared';
import type { ServiceMesh } from '../edge/service-mesh';
import type { Hardening } from '../policy/hardening';
import type { WorkloadKind } from '../resolved';
import type { Duration, Port } from '../values';
import type { EnvFromProps, EnvSource } from './env-source';
import type { KubernetesCluster } from './kubernetes-cluster';
import type { Namespace } from './namespace';
import type { ResourcesProps } from './resources';

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

/** What every workload has: pods of one container. */
export interface WorkloadProps {
  /**
   * RFC 1035 label, unique in the system.
   * @default - the id
   */
  readonly name?: string;
  /** Container image with a fixed tag (not `latest`) or a digest. */
  readonly image: string;
  /** @default - the cluster's namespace */
  readonly namespace?: Namespace;
  /** @default - outside of any mesh */
  readonly mesh?: ServiceMesh;
  /**
   * Environment variables by name: text as it is (`$(…)` has no meaning in it), or where they come from.
   * @default - none
   */
  readonly env?: Readonly<Record<string, string | EnvSource>>;
  /**
   * Whole Secrets and ConfigMaps as variables. Later ones hide earlier ones of the same name, and `env` hides all of them.
   * @default - none
   */
  readonly envFrom?: readonly EnvFromProps[];
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

/** Pods that this system renders, of any kind. Use one of its subclasses. */
export abstract class Workload<Props extends WorkloadProps = WorkloadProps> extends Declared {
  abstract readonly kind: WorkloadKind;

  constructor(
    readonly cluster: KubernetesCluster,
    id: string,
    readonly props: Props,
  ) {
    super(cluster, id);
  }

  get name(): string {
    return this.props.name ?? this.node.id;
  }

  /** Ports that others may be allowed to. */
  abstract get listens(): readonly Port[];
}
