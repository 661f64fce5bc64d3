// What pages run takes no more of the model than this.
import { groupBy } from '../../model/values/group';
import type { Graph, GraphFlow, GraphFlowKind, GraphNode, GraphPlace } from './graph';
import { ALL_FLOWS, FLOWS_AT_FIRST, NODE_KINDS, PLACE_KINDS } from './kinds';

/** How a graph is looked at. */
export interface ViewOptions {
  /** Which flows are shown. */
  readonly flows: readonly GraphFlowKind[];
  /** A node, or a place with all that is in it: only its flows, and whom they lead to, are shown. */
  readonly only?: string;
  /** Of `only`: what may reach it, what it may reach, or both. */
  readonly direction: 'in' | 'out' | 'both';
  /** Whether boxes of hosts stand around their subnets; else machines stand in subnets alone. */
  readonly hosts: boolean;
  /** Ids of boxes that are drawn as one. */
  readonly closed: ReadonlySet<string>;
}

/** Something that is drawn: a node, or a place with boxes in it. */
export type Box = NodeBox | PlaceBox;

export interface NodeBox {
  readonly id: string;
  readonly node: GraphNode;
  readonly place?: undefined;
  /** There are none in it. */
  readonly boxes: readonly [];
}

export interface PlaceBox {
  /** Of the place; a subnet that several hosts share has a box in each: `<place> <host>`. */
  readonly id: string;
  readonly place: GraphPlace;
  readonly node?: undefined;
  /** Empty: it is closed. */
  readonly boxes: readonly Box[];
  /** All nodes in it, at any depth. */
  readonly nodes: readonly GraphNode[];
}

/** Flows from one box to another. */
export interface Arrow {
  readonly id: string;
  /** Ids of boxes. */
  readonly from: string;
  readonly to: string;
  /** Of its most important flow. */
  readonly kind: GraphFlowKind;
  readonly flows: readonly GraphFlow[];
}

/** What is to be seen of a graph. */
export interface View {
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
  /** Flows that are shown, those within closed boxes too. */
  readonly flows: readonly GraphFlow[];
}

/** What of a graph is to be seen. */
export function viewOf(graph: Graph, options: ViewOptions): View {
  const flows = shownFlows(graph, options);
  const nodes = shownNodes(graph, flows, options);
  const boxes = new Boxes(graph, nodes, options);
  return { boxes: boxes.all, arrows: boxes.arrows(flows), flows };
}

function shownFlows({ flows, nodes }: Graph, { flows: kinds, only, direction }: ViewOptions): readonly GraphFlow[] {
  const chosen = only === undefined ? undefined : membersOf(nodes, only);
  return flows.filter(({ kind, from, to }) => {
    if (!kinds.includes(kind)) return false;
    if (chosen === undefined) return true;
    return (direction !== 'in' && chosen.has(from)) || (direction !== 'out' && chosen.has(to));
  });
}

/** The node itself with its parts, or the nodes that are in the place. */
export const membersOf = (nodes: readonly GraphNode[], id: string): ReadonlySet<string> =>
  new Set(nodes.filter((node) => node.id === id || node.partOf === id || node.in.includes(id)).map((node) => node.id));

function shownNodes({ nodes }: Graph, flows: readonly GraphFlow[], { only }: ViewOptions): readonly GraphNode[] {
  const met = new Set(flows.flatMap(({ from, to }) => [from, to]));
  const chosen = only === undefined ? undefined : membersOf(nodes, only);
  return nodes.filter(({ id, kind }) => met.has(id) || ((chosen === undefined || chosen.has(id)) && NODE_KINDS[kind].alone));
}

/** The boxes of a view, and which of them stands for each node. */
class Boxes {
  readonly all: readonly Box[];
  private readonly boxOf = new Map<string, string>();
  private readonly places: ReadonlyMap<string, GraphPlace>;

  constructor(
    graph: Graph,
    nodes: readonly GraphNode[],
    private readonly options: ViewOptions,
  ) {
    this.places = new Map(graph.places.map((place) => [place.id, place]));
    this.all = this.within(nodes, 0, '');
  }

  private within(nodes: readonly GraphNode[], depth: number, around: string): readonly Box[] {
    const groups = groupBy(nodes, (node) => this.placesOf(node)[depth]);
    return [...groups].flatMap(([place, inside]): readonly Box[] => {
      if (place === undefined) return inside.map((node) => this.leaf(node, node.id));
      const id = boxId(place, around);
      if (!this.options.closed.has(id)) {
        const boxes = this.within(inside, depth + 1, id);
        return PLACE_KINDS[place.kind].boxed ? [{ id, place, nodes: inside, boxes }] : boxes;
      }
      for (const node of inside) this.leaf(node, id);
      return [{ id, place, nodes: inside, boxes: [] }];
    });
  }

  /** Those that are drawn, the outermost first. */
  private placesOf({ in: ids }: GraphNode): readonly GraphPlace[] {
    const places = ids.flatMap((id) => this.places.get(id) ?? []);
    return this.options.hosts ? places : places.filter(({ kind }) => !PLACE_KINDS[kind].optional);
  }

  private leaf(node: GraphNode, box: string): NodeBox {
    this.boxOf.set(node.id, box);
    return { id: node.id, node, boxes: [] };
  }

  /** One for all flows from one box to another; those within a box have none. */
  arrows(flows: readonly GraphFlow[]): readonly Arrow[] {
    const arrows = new Map<string, { from: string; to: string; flows: GraphFlow[] }>();
    for (const flow of flows) {
      const [from, to] = [this.boxOf.get(flow.from), this.boxOf.get(flow.to)];
      if (from === undefined || to === undefined || from === to) continue;
      const id = `${from} → ${to}`;
      const known = arrows.get(id);
      if (known) known.flows.push(flow);
      else arrows.set(id, { from, to, flows: [flow] });
    }
    return [...arrows].map(([id, arrow]) => ({ id, ...arrow, kind: mostImportant(arrow.flows) }));
  }
}

const mostImportant = (flows: readonly GraphFlow[]): GraphFlowKind =>
  ALL_FLOWS.find((kind) => flows.some((flow) => flow.kind === kind)) ?? 'upkeep';

const boxId = ({ id, kind }: GraphPlace, around: string): string => (PLACE_KINDS[kind].repeats && around !== '' ? `${id} ${around}` : id);

/** Nobody can follow more arrows than these, and laying them out would take too long. */
export const MOST_ARROWS = 150;

/** How a graph is looked at first: by host where there would be more arrows between subnets than anybody can follow. */
export function optionsAtFirst(graph: Graph): Omit<ViewOptions, 'closed'> {
  const bySubnet = { flows: FLOWS_AT_FIRST, direction: 'both', hosts: false } as const;
  const { arrows } = viewOf(graph, { ...bySubnet, closed: closedAtFirst(graph, bySubnet) });
  return { ...bySubnet, hosts: arrows.length > MOST_ARROWS };
}

/** Boxes that a picture can show one by one and stay readable. */
const READABLE = 80;
/** Nodes that a box can hold open in a picture that is not. */
const FEW = 8;

/**
 * Which boxes are closed at first, so that a picture stays readable: none where all nodes have room and all arrows can be followed; else
 * those with many nodes in them, then all that hold nodes, then those around them.
 */
export function closedAtFirst(graph: Graph, options: Omit<ViewOptions, 'closed'>): ReadonlySet<string> {
  const { boxes } = viewOf(graph, { ...options, closed: new Set() });
  const closed = new Set<string>();
  const places = levelsOf(boxes);
  const outside = boxes.filter((box) => box.node?.in.includes(OUTSIDE)).length;
  const steps = [[...(outside > FEW ? [OUTSIDE] : []), ...idsOf(places[0] ?? [], FEW)], ...places.map((level) => idsOf(level, 1))];
  for (const step of steps) {
    if (countOf(boxes, closed) <= READABLE && viewOf(graph, { ...options, closed }).arrows.length <= MOST_ARROWS) break;
    for (const id of step) closed.add(id);
  }
  return closed;
}

const OUTSIDE = 'in/outside';

const idsOf = (places: readonly PlaceBox[], more: number): readonly string[] =>
  places.filter(({ nodes }) => nodes.length > more).map(({ id }) => id);

/** Places by how many others they hold within each other: first those with nothing but nodes. */
function levelsOf(boxes: readonly Box[]): readonly (readonly PlaceBox[])[] {
  const levels: PlaceBox[][] = [];
  const visit = (box: Box): number => {
    if (box.node) return 0;
    const level = Math.max(0, ...box.boxes.map(visit));
    levels[level] = [...(levels[level] ?? []), box];
    return level + 1;
  };
  boxes.forEach(visit);
  return levels;
}

/** How many boxes are drawn that hold no others. */
const countOf = (boxes: readonly Box[], closed: ReadonlySet<string>): number =>
  boxes.reduce((sum, box) => sum + (box.node || closed.has(box.id) ? 1 : countOf(box.boxes, closed)), 0);
