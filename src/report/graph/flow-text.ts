import { type Element, element, type Markup } from '../markup';
import type { Graph, GraphFlow, GraphNode } from './graph';
import { FLOW_KINDS, NODE_KINDS } from './kinds';

/** Nodes of a graph by their ids. */
export class NodeNames {
  private readonly nodes: ReadonlyMap<string, GraphNode>;

  constructor(graph: Pick<Graph, 'nodes'>) {
    this.nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  }

  /** The name, with what it is where the name does not say that. */
  of(id: string): string {
    const node = this.nodes.get(id);
    if (!node) return id;
    return NODE_KINDS[node.kind].speaks ? node.name : `${node.name} (${node.what})`;
  }
}

/** Ports and what is carried openly. */
export const portsOf = ({ ports, plaintext }: GraphFlow): readonly Markup[] => [
  ports.join(', '),
  ...(plaintext === undefined ? [] : [' ', element('strong', { class: 'warn' }, plaintext)]),
];

/** Why there is such a flow: in the words of whoever declared it, else what it follows from. */
export const becauseOf = ({ kind, origin, because, exempt }: GraphFlow, { words }: Pick<Graph, 'words'>): string =>
  [
    ...(FLOW_KINDS[kind].follows ? [`[${words.origins[origin]}]`] : []),
    because.join('; '),
    ...(exempt === undefined ? [] : [`(${exempt})`]),
  ].join(' ');

/** Where a flow is checked and how exactly, a line for each point. */
export function enforcementList({ enforcement, exempt }: GraphFlow, { words, notes }: Pick<Graph, 'words' | 'notes'>): Element {
  if (enforcement.length === 0) return element('p', { class: 'soft' }, exempt ?? 'Nothing checks it.');
  return element(
    'dl',
    { class: 'points' },
    enforcement.map(({ point, precision, note }) => [
      element('dt', {}, words.points[point]),
      element(
        'dd',
        {},
        element('strong', { class: `precision ${precision}` }, precision),
        note === undefined ? undefined : element('span', { class: 'soft' }, ` ${notes[note]}`),
      ),
    ]),
  );
}
