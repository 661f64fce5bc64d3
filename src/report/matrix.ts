import { isDeclared } from '../model/kinds/flow-origins';
import {
  type EndName,
  type Enforcement,
  endKey,
  type FlowOrigin,
  type ResolvedFlow,
  type ResolvedPort,
  type ResolvedSystem,
} from '../model/resolved';
import { groupBy } from '../model/values';
import { compareNames, nameOfEnd, ORIGINS } from './words';

/** What a matrix shows of a flow. Snapshots keep no more than this. */
export interface FlowFacts extends Pick<ResolvedFlow, 'origin' | 'ports' | 'dialledPorts' | 'because' | 'enforcement' | 'plaintextPorts'> {
  readonly from: EndName;
  readonly to: EndName;
}

/** One answer of an enforcement point; `note` is the number of its reason. */
export interface MatrixCell extends Pick<Enforcement, 'point' | 'precision'> {
  /** Number of the note that tells why, in the list of notes. Unset: none. */
  readonly note?: number;
}

/** One flow, or several that differ in nothing but who sends or who receives: all of `from` may reach all of `to`. */
export interface MatrixRow {
  /** Why the flows are there. */
  readonly origin: FlowOrigin;
  /** Who begins. */
  readonly from: readonly EndName[];
  /** Who answers. */
  readonly to: readonly EndName[];
  /** Ports that the receiver listens on. */
  readonly ports: readonly ResolvedPort[];
  /** Ports that the sender dials, in the same order. */
  readonly dialledPorts: readonly ResolvedPort[];
  /** The reasons that were given. */
  readonly because: readonly string[];
  /** Those of `ports` without mutual TLS although the receiver is in a mesh. */
  readonly plaintextPorts: readonly ResolvedPort[];
  /** In the order that a packet meets the points. */
  readonly enforcement: readonly MatrixCell[];
}

/** Who may talk to whom, where that is checked, and how exactly. */
export interface EnforcementMatrix {
  /** Flows that the user declared. */
  readonly declared: readonly MatrixRow[];
  /** Flows that follow from what the system consists of. */
  readonly implied: readonly MatrixRow[];
  /** Reasons why a point is not exact; the first one has the number 1. */
  readonly notes: readonly string[];
}

/** Declared flows one by one; implied ones, which repeat for every machine and service, in groups that lose nothing. */
export function enforcementMatrix(system: Pick<ResolvedSystem, 'flows'>): EnforcementMatrix {
  const notes = new Map<string, number>();
  const declared = system.flows.filter(isDeclared).sort(byNames);
  const implied = system.flows.filter((flow) => !isDeclared(flow));
  implied.sort((a, b) => ORIGINS.indexOf(a.origin) - ORIGINS.indexOf(b.origin) || byNames(a, b));
  return {
    declared: declared.map((flow) => rowOf([flow], notes)),
    implied: groupFlows(implied).map((group) => rowOf(group, notes)),
    notes: [...notes.keys()],
  };
}

/**
 * Flows that are the same but for one of their ends, together. A flow stands in exactly one group, groups in the order
 * of their first flows; in each group every sender goes with every receiver.
 * @param samenessOf what flows that stand together have alike. @default - everything but their ends
 */
export function groupFlows<F extends FlowFacts>(
  flows: readonly F[],
  samenessOf: (flow: F) => unknown = sameness,
): readonly (readonly F[])[] {
  const bySender = groupBy(flows, (flow) => JSON.stringify([samenessOf(flow), endKey(flow.to)]));
  // Whole groups of senders that go to several receivers.
  const both = groupBy(bySender.values(), (group) => JSON.stringify([samenessOf(group[0] as F), group.map(({ from }) => endKey(from))]));
  return [...both.values()].map((groups) => groups.flat());
}

/** Order of flows in reports. */
export const byNames = (a: FlowFacts, b: FlowFacts): number => compareNames(a.from.name, b.from.name) || compareNames(a.to.name, b.to.name);

const sameness = ({ origin, ports, dialledPorts, because, enforcement, plaintextPorts }: FlowFacts): unknown => [
  origin,
  ports,
  dialledPorts,
  because,
  enforcement,
  plaintextPorts,
];

function rowOf(group: readonly FlowFacts[], notes: Map<string, number>): MatrixRow {
  const { origin, ports, dialledPorts, because, plaintextPorts, enforcement } = group[0] as FlowFacts;
  return {
    origin,
    from: distinctEnds(group.map((flow) => flow.from)),
    to: distinctEnds(group.map((flow) => flow.to)),
    ports,
    dialledPorts,
    because,
    plaintextPorts,
    enforcement: enforcement.map(({ point, precision, why }) => ({
      point,
      precision,
      ...(why !== undefined && { note: noteOf(why, notes) }),
    })),
  };
}

function distinctEnds(ends: readonly EndName[]): readonly EndName[] {
  return [...new Map(ends.map((end) => [endKey(end), nameOfEnd(end)])).values()];
}

function noteOf(why: string, notes: Map<string, number>): number {
  const number = notes.get(why) ?? notes.size + 1;
  notes.set(why, number);
  return number;
}
