import type { Graph } from '../graph/graph';
import { FONTS, inPageStyle, variables } from '../graph/style';
import { element, type Markup, markupText } from '../markup';
import { asset, elkScript, securityPolicy } from './assets';
import { PAGE_SCRIPT, PAGE_STYLE } from './generated/browser';

export interface Page {
  readonly title: string;
  /** Class of the body. */
  readonly of: 'only-graph' | 'report';
  readonly graph: Graph;
  readonly body: readonly Markup[];
}

/** A page in one file: it needs no network, and is let to use none. */
export function pageText({ title, of, graph, body }: Page): string {
  const scripts = [elkScript(), asset(PAGE_SCRIPT)];
  const styles = [asset([`:root { ${variables()} font-family: ${FONTS}; }`, PAGE_STYLE, inPageStyle()].join('\n'))];
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    ...[
      element('meta', { charset: 'utf-8' }),
      securityPolicy(scripts, styles),
      element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      element('title', {}, title),
    ].map(markupText),
    ...styles.map(({ text }) => `<style>${text}</style>`),
    '</head>',
    `<body class="${of}">`,
    ...body.map(markupText),
    `<script type="application/json" id="graph-data">${dataText(graph)}</script>`,
    ...scripts.map(({ text }) => `<script>${text}</script>`),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** JSON in which nothing can end the element that it stands in (WHATWG HTML, 4.12.1.3 "Restrictions for contents of script elements"). */
const dataText = (data: unknown): string => JSON.stringify(data).replaceAll('<', '\\u003c');
