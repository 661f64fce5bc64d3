/** How soon another instance has to be there. */
export type StartUpNeed = 'seconds' | 'minutes';
/** Whether it shares what there is with many others, or fills a machine. */
export type EfficiencyNeed = 'shared' | 'whole';
/** What keeps it from others: borders of processes, or a kernel of its own. */
export type IsolationNeed = 'process' | 'kernel';
/** Who answers for what is beneath it: whoever runs the platform, or its own people, with controls and evidence of their own. */
export type SecurityNeed = 'platform' | 'own-controls';
/** What it runs on; `own-kernel`: a Linux with modules, settings or a version of its own. */
export type OperatingSystemNeed = 'linux' | 'own-kernel' | 'windows';
/** `fixed`: nobody can build it anew, it stays on what it was installed on. */
export type LegacyNeed = 'none' | 'fixed';
/** How often it is released. */
export type DevOpsNeed = 'continuous' | 'occasional';
/** `part`: one of many small services, several alike. `whole`: does everything in one. */
export type MicroservicesNeed = 'part' | 'whole';
/**
 * What operating it means. `replaceable`: an instance is thrown away and made anew. `stateful`: one instance holds data on disks of its own.
 * `claims`: its data lies in storage of the cluster, and follows it from node to node. `each-node`: it serves the nodes of a cluster.
 * `entry`: it stands before the clusters.
 */
export type OperationsNeed = 'replaceable' | 'stateful' | 'claims' | 'each-node' | 'entry';

/** What something needs, by the nine criteria. What is left out decides nothing. */
export interface Requirements {
  /** How soon another instance has to be there. */
  readonly startUp?: StartUpNeed;
  /** Whether it shares what there is with many others, or fills a machine. */
  readonly efficiency?: EfficiencyNeed;
  /** What keeps it from others. */
  readonly isolation?: IsolationNeed;
  /** Who answers for what is beneath it. */
  readonly security?: SecurityNeed;
  /** What it runs on. */
  readonly operatingSystem?: OperatingSystemNeed;
  /** Whether it can be built anew. */
  readonly legacy?: LegacyNeed;
  /** How often it is released. */
  readonly devOps?: DevOpsNeed;
  /** Whether it is one of many small services. */
  readonly microservices?: MicroservicesNeed;
  /** What operating it means. */
  readonly operations?: OperationsNeed;
}

/** A criterion of the decision between machine and container. */
export type Criterion = keyof Requirements;

/** What a user states of a machine or workload, beside what is read from the system. */
export interface StatedRequirements extends Omit<Requirements, 'operatingSystem'> {
  /**
   * That it needs a Linux with modules, settings or a version of its own.
   * @default - read: that of the machine, or of the nodes
   */
  readonly operatingSystem?: 'own-kernel';
  /**
   * Why it stands where it does, whatever is advised. Placed against the advice without a reason, it is warned of.
   * @default - none
   */
  readonly because?: string;
}
