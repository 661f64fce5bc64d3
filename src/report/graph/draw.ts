import type { Element } from '../markup';
import type { Graph } from './graph';
import { FLOWS_AT_FIRST } from './kinds';
import { type Elk, layOut } from './layout';
import { pictureSvg } from './picture';
import { closedAtFirst, viewOf } from './view';

/** The picture that a page shows first, and that stands in a file of its own. @param style as in {@link pictureSvg} */
export async function drawnAtFirst(graph: Graph, elk: Elk, style?: string): Promise<Element> {
  const options = { flows: FLOWS_AT_FIRST, direction: 'both', hosts: false } as const;
  const view = viewOf(graph, { ...options, closed: closedAtFirst(graph, options) });
  return pictureSvg(graph, await layOut(view, elk), style);
}
