import { type Element, element } from '../markup';
import { nodeSign, placeSign } from './glyphs';
import type { Graph } from './graph';
import { ALL_FLOWS, NODE_KINDS } from './kinds';
import { HEADER, isPlain, LINE, type Line } from './labels';
import type { Area, Picture, PlacedArrow, PlacedBox, Point } from './layout';
import { arrowText, boxText, omittedText } from './sentences';

/** Radius of the corners that arrows turn. */
const CORNER = 7;
const ROUND = 9;
/** How far a pile shows behind what lies on top. */
const PILE = 8;

/**
 * A picture as SVG. Everything that can be asked for has `data-id`: the page makes it answer.
 * @param style rules of CSS that it brings along, where it stands alone
 */
export function pictureSvg(graph: Graph, { width, height, boxes, arrows, omitted }: Picture, style?: string): Element {
  const title = `Who may talk to whom in ${graph.system}`;
  // In a page, boxes are called by the text in them, and tell more of themselves when they are asked.
  const told: Told = (text) => (style === undefined ? undefined : element('title', {}, text));
  const names = new Map([...graph.places, ...graph.nodes].map(({ id, name }) => [id, name]));
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      class: 'picture',
      viewBox: `0 0 ${round(width)} ${round(height)}`,
      width: round(width),
      height: round(height),
      ...(style !== undefined && { role: 'img', 'aria-label': title }),
    },
    style === undefined ? undefined : [element('title', {}, title), element('style', {}, style)],
    element('defs', {}, [...ALL_FLOWS, 'plaintext'].map(marker)),
    style === undefined ? undefined : element('rect', { class: 'ground', width: '100%', height: '100%' }),
    // Boxes that others are in come first, arrows lie over them and below what they lead to.
    boxes.filter(isOpen).map((box) => placeGroup(box, told)),
    arrows.map((arrow) => arrowGroup(arrow, names, told)),
    boxes.flatMap(leavesOf).map((box) => leafGroup(box, told)),
    arrows.flatMap(labelGroup),
    omitted > 0 ? element('text', { class: 'what', x: 24, y: round(height - 8) }, omittedText(omitted)) : undefined,
  );
}

const marker = (kind: string): Element =>
  element(
    'marker',
    { id: `head-${kind}`, class: `head ${kind}`, viewBox: '0 0 10 10', refX: 9, refY: 5, markerWidth: 7, markerHeight: 7, orient: 'auto' },
    element('path', { d: 'M0 0.8L10 5L0 9.2z' }),
  );

/** What a picture says where somebody points at something in it. */
type Told = (text: string) => Element | undefined;

const isOpen = ({ boxes }: PlacedBox): boolean => boxes.length > 0;

const leavesOf = (placed: PlacedBox): readonly PlacedBox[] => (isOpen(placed) ? placed.boxes.flatMap(leavesOf) : [placed]);

function placeGroup({ box, area, lines, boxes }: PlacedBox, told: Told): Element | undefined {
  if (box.node) return undefined;
  const [name, what] = lines;
  return element(
    'g',
    {},
    element(
      'g',
      { class: `place ${box.place.kind}`, 'data-id': box.id },
      rect(area, 14),
      element('g', { transform: `translate(${round(area.x + 14)} ${round(area.y + 12)}) scale(0.8)` }, placeSign(box.place.kind)),
      element(
        'text',
        { x: round(area.x + 38), y: round(area.y + HEADER - 15) },
        element('tspan', { class: 'name' }, name?.text),
        element('tspan', { class: 'what', dx: 8 }, what?.text),
      ),
      fold(area.x + area.width - 20, area.y + 20, true),
      told(boxText(box)),
    ),
    boxes.filter(isOpen).map((inner) => placeGroup(inner, told)),
  );
}

function leafGroup({ box, area, lines }: PlacedBox, told: Told): Element {
  if (box.node)
    return element(
      'g',
      { class: `node ${NODE_KINDS[box.node.kind].family}`, 'data-id': box.id },
      rect(area, ROUND),
      leafContent(area, nodeSign(box.node.kind), lines),
      told(boxText(box)),
    );
  // What is closed looks like a pile.
  const top = { x: area.x, y: area.y + PILE, width: area.width - PILE, height: area.height - PILE };
  return element(
    'g',
    { class: `closed ${box.place.kind}`, 'data-id': box.id },
    [PILE, PILE / 2].map((offset) => rect({ ...top, x: top.x + offset, y: top.y - offset }, ROUND, 'pile')),
    rect(top, ROUND),
    leafContent(top, placeSign(box.place.kind), lines),
    fold(top.x + top.width - 16, top.y + 16, false),
    told(boxText(box)),
  );
}

/** A sign, and lines beside it. */
function leafContent({ x, y, height }: Area, sign: Element, lines: readonly Line[]): readonly Element[] {
  const middle = y + height / 2;
  const first = middle - ((lines.length - 1) * LINE) / 2 + 4;
  return [
    element('g', { transform: `translate(${round(x + 13)} ${round(middle - 10)})` }, sign),
    ...lines.map(({ text, bold }, index) =>
      element('text', { class: bold ? 'name' : 'what', x: round(x + 44), y: round(first + index * LINE) }, text),
    ),
  ];
}

/** What closes an open place, or opens a closed one, where there is somebody to press it. */
const fold = (x: number, y: number, isOpened: boolean): Element =>
  element(
    'g',
    { class: 'fold', transform: `translate(${round(x)} ${round(y)})`, 'aria-hidden': 'true' },
    element('circle', { r: 9 }),
    element('path', { d: isOpened ? 'M-4 0H4' : 'M-4 0H4M0 -4V4' }),
  );

function arrowGroup({ arrow, points }: PlacedArrow, names: ReadonlyMap<string, string>, told: Told): Element {
  const plaintext = isPlain(arrow);
  const path = pathOf(points);
  const text = arrowText(arrow, names);
  return element(
    'g',
    { class: `arrow ${arrow.kind}${plaintext ? ' plaintext' : ''}`, 'data-id': arrow.id, 'aria-label': told(text) ? undefined : text },
    // Wide enough to be hit.
    element('path', { class: 'hit', d: path }),
    element('path', { class: 'line', d: path, 'marker-end': `url(#head-${plaintext ? 'plaintext' : arrow.kind})` }),
    told(text),
  );
}

function labelGroup({ arrow, label }: PlacedArrow): readonly Element[] {
  if (!label || label.text === '') return [];
  const { x, y, width, height } = label.area;
  return [
    element(
      'g',
      { class: `label ${isPlain(arrow) ? 'plaintext' : arrow.kind}`, 'data-of': arrow.id },
      rect({ x, y, width, height }, 4),
      element('text', { x: round(x + width / 2), y: round(y + height - 4) }, label.text),
    ),
  ];
}

const rect = ({ x, y, width, height }: Area, radius: number, name?: string): Element =>
  element('rect', { class: name, x: round(x), y: round(y), width: round(width), height: round(height), rx: radius });

/** Straight lines whose corners are rounded. */
function pathOf(points: readonly Point[]): string {
  const [start, ...rest] = points;
  if (!start) return '';
  let from = start;
  const parts = [`M${at(start)}`];
  rest.forEach((corner, index) => {
    const next = rest[index + 1];
    if (next === undefined) parts.push(`L${at(corner)}`);
    else {
      const turn = Math.min(CORNER, distance(from, corner) / 2, distance(corner, next) / 2);
      parts.push(`L${at(towards(corner, from, turn))}Q${at(corner)} ${at(towards(corner, next, turn))}`);
    }
    from = corner;
  });
  return parts.join('');
}

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

function towards(from: Point, to: Point, length: number): Point {
  const whole = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) * length) / whole, y: from.y + ((to.y - from.y) * length) / whole };
}

const at = ({ x, y }: Point): string => `${round(x)} ${round(y)}`;

/** Tenths of pixels are as exact as anybody sees. */
const round = (length: number): number => Math.round(length * 10) / 10;
