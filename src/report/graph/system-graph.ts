import { type End, endKey, type ResolvedFlow, type ResolvedSystem } from '../../model/resolved';
import { compareText } from '../../model/values';
import { ORIGIN_WORDS, onePortText, POINT_WORDS, plaintextText } from '../words';
import type { Graph, GraphFlow } from './graph';
import { KINDS_OF_ORIGINS } from './kinds';
import { nodesOf } from './nodes';
import { placesOf } from './places';

/** What there is of a system to be drawn: a pure function of it. */
export function systemGraph(system: ResolvedSystem): Graph {
  const notes = new Map<string, number>();
  return {
    format: 'isthmus-graph',
    version: 1,
    system: system.name,
    places: placesOf(system),
    nodes: nodesOf(system, endsOf(system)),
    flows: system.flows.map((flow) => flowOf(flow, notes)),
    notes: [...notes.keys()],
    words: { origins: ORIGIN_WORDS, points: POINT_WORDS },
  };
}

/** All that is there, and what flows lead to besides. Sorted by key. */
function endsOf({ machines, podGroups, externals, flows }: ResolvedSystem): readonly End[] {
  const all: readonly End[] = [
    ...machines.map(({ name }): End => ({ is: 'machine', name })),
    ...machines.flatMap(({ name: machine, otherNics }) => otherNics.map(({ name }): End => ({ is: 'machine', name, machine }))),
    ...podGroups,
    ...externals.map(({ name }): End => ({ is: 'outside', of: 'external', name })),
    ...flows.flatMap(({ from, to }) => [from, to]),
  ];
  const byKey = new Map(all.map((end) => [endKey(end), end]));
  return [...byKey].sort(([a], [b]) => compareText(a, b)).map(([, end]) => end);
}

const flowOf = (flow: ResolvedFlow, notes: Map<string, number>): GraphFlow => {
  const { id, origin, from, to, dialledPorts, because, enforcement, exempt } = flow;
  const plaintext = plaintextText(flow);
  return {
    id: `${origin}/${id}`,
    kind: KINDS_OF_ORIGINS[origin],
    origin,
    from: endKey(from),
    to: endKey(to),
    ports: dialledPorts.map(onePortText),
    ...(plaintext !== undefined && { plaintext }),
    because,
    enforcement: enforcement.map(({ point, precision, why }) => ({
      point,
      precision,
      ...(why !== undefined && { note: noteOf(why, notes) }),
    })),
    ...(exempt !== undefined && { exempt }),
  };
};

function noteOf(why: string, notes: Map<string, number>): number {
  const number = notes.get(why) ?? notes.size;
  notes.set(why, number);
  return number;
}
