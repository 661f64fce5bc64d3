import { htmlTable } from '../html-table';
import { type Element, element } from '../markup';
import { becauseOf, NodeNames, portsOf } from './flow-text';
import type { Graph, GraphFlow } from './graph';
import { FLOW_KINDS } from './kinds';

/** Flows as a table: the same that a picture shows, for those who read it, hear it or print it. */
export function flowTable(graph: Graph, flows: readonly GraphFlow[], caption: string): Element {
  const names = new NodeNames(graph);
  return htmlTable(
    caption,
    ['From', 'To', 'Ports', 'Kind', 'Because', 'Enforcement'],
    flows.map((flow) => [
      [names.of(flow.from)],
      [names.of(flow.to)],
      portsOf(flow),
      [FLOW_KINDS[flow.kind].word],
      [becauseOf(flow, graph)],
      pointsText(flow, graph),
    ]),
    { class: 'flows' },
  );
}

/** Points in one line each; the reasons are in the details of a flow. */
function pointsText({ enforcement, exempt }: GraphFlow, { words }: Graph): readonly Element[] {
  if (enforcement.length === 0) return [element('span', { class: 'soft' }, exempt ?? 'nothing checks it')];
  return enforcement.map(({ point, precision }) =>
    element('div', {}, `${words.points[point]}: `, element('span', { class: `precision ${precision}` }, precision)),
  );
}
