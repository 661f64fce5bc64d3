import type { Element } from '../markup';
import type { Graph } from './graph';
import { type Elk, layOut } from './layout';
import { pictureSvg } from './picture';
import { closedAtFirst, optionsAtFirst, viewOf } from './view';

/** The picture that a page shows first, and that stands in a file of its own. @param style as in {@link pictureSvg} */
export async function drawnAtFirst(graph: Graph, elk: Elk, style?: string): Promise<Element> {
  const options = optionsAtFirst(graph);
  const view = viewOf(graph, { ...options, closed: closedAtFirst(graph, options) });
  return pictureSvg(graph, await layOut(view, elk), style);
}
