import ELK from 'elkjs/lib/elk.bundled.js';
import type { Graph, GraphFlow, GraphNode } from '../../../src/report';
import { systemGraph } from '../../../src/report';
import { FLOWS_AT_FIRST } from '../../../src/report/graph/kinds';
import { type Elk, layOut, type Picture, type PlacedBox } from '../../../src/report/graph/layout';
import { closedAtFirst, type ViewOptions, viewOf } from '../../../src/report/graph/view';
import { SYSTEMS } from '../systems';

/** Graphs of systems that together have every kind of everything. */
export const GRAPHS: readonly (readonly [string, Graph])[] = SYSTEMS.map(([name, make]) => [name, systemGraph(make())]);

export const elk: Elk = new ELK();

export const AT_FIRST: Omit<ViewOptions, 'closed'> = { flows: FLOWS_AT_FIRST, direction: 'both', hosts: false };

const pictures = new Map<string, Promise<Picture>>();

/** As a picture shows it first, or with other options; laid out once. */
export function drawn(graph: Graph, options: Omit<ViewOptions, 'closed'> = AT_FIRST): Promise<Picture> {
  const key = JSON.stringify([graph, options]);
  const known = pictures.get(key) ?? layOut(viewOf(graph, { ...options, closed: closedAtFirst(graph, options) }), elk);
  pictures.set(key, known);
  return known;
}

/** All boxes of a picture that hold no others. */
export const leavesOf = (boxes: readonly PlacedBox[]): readonly PlacedBox[] =>
  boxes.flatMap((box) => (box.boxes.length > 0 ? leavesOf(box.boxes) : [box]));

/** A graph of that many machines, in subnets of 15 on hosts of 60, and that many flows between them. */
export function largeGraph(machines: number, flows: number): Graph {
  const nodes = Array.from({ length: machines }, (_, index): GraphNode => {
    const [host, subnet] = [`in/host/kvm${Math.floor(index / 60)}`, `in/subnet/net${Math.floor(index / 15)}`];
    return { id: `machine/m${index}`, kind: 'virtual-machine', name: `m${index}`, what: 'Debian 12', in: [host, subnet], facts: [] };
  });
  const [reference] = GRAPHS;
  const ids = [...new Set(nodes.flatMap((node) => node.in))];
  return {
    format: 'isthmus-graph',
    version: 1,
    system: 'large',
    places: ids.map((id) => ({
      id,
      kind: id.startsWith('in/host') ? 'host' : 'subnet',
      name: id.split('/')[2] ?? '',
      what: 'a place',
      facts: [],
    })),
    nodes,
    flows: Array.from({ length: flows }, (_, index): GraphFlow => {
      const [from, to] = [index % machines, (index * 7 + 1 + Math.floor(index / machines)) % machines];
      return {
        id: `declared/${index}`,
        kind: 'declared',
        origin: 'declared',
        from: `machine/m${from}`,
        to: `machine/m${to}`,
        ports: ['tcp/8080'],
        because: ['it asks'],
        enforcement: [{ point: 'hypervisor-ingress', precision: 'exact' }],
      };
    }),
    notes: [],
    words: reference?.[1].words ?? fail(),
  };
}

const fail = (): never => {
  throw new Error('there are no systems');
};
