import { type Children, type Element, element } from '../markup';
import { becauseOf, enforcementList, NodeNames, portsOf } from './flow-text';
import type { Graph, GraphFact, GraphFlow } from './graph';
import { FLOW_KINDS } from './kinds';
import { countText } from './labels';
import { type Arrow, type Box, membersOf, type PlaceBox } from './view';

/** More flows than these are not told one by one: the table has them. */
const MOST = 60;

/** What there is to know of an arrow: of each of its flows why it is there, and where it is checked. */
export function arrowDetails(graph: Graph, { flows }: Arrow): readonly Element[] {
  const names = new NodeNames(graph);
  const [first] = flows;
  const title = flows.length === 1 && first ? `${names.of(first.from)} → ${names.of(first.to)}` : `${flows.length} flows`;
  return [
    element('h2', {}, title),
    ...flows.slice(0, MOST).map((flow) => flowDetails(graph, flow, flows.length === 1 ? undefined : names)),
    ...rest(flows),
  ];
}

function flowDetails(graph: Graph, flow: GraphFlow, names: NodeNames | undefined): Element {
  return element(
    'section',
    { class: `flow ${flow.kind}` },
    names && element('h3', {}, `${names.of(flow.from)} → ${names.of(flow.to)}`),
    element('p', { class: 'ports' }, portsOf(flow), ' ', element('span', { class: `kind ${flow.kind}` }, FLOW_KINDS[flow.kind].word)),
    element('p', { class: 'because' }, becauseOf(flow, graph)),
    enforcementList(flow, graph),
  );
}

/** What there is to know of a node or a place, with whom it may talk to. Buttons have `data-do`, and what they are about in `data-to`. */
export function boxDetails(graph: Graph, box: Box, flows: readonly GraphFlow[]): readonly Element[] {
  const { name, what, facts } = box.node ?? box.place;
  const id = (box.node ?? box.place).id;
  const members = membersOf(graph.nodes, id);
  const isOne = members.size === 1;
  const names = new NodeNames(graph);
  return [
    element('h2', {}, name),
    element('p', { class: 'soft' }, box.node ? what : `${what}, ${countText(box.place, box.nodes)}`),
    element('p', { class: 'actions' }, box.node ? undefined : toggle(box), button('Show only its flows', 'only', id)),
    ...factList(facts),
    ...flowList(
      'May be reached by',
      flows.filter(({ from, to }) => members.has(to) && !members.has(from)),
      ({ from, to }) => (isOne ? names.of(from) : `${names.of(from)} → ${names.of(to)}`),
    ),
    ...flowList(
      'May reach',
      flows.filter(({ from, to }) => members.has(from) && !members.has(to)),
      ({ from, to }) => (isOne ? names.of(to) : `${names.of(from)} → ${names.of(to)}`),
    ),
  ];
}

const toggle = ({ id, boxes }: PlaceBox): Element =>
  boxes.length > 0 ? button('Close it', 'toggle', id) : button('Open it', 'toggle', id);

const button = (text: string, action: string, to: string): Element =>
  element('button', { type: 'button', 'data-do': action, 'data-to': to }, text);

const factList = (facts: readonly GraphFact[]): readonly Element[] =>
  facts.length === 0
    ? []
    : [
        element(
          'dl',
          { class: 'facts' },
          facts.map(({ label, value }) => [element('dt', {}, label), element('dd', {}, value)]),
        ),
      ];

function flowList(title: string, flows: readonly GraphFlow[], other: (flow: GraphFlow) => string): readonly Element[] {
  const list: Children = flows
    .slice(0, MOST)
    .map((flow) =>
      element(
        'li',
        {},
        element('button', { type: 'button', class: 'link', 'data-do': 'flow', 'data-to': flow.id }, other(flow)),
        ' ',
        element('span', { class: 'soft' }, portsOf(flow)),
      ),
    );
  return [
    element('h3', {}, `${title} (${flows.length})`),
    ...(flows.length === 0 ? [element('p', { class: 'soft' }, 'Nobody, among what is shown.')] : [element('ul', {}, list)]),
    ...rest(flows),
  ];
}

const rest = (flows: readonly GraphFlow[]): readonly Element[] =>
  flows.length > MOST ? [element('p', { class: 'soft' }, `and ${flows.length - MOST} more: the table has them all.`)] : [];
