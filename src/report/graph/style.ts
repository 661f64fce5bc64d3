import { COLOURS, type Colour } from './colours';
import { ALL_FLOWS, NODE_KINDS } from './kinds';

/** Fonts that are about as wide as the layout takes them for. */
export const FONTS = '"Helvetica Neue", Helvetica, Arial, "Liberation Sans", "DejaVu Sans", sans-serif';

/** For a picture that stands alone: plain colours, for programs that know no variables, and those of dark ground where they are wanted. */
export const aloneStyle = (): string =>
  `.picture .fold { display: none; }\n${rules((colour) => COLOURS[colour][0])}\n@media (prefers-color-scheme: dark) {\n${rules((colour) => COLOURS[colour][1])}\n}`;

/** For pictures in a page that has the colours as variables. */
export const inPageStyle = (): string => rules((colour) => `var(--${colour})`);

/** The variables. What is light and what is dark follows `color-scheme`. */
export const variables = (): string =>
  Object.entries(COLOURS)
    .map(([name, [light, dark]]) => `--${name}: light-dark(${light}, ${dark});`)
    .join(' ');

function rules(colour: (name: Colour) => string): string {
  const box = (name: string, fill: Colour, line: Colour): string =>
    `.picture .${name} > rect { fill: ${colour(fill)}; stroke: ${colour(line)}; }`;
  return [
    `.picture { font-family: ${FONTS}; }`,
    `.picture .ground { fill: ${colour('ground')}; }`,
    `.picture text { fill: ${colour('ink')}; font-size: 13px; }`,
    '.picture .name { font-weight: 600; }',
    `.picture .what { fill: ${colour('soft')}; font-size: 11px; font-weight: 400; }`,
    '.picture .sign { fill: none; stroke-width: 1.6; stroke-linejoin: round; stroke-linecap: round; }',
    box('host', 'host-fill', 'line'),
    box('outside', 'host-fill', 'line'),
    box('subnet', 'subnet-fill', 'subnet-line'),
    box('cluster', 'cluster-fill', 'cluster-line'),
    box('namespace', 'namespace-fill', 'cluster-line'),
    `.picture .place .sign, .picture .closed .sign { stroke: ${colour('soft')}; }`,
    `.picture .node > rect { fill: ${colour('card')}; stroke-width: 1.4; }`,
    ...[...new Set(Object.values(NODE_KINDS).map(({ family }) => family))].map(
      (family) => `.picture .${family} > rect, .picture .${family} .sign { stroke: ${colour(family)}; }`,
    ),
    '.picture .outside > rect, .picture .helper > rect { stroke-dasharray: 5 3; }',
    '.picture .hit { fill: none; stroke: transparent; stroke-width: 14; }',
    '.picture .line { fill: none; stroke-width: 1.8; }',
    ...ALL_FLOWS.flatMap((kind) => [
      `.picture .${kind} .line { stroke: ${colour(kind)}; }`,
      `.picture .head.${kind} path { fill: ${colour(kind)}; }`,
      `.picture .label.${kind} text { fill: ${colour(kind)}; }`,
    ]),
    '.picture .upkeep .line { stroke-width: 1.2; stroke-dasharray: 4 3; }',
    `.picture .plaintext .line { stroke: ${colour('warn')}; }`,
    `.picture .head.plaintext path, .picture .label.plaintext text { fill: ${colour('warn')}; }`,
    `.picture .label rect { fill: ${colour('ground')}; }`,
    `.picture .fold circle { fill: ${colour('card')}; stroke: ${colour('line')}; }`,
    `.picture .fold path { stroke: ${colour('soft')}; stroke-width: 1.6; }`,
    '.picture .label text { font-size: 11px; text-anchor: middle; }',
  ].join('\n');
}
