import { countText } from './labels';
import type { Arrow, Box } from './view';

/** A box in words, for those who hear the picture or point at it. */
export function boxText(box: Box): string {
  if (box.node) return [box.node.name, box.node.what, box.node.address].filter((text) => text !== undefined).join(', ');
  const { place, nodes, boxes } = box;
  return `${place.name}, ${place.what}, ${countText(place, nodes)}${boxes.length === 0 ? ', closed' : ''}`;
}

/** Why there are no arrows, and what brings them. */
export const omittedText = (arrows: number): string =>
  `${arrows} arrows are too many to follow: narrow the picture to one of its boxes to see them.`;

/** An arrow in words. */
export function arrowText({ from, to, flows }: Arrow, names: ReadonlyMap<string, string>): string {
  const ports = [...new Set(flows.flatMap((flow) => flow.ports))].join(', ');
  const because = [...new Set(flows.flatMap((flow) => flow.because))];
  const ends = `${nameIn(names, from)} may reach ${nameIn(names, to)}`;
  return flows.length > 3 ? `${ends}: ${flows.length} flows` : `${ends} on ${ports}${because.length > 0 ? ` (${because.join('; ')})` : ''}`;
}

/** Boxes of subnets that hosts share have the host behind their id. */
const nameIn = (names: ReadonlyMap<string, string>, id: string): string => names.get(id) ?? names.get(id.split(' ')[0] ?? '') ?? id;
