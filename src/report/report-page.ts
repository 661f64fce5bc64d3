import type { ResolvedSystem, Warning } from '../model/resolved';
import { countsText } from './counts';
import { drawnAtFirst } from './graph/draw';
import { elk } from './graph/elk';
import { element } from './markup';
import { graphSection, themeChoice } from './page/graph-section';
import { pageText } from './page/page';
import { SECTIONS } from './page/sections';
import { reportOf } from './report';

/**
 * One page of everything that a reviewer asks for: one file of HTML that loads nothing, the same bytes for the same system.
 * @param warnings of the resolution of the system
 */
export async function reportHtml(system: ResolvedSystem, warnings: readonly Warning[]): Promise<string> {
  const report = reportOf(system, warnings);
  const picture = await drawnAtFirst(report.graph, elk());
  const sections = SECTIONS.flatMap(({ id, title, content }) => {
    const inside = content(report, system);
    return inside === undefined ? [] : [{ id, title, inside }];
  });
  return pageText({
    title: `${system.name}: report`,
    of: 'report',
    graph: report.graph,
    body: [
      element(
        'header',
        { class: 'top' },
        element('h1', {}, system.name),
        element('p', { class: 'soft' }, countsText(system)),
        element('p', { class: 'soft' }, 'Facts that both outputs share: ', element('code', {}, system.digest.slice(0, 12))),
        themeChoice(),
      ),
      element(
        'nav',
        { 'aria-label': 'Parts of this report' },
        sections.map(({ id, title }) => element('a', { href: `#${id}` }, title)),
      ),
      element(
        'main',
        {},
        ...graphSection(report.graph, picture),
        ...sections.map(({ id, title, inside }) =>
          element('section', { class: 'part', 'aria-labelledby': id }, element('h2', { id }, title), inside),
        ),
      ),
    ],
  });
}
