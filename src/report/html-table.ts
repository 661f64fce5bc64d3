import { type Attributes, type Children, type Element, element } from './markup';

/** A table with a heading for each column; the first cell of a row is the row's. */
export function htmlTable(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly Children[])[],
  attributes: Attributes = {},
): Element {
  return element(
    'table',
    attributes,
    element('caption', {}, caption),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        head.map((title) => element('th', { scope: 'col' }, title)),
      ),
    ),
    element(
      'tbody',
      {},
      rows.map((cells) =>
        element(
          'tr',
          {},
          cells.map((cell, index) => (index === 0 ? element('th', { scope: 'row' }, cell) : element('td', {}, cell))),
        ),
      ),
    ),
  );
}
