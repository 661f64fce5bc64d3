import { Declared } from '../declared';
import type { Cpu, Size } from '../values';
import type { KubernetesCluster } from './kubernetes-cluster';
import type { PodSecurity } from './pod-security';
import type { ResourcesProps } from './resources';

/** What all pods of a namespace may ask for together. Whatever is left out is not limited. */
export interface QuotaProps {
  /**
   * Guaranteed processor time.
   * @default - no limit
   */
  readonly cpu?: Cpu;
  /**
   * Processor time that they may use at most.
   * @default - no limit
   */
  readonly cpuLimit?: Cpu;
  /**
   * Guaranteed memory.
   * @default - no limit
   */
  readonly memory?: Size;
  /**
   * Memory that they may use at most.
   * @default - no limit
   */
  readonly memoryLimit?: Size;
  /**
   * Guaranteed local storage.
   * @default - no limit
   */
  readonly ephemeralStorage?: Size;
  /**
   * Pods that have not ended.
   * @default - no limit
   */
  readonly pods?: number;
  /**
   * Persistent volume claims.
   * @default - no limit
   */
  readonly claims?: number;
  /**
   * What all claims ask for.
   * @default - no limit
   */
  readonly storage?: Size;
}

/** Props of a {@link Namespace}. */
export interface NamespaceProps {
  /**
   * RFC 1035 label, unique among the namespaces of its cluster.
   * @default - the id
   */
  readonly name?: string;
  /**
   * What pods are held to when they are admitted.
   * @default - restricted; lowered as far as exceptions from the hardening of its workloads need it
   */
  readonly podSecurity?: PodSecurity;
  /** @default - no limit */
  readonly quota?: QuotaProps;
  /**
   * What containers get that do not say what they need, such as those of pods that others render.
   * @default - nothing: with a quota, such pods are refused
   */
  readonly defaultLimits?: ResourcesProps;
  /**
   * Besides those that this library sets.
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
  /** @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Props of a {@link Namespace} that is there already. */
export interface ExistingNamespaceProps {
  /**
   * Its name in the cluster.
   * @default - the id
   */
  readonly name?: string;
}

/**
 * A namespace of a cluster. This system makes it, holds its pods to PodSecurity, and denies by default whatever no flow allows;
 * or it is there already ({@link Namespace.fromExisting}).
 */
export class Namespace extends Declared {
  constructor(
    /** The cluster that it is in. */
    readonly cluster: KubernetesCluster,
    id: string,
    /** What it was given. */
    readonly props: NamespaceProps = {},
    /** This system makes it. */
    readonly owned = true,
  ) {
    super(cluster, id);
  }

  /**
   * A namespace that is there already and belongs to somebody else. Nothing of it is rendered. Workloads in it are denied by default
   * what no flow allows, one by one; others in it are left alone.
   */
  static fromExisting(cluster: KubernetesCluster, id: string, props: ExistingNamespaceProps = {}): Namespace {
    return new Namespace(cluster, id, props, false);
  }

  /** Its name in the cluster: `name`, or else the id. */
  get name(): string {
    return this.props.name ?? this.node.id;
  }
}
