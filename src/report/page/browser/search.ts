import type { Graph, GraphFact } from '../../graph/graph';
import type { Box } from '../../graph/view';
import { type Element, element } from '../../markup';

/** More are not listed. */
const MOST = 12;

/** Whether something has the text in its name, its address, or anything else that is known of it. */
export function matches(box: Box, query: string): boolean {
  if (box.node) return hasText(box.node, query);
  return hasText(box.place, query) || (box.boxes.length === 0 && box.nodes.some((node) => hasText(node, query)));
}

function hasText(
  {
    name,
    what,
    facts,
    address = '',
  }: { readonly name: string; readonly what: string; readonly facts: readonly GraphFact[]; readonly address?: string },
  query: string,
): boolean {
  const wanted = query.trim().toLowerCase();
  return [name, what, address, ...facts.map(({ value }) => value)].some((text) => text.toLowerCase().includes(wanted));
}

/** Nodes with the text, those first whose names begin with it. */
export function searchResults(graph: Graph, query: string): readonly Element[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return [];
  const found = graph.nodes.filter((node) => hasText(node, wanted));
  const rank = (name: string): number => (name.toLowerCase().startsWith(wanted) ? 0 : name.toLowerCase().includes(wanted) ? 1 : 2);
  const sorted = [...found].sort((a, b) => rank(a.name) - rank(b.name));
  return [
    element('p', { class: 'soft' }, found.length === 0 ? 'Nothing has that in it.' : `${found.length} found`),
    element(
      'ul',
      {},
      sorted
        .slice(0, MOST)
        .map(({ id, name, what }) =>
          element(
            'li',
            {},
            element('button', { type: 'button', class: 'link', 'data-do': 'node', 'data-to': id }, name),
            ' ',
            element('span', { class: 'soft' }, what),
          ),
        ),
    ),
  ];
}
