import type { EndKind, Enforcement, EnforcementPoint, FlowOrigin, MachineKind } from '../../model/resolved';

/** Something that others are in. */
export interface GraphPlace {
  /** Unique among places and nodes. */
  readonly id: string;
  /** What it is. */
  readonly kind: 'outside' | 'host' | 'subnet' | 'cluster' | 'namespace';
  /** What it is called. */
  readonly name: string;
  /** In a few words. */
  readonly what: string;
  /** What is known of it, for readers. */
  readonly facts: readonly GraphFact[];
}

/** What there is to know of something, for people. */
export interface GraphFact {
  /** What it is about. */
  readonly label: string;
  /** As it is shown. */
  readonly value: string;
}

/** Machines by their kinds, further network cards of machines, everything else by what it is at an end of a flow. */
export type GraphNodeKind = MachineKind | 'card' | Exclude<EndKind, 'machine'>;

/** Something that flows start from or end in. */
export interface GraphNode {
  /** Unique in the graph; what flows refer to. */
  readonly id: string;
  /** What it is. */
  readonly kind: GraphNodeKind;
  /** What it is called. */
  readonly name: string;
  /** In a few words. */
  readonly what: string;
  /** Where it is reached: an address, blocks. */
  readonly address?: string;
  /** Ids of the places that it is in, the outermost first. A machine is in its host, then in its subnet. */
  readonly in: readonly string[];
  /** Of a further network card: id of its machine. Of a machine of a pair: id of the pair. */
  readonly partOf?: string;
  /** What is known of it, for readers. */
  readonly facts: readonly GraphFact[];
}

/** `declared`: asked for by somebody. `passed-on`: what load balancers and gateways do with what they are sent. `upkeep`: names, time, software, … */
export type GraphFlowKind = 'declared' | 'passed-on' | 'upkeep';

/** An answer of an enforcement point. */
export interface GraphEnforcement {
  /** Where on the way. */
  readonly point: EnforcementPoint;
  /** As in `ResolvedFlow.enforcement`. */
  readonly precision: Enforcement['precision'];
  /** Why it is not exact: index in `notes`. */
  readonly note?: number;
}

/** An arrow: who may talk to whom, at which ports. */
export interface GraphFlow {
  /** Unique in the graph. */
  readonly id: string;
  /** Whether it was declared, or follows from something. */
  readonly kind: GraphFlowKind;
  /** Why it is there. */
  readonly origin: FlowOrigin;
  /** Ids of nodes. */
  readonly from: string;
  /** Id of the node that answers. */
  readonly to: string;
  /** As they are dialled. */
  readonly ports: readonly string[];
  /** What is carried without mutual TLS although the receiver is in a mesh, in words. */
  readonly plaintext?: string;
  /** The reasons that were given. */
  readonly because: readonly string[];
  /** In the order that a packet meets the points. */
  readonly enforcement: readonly GraphEnforcement[];
  /** Why the platform never filters it. */
  readonly exempt?: string;
}

/** A system as a picture shows it: places, what is in them, and who may talk to whom. Plain data, sorted like the system. */
export interface Graph {
  /** Tells such files from others. */
  readonly format: 'isthmus-graph';
  /** Of the format: another one where a reader of this one would go wrong. */
  readonly version: 1;
  /** Name of the system. */
  readonly system: string;
  /** What things stand in, such as hosts and subnets. */
  readonly places: readonly GraphPlace[];
  /** Who can talk. */
  readonly nodes: readonly GraphNode[];
  /** Who may talk to whom. */
  readonly flows: readonly GraphFlow[];
  /** Reasons why points are not exact. */
  readonly notes: readonly string[];
  /** How origins of flows and enforcement points are called. */
  readonly words: {
    readonly origins: Readonly<Record<FlowOrigin, string>>;
    readonly points: Readonly<Record<EnforcementPoint, string>>;
  };
}
