import type { GraphNode, GraphPlace } from './graph';
import { PLACE_KINDS } from './kinds';
import { fitted } from './text-width';
import type { Arrow, Box } from './view';

/** Height of the heading of an open place, and of a line in any other box. */
export const HEADER = 40;
export const LINE = 17;

/** A line of text in a box. */
export interface Line {
  readonly text: string;
  /** Of the font. */
  readonly size: number;
  readonly bold: boolean;
}

const LONGEST_NAME = 32;
const LONGEST_LINE = 40;

/** What stands in a box: its name, then what it is. */
export function boxLines(box: Box): readonly Line[] {
  if (box.node) return lines(box.node.name, detail(box.node));
  const { place, nodes, boxes } = box;
  // The heading of an open place is one line.
  if (boxes.length > 0) return lines(place.name, [place.what]);
  return lines(place.name, [place.what, countText(place, nodes)]);
}

const lines = (name: string, more: readonly string[]): readonly Line[] => [
  { text: fitted(name, LONGEST_NAME), size: 13, bold: true },
  ...more.map((text) => ({ text: fitted(text, LONGEST_LINE), size: 11, bold: false })),
];

const detail = ({ what, address }: GraphNode): readonly string[] => [what, ...(address === undefined ? [] : [address])];

export function countText({ kind }: Pick<GraphPlace, 'kind'>, nodes: readonly GraphNode[]): string {
  const [one, several] = PLACE_KINDS[kind].holds;
  return `${nodes.length} ${nodes.length === 1 ? one : several}`;
}

/** Whether some of it is carried without mutual TLS where a mesh could. */
export const isPlain = ({ flows }: Pick<Arrow, 'flows'>): boolean => flows.some(({ plaintext }) => plaintext !== undefined);

/** What stands on an arrow: its ports, or how many flows it stands for. */
export function arrowLabel({ flows }: Arrow): string {
  const ends = new Set(flows.map(({ from, to }) => `${from} ${to}`));
  if (ends.size > 1) return `${flows.length} flows`;
  const ports = [...new Set(flows.flatMap((flow) => flow.ports))];
  const text = ports.length > 3 ? `${ports.slice(0, 2).join(', ')} and ${ports.length - 2} more` : ports.join(', ');
  return isPlain({ flows }) ? `${text}, plaintext` : text;
}
