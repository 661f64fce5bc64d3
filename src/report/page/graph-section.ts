import type { Graph } from '../graph/graph';
import { ALL_FLOWS, CHOICES, FLOW_KINDS, NODE_KINDS, PLACE_KINDS } from '../graph/kinds';
import { optionsAtFirst } from '../graph/view';
import { type Element, element } from '../markup';

/** The picture with everything by which it is looked at: `browser/` makes it answer. */
export const graphSection = (graph: Graph, picture: Element): readonly Element[] => [
  tools(graph),
  element(
    'div',
    { id: 'scene' },
    element(
      'div',
      { id: 'stage', role: 'group', 'aria-label': `Picture of ${graph.system}: arrow keys go from one thing to the next` },
      picture,
    ),
    element('aside', { id: 'details', 'aria-label': 'Details', 'aria-live': 'polite', tabindex: '0', hidden: true }),
  ),
  element('section', { id: 'table', 'aria-label': 'Flows as a table', tabindex: '0', hidden: true }),
  element('p', { id: 'status', role: 'status' }, 'This page answers once its script runs.'),
];

const tools = (graph: Graph): Element =>
  element(
    'div',
    { id: 'tools' },
    element(
      'div',
      {},
      element('button', { type: 'button', id: 'show-picture', 'data-do': 'picture', 'aria-pressed': 'true' }, 'Picture'),
      element('button', { type: 'button', id: 'show-table', 'data-do': 'table', 'aria-pressed': 'false' }, 'Table'),
    ),
    element(
      'div',
      { class: 'seeker' },
      element('label', { for: 'search' }, 'Search'),
      element('input', { id: 'search', type: 'search', placeholder: 'name, address, image …', autocomplete: 'off' }),
      element('div', { id: 'found', 'aria-live': 'polite' }),
    ),
    element(
      'div',
      {},
      element('label', { for: 'only' }, 'Only'),
      element('select', { id: 'only' }, element('option', { value: '' }, 'everything'), choices(graph)),
      element('label', { for: 'direction', class: 'soft' }, 'and'),
      element(
        'select',
        { id: 'direction', disabled: true },
        element('option', { value: 'both' }, 'both ways'),
        element('option', { value: 'in' }, 'who may reach it'),
        element('option', { value: 'out' }, 'whom it may reach'),
      ),
    ),
    element(
      'fieldset',
      {},
      element('legend', {}, 'Flows'),
      ALL_FLOWS.map((kind) =>
        element(
          'label',
          { class: `box ${kind}` },
          element('input', { type: 'checkbox', id: `flows-${kind}`, checked: FLOW_KINDS[kind].atFirst }),
          ` ${FLOW_KINDS[kind].word}`,
        ),
      ),
    ),
    element(
      'div',
      {},
      element('label', {}, element('input', { type: 'checkbox', id: 'hosts', checked: optionsAtFirst(graph).hosts }), ' by host'),
    ),
    element('div', {}, button('Open all', 'open-all'), button('Close all', 'close-all')),
    element('div', {}, button('−', 'smaller', 'Smaller'), button('+', 'larger', 'Larger'), button('Fit', 'fit', 'Fit all of it')),
  );

const button = (text: string, action: string, label?: string): Element =>
  element('button', { type: 'button', 'data-do': action, 'aria-label': label, title: label }, text);

/** What the picture can be narrowed to. */
function choices({ places, nodes }: Graph): readonly Element[] {
  const all = [
    ...places.map(({ id, name, kind }) => ({ id, name, under: PLACE_KINDS[kind].choice })),
    ...nodes.map(({ id, name, kind }) => ({ id, name, under: NODE_KINDS[kind].choice })),
  ];
  return CHOICES.flatMap((title) => {
    const options = all.filter(({ under }) => under === title).map(({ id, name }) => element('option', { value: id }, name));
    return options.length === 0 ? [] : [element('optgroup', { label: title }, options)];
  });
}

export const themeChoice = (): Element =>
  element(
    'span',
    { class: 'end' },
    element('label', { for: 'theme' }, 'Colours '),
    element(
      'select',
      { id: 'theme' },
      [
        ['', 'as the system'],
        ['light', 'light'],
        ['dark', 'dark'],
      ].map(([value, text]) => element('option', { value }, text)),
    ),
  );
