import ELK from 'elkjs/lib/elk.bundled.js';
import { systemGraph } from '../../src/report';
import { drawnAtFirst } from '../../src/report/graph/draw';
import type { Graph } from '../../src/report/graph/graph';
import { element } from '../../src/report/markup';
import { graphSection, themeChoice } from '../../src/report/page/graph-section';
import { pageText } from '../../src/report/page/page';
import { shop } from '../report/fixture';
import { largeGraph } from '../report/graph/fixture';

/** Of that many machines: the reference system has six. */
export const graphOf = (machines: number): Graph =>
  machines === 6 ? systemGraph(shop()) : largeGraph(machines, machines === 60 ? 100 : 3000);

/** As `graphHtml` writes it. */
export async function pageOf(graph: Graph): Promise<string> {
  const picture = await drawnAtFirst(graph, new ELK());
  return pageText({
    title: graph.system,
    of: 'only-graph',
    graph,
    body: [
      element('header', { class: 'top' }, element('h1', {}, graph.system), themeChoice()),
      element('main', {}, ...graphSection(graph, picture)),
    ],
  });
}
