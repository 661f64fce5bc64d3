import type { Graph } from '../../graph/graph';
import { closedAtFirst, optionsAtFirst, type ViewOptions } from '../../graph/view';

/** Everything that whoever looks at the page can change about the picture. */
export type State = Omit<ViewOptions, 'closed'> & {
  /** Boxes that were opened or closed by hand: whether they are closed. */
  readonly byHand: ReadonlyMap<string, boolean>;
};

export const firstState = (graph: Graph): State => ({ ...optionsAtFirst(graph), byHand: new Map() });

/** Boxes are closed where there is too much to be seen, unless somebody says otherwise. */
export function optionsOf(graph: Graph, { byHand, ...options }: State): ViewOptions {
  const closed = new Set(closedAtFirst(graph, options));
  for (const [id, isClosed] of byHand) {
    if (isClosed) closed.add(id);
    else closed.delete(id);
  }
  return { ...options, closed };
}
