import type { ResolvedSpread, ResolvedTaint, ResolvedToleration } from '../resolved';
import { propsIn, propsPart, remembering, textPart } from '../shape/wrong';
import { Value } from '../values/value';

/** What pods of one workload can be kept apart by. */
export enum Topology {
  /** Zones: nodes with the same label `topology.kubernetes.io/zone`. */
  ZONE = 'zone',
  /** One node and another. */
  NODE = 'node',
}

/** Keeps the pods of a workload apart from each other. */
export class Spread extends Value {
  protected declare readonly brand: 'Spread';

  private constructor(/** @internal */ readonly resolved: ResolvedSpread) {
    super();
  }

  /** As far as there is room. */
  static preferred(over: Topology): Spread {
    return new Spread({ over, required: false });
  }

  /**
   * Nodes: no two pods on one. Zones: no zone has two more than another. A pod without such a place does not start, and an update takes an
   * old pod away before its successor comes.
   */
  static required(over: Topology): Spread {
    return new Spread({ over, required: true });
  }
}

/** What a taint does to pods that do not put up with it. */
export enum TaintEffect {
  /** New pods do not come to the node. */
  NO_SCHEDULE = 'no-schedule',
  /** New pods come to the node only where there is no other. */
  PREFER_NO_SCHEDULE = 'prefer-no-schedule',
  /** Pods that run there are sent away, too. */
  NO_EXECUTE = 'no-execute',
}

/** What keeps pods away from nodes: those alone come to them that put up with it ({@link Toleration}). */
export class Taint extends Value {
  protected declare readonly brand: 'Taint';

  private constructor(/** @internal */ readonly resolved: ResolvedTaint) {
    super();
  }

  /**
   * @param key such as `dedicated`, or `example.com/gpu`
   * @param props.value Default: none.
   * @param props.effect Default: TaintEffect.NO_SCHEDULE.
   */
  static of(key: string, props: { readonly value?: string; readonly effect?: TaintEffect } = {}): Taint {
    const { value, effect = TaintEffect.NO_SCHEDULE } = propsIn(props);
    return remembering(
      new Taint({ key, ...(value !== undefined && { value }), effect }),
      textPart('Taint.of(key)', key),
      propsPart<typeof props>('Taint.of(key, props)', props, { value: true, effect: true }),
    );
  }
}

/** A taint of nodes that pods put up with. */
export class Toleration extends Value {
  protected declare readonly brand: 'Toleration';

  private constructor(/** @internal */ readonly resolved: ResolvedToleration) {
    super();
  }

  /**
   * @param key such as `node-role.kubernetes.io/control-plane`
   * @param props.value Default: any.
   * @param props.effect Default: any.
   */
  static of(key: string, props: { readonly value?: string; readonly effect?: TaintEffect } = {}): Toleration {
    const { value, effect } = propsIn(props);
    return remembering(
      new Toleration({ key, ...(value !== undefined && { value }), ...(effect !== undefined && { effect }) }),
      textPart('Toleration.of(key)', key),
      propsPart<typeof props>('Toleration.of(key, props)', props, { value: true, effect: true }),
    );
  }

  /** Whatever taints there are: for what runs on every node, broken ones included. */
  static everything(): Toleration {
    return new Toleration({});
  }
}

/** Where pods run. */
export interface PlacementProps {
  /**
   * Labels that a node must have. In a cluster whose nodes are machines of the system: those of `nodes.labels` and of its pools, or that
   * every node has.
   * @default - any node will do
   */
  readonly nodes?: Readonly<Record<string, string>>;
  /** @default - none: pods keep away from nodes with taints */
  readonly tolerations?: readonly Toleration[];
  /** @default - preferred over zones and nodes; none for jobs, and where there is one on each node anyway */
  readonly spread?: readonly Spread[];
  /** Name of a PriorityClass that exists. @default - the cluster's default */
  readonly priorityClass?: string;
  /** Name of a RuntimeClass that exists. @default - the node's own runtime */
  readonly runtimeClass?: string;
}
