import type { ResolvedSystem } from '../model/resolved';
import { countsText } from './counts';
import { drawnAtFirst } from './graph/draw';
import { elk } from './graph/elk';
import { aloneStyle } from './graph/style';
import { systemGraph } from './graph/system-graph';
import { element, markupText } from './markup';
import { graphSection, themeChoice } from './page/graph-section';
import { pageText } from './page/page';

/**
 * A picture of a system as SVG that stands alone: the same bytes for the same system.
 * Machines stand in their subnets, workloads in their namespaces; where there are many, these are closed.
 */
export async function graphSvg(system: ResolvedSystem): Promise<string> {
  return `${markupText(await drawnAtFirst(systemGraph(system), elk(), aloneStyle()))}\n`;
}

/** A page that shows the picture and answers questions about it: one file of HTML that loads nothing, the same bytes for the same system. */
export async function graphHtml(system: ResolvedSystem): Promise<string> {
  const graph = systemGraph(system);
  const picture = await drawnAtFirst(graph, elk());
  return pageText({
    title: `${system.name}: who may talk to whom`,
    of: 'only-graph',
    graph,
    body: [
      element(
        'header',
        { class: 'top' },
        element('h1', {}, system.name),
        element('p', { class: 'soft' }, countsText(system)),
        themeChoice(),
      ),
      element('main', {}, ...graphSection(graph, picture)),
    ],
  });
}
