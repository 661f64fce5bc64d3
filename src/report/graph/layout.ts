import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api';
import { arrowLabel, boxLines, HEADER, LINE, type Line } from './labels';
import { textWidth } from './text-width';
import { type Arrow, type Box, MOST_ARROWS, type View } from './view';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Area extends Point {
  readonly width: number;
  readonly height: number;
}

export interface PlacedBox {
  readonly box: Box;
  readonly area: Area;
  readonly lines: readonly Line[];
  /** Those in it. */
  readonly boxes: readonly PlacedBox[];
}

export interface PlacedArrow {
  readonly arrow: Arrow;
  readonly points: readonly Point[];
  readonly label?: { readonly text: string; readonly area: Area };
}

/** A view with a place for everything. Lengths are in pixels at a scale of one. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PlacedBox[];
  readonly arrows: readonly PlacedArrow[];
  /** How many arrows are left out: nobody could follow so many. */
  readonly omitted: number;
}

/** Eclipse's layout kernel, however it was loaded. */
export interface Elk {
  layout(graph: ElkNode): Promise<ElkNode>;
}

/** More arrows than these have no labels: they would not find room. */
const MOST_LABELS = 60;

/** What ELK is told: https://eclipse.dev/elk/reference/options.html. Coordinates are those of the whole picture. */
const ROOT_OPTIONS: Readonly<Record<string, string>> = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  'elk.padding': '[top=24,left=24,bottom=24,right=24]',
  'elk.spacing.nodeNode': '22',
  'elk.spacing.edgeNode': '18',
  'elk.spacing.edgeEdge': '10',
  'elk.spacing.edgeLabel': '3',
  'elk.layered.spacing.nodeNodeBetweenLayers': '26',
  'elk.layered.spacing.edgeNodeBetweenLayers': '14',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '10',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.thoroughness': '10',
  'elk.aspectRatio': '1.7',
};

/** A place is as wide as its heading at least. */
const placeOptions = (box: Box): Record<string, string> => ({
  'elk.padding': `[top=${HEADER},left=16,bottom=16,right=16]`,
  'elk.nodeSize.constraints': 'MINIMUM_SIZE',
  'elk.nodeSize.minimum': `(${Math.ceil(boxLines(box).reduce((sum, line) => sum + widthOf(line), 92))}, 60)`,
});

const widthOf = ({ text, size, bold }: Line): number => textWidth(text, size, bold);

/** Boxes without arrows stand in rows: a layer of them would be as high as there are many. */
const ROWS_OPTIONS: Readonly<Record<string, string>> = {
  'elk.algorithm': 'rectpacking',
  'elk.hierarchyHandling': 'SEPARATE_CHILDREN',
  'elk.padding': '[top=0,left=0,bottom=0,right=0]',
  'elk.spacing.nodeNode': '14',
  'elk.aspectRatio': '1.7',
};

/** A picture with more boxes than these sets those of a layer off from each other, so that it becomes less high. */
const MANY = 30;
const MANY_OPTIONS: Readonly<Record<string, string>> = { 'elk.layered.layerUnzipping.strategy': 'ALTERNATING' };

/** What arrows at one side of a box are apart at least. */
const APART = 8;

/** How many arrows boxes have at one of their sides. */
class Degrees {
  private readonly counts = new Map<string, { from: number; to: number }>();

  constructor(arrows: readonly Arrow[]) {
    for (const { from, to } of arrows) {
      this.countsOf(from).from++;
      this.countsOf(to).to++;
    }
  }

  /** How many boxes have any. */
  get boxes(): number {
    return this.counts.size;
  }

  /** At the side that has more of them. */
  of(id: string): number {
    const { from, to } = this.counts.get(id) ?? { from: 0, to: 0 };
    return Math.max(from, to);
  }

  private countsOf(id: string): { from: number; to: number } {
    const counts = this.counts.get(id) ?? { from: 0, to: 0 };
    this.counts.set(id, counts);
    return counts;
  }
}

/**
 * Finds a place for everything that is to be seen.
 * @throws Error when ELK does
 */
export async function layOut(view: View, elk: Elk): Promise<Picture> {
  const arrows = view.arrows.length <= MOST_ARROWS ? view.arrows : [];
  const labelled = arrows.length <= MOST_LABELS;
  const degrees = new Degrees(arrows);
  const input: ElkNode = {
    id: 'picture',
    layoutOptions: { ...ROOT_OPTIONS, ...(degrees.boxes > MANY ? MANY_OPTIONS : {}) },
    children: children(view.boxes, degrees, 'picture'),
    edges: arrows.map((arrow) => edge(arrow, labelled)),
  };
  const placed = await elk.layout(input);
  const areas = new Map<string, Area>();
  collectAreas(placed, areas);
  return {
    width: placed.width ?? 0,
    height: placed.height ?? 0,
    boxes: view.boxes.map((box) => placedBox(box, areas)),
    arrows: (placed.edges ?? []).flatMap((drawn, index) => placedArrow(arrows[index], drawn)),
    omitted: view.arrows.length - arrows.length,
  };
}

function children(boxes: readonly Box[], degrees: Degrees, id: string): ElkNode[] {
  const isAlone = (box: Box): boolean => degrees.of(box.id) === 0 && box.boxes.length === 0;
  const alone = boxes.filter(isAlone);
  const nodes = boxes.filter((box) => !isAlone(box) || alone.length < 2).map((box) => elkNode(box, degrees));
  if (alone.length < 2) return nodes;
  return [...nodes, { id: `rows of ${id}`, layoutOptions: { ...ROWS_OPTIONS }, children: alone.map((box) => elkNode(box, degrees)) }];
}

function elkNode(box: Box, degrees: Degrees): ElkNode {
  if (box.boxes.length > 0) return { id: box.id, layoutOptions: placeOptions(box), children: children(box.boxes, degrees, box.id) };
  const lines = boxLines(box);
  const width = Math.max(...lines.map(widthOf));
  return {
    id: box.id,
    width: Math.ceil(Math.max(120, width + (box.node ? 58 : 92))),
    height: Math.max((box.node ? 20 : 28) + lines.length * LINE, degrees.of(box.id) * APART),
  };
}

function edge(arrow: Arrow, labelled: boolean): ElkExtendedEdge {
  const text = labelled ? arrowLabel(arrow) : undefined;
  return {
    id: arrow.id,
    sources: [arrow.from],
    targets: [arrow.to],
    ...(text !== undefined && {
      labels: [{ text, width: Math.ceil(textWidth(text, 11)) + 8, height: 16, layoutOptions: { 'elk.edgeLabels.inline': 'true' } }],
    }),
  };
}

function collectAreas({ id, x = 0, y = 0, width = 0, height = 0, children: inside = [] }: ElkNode, areas: Map<string, Area>): void {
  areas.set(id, { x, y, width, height });
  for (const child of inside) collectAreas(child, areas);
}

function placedBox(box: Box, areas: ReadonlyMap<string, Area>): PlacedBox {
  const area = areas.get(box.id);
  if (!area) throw new Error(`ELK has no place for ${box.id}`);
  return { box, area, lines: boxLines(box), boxes: box.boxes.map((inner) => placedBox(inner, areas)) };
}

function placedArrow(arrow: Arrow | undefined, { sections = [], labels = [] }: ElkExtendedEdge): readonly PlacedArrow[] {
  const [section] = sections;
  if (!arrow || !section) return [];
  const [label] = labels;
  const { x = 0, y = 0, width = 0, height = 0, text = '' } = label ?? {};
  return [
    {
      arrow,
      points: straightened([section.startPoint, ...(section.bendPoints ?? []), section.endPoint]),
      ...(label && { label: { text, area: { x, y, width, height } } }),
    },
  ];
}

/** Less than this is no turn. */
const STEP = 4;

/** Turns that are too small to be meant are left out: arrows make them at the borders of boxes around their ends. */
function straightened(points: readonly Point[]): readonly Point[] {
  const straight: Point[] = [];
  for (const point of points) {
    const last = straight.at(-1) ?? point;
    const next = {
      x: Math.abs(point.x - last.x) < STEP ? last.x : point.x,
      y: Math.abs(point.y - last.y) < STEP ? last.y : point.y,
    };
    if (straight.length === 0 || next.x !== last.x || next.y !== last.y) straight.push(next);
  }
  return straight;
}
