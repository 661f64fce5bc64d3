import { printableLines } from '../../../model/printable';
import type { Markup } from '../../markup';

const SVG = 'http://www.w3.org/2000/svg';

/** Makes what is described: text becomes text and nothing else. */
export function build(markup: Markup, svg = false): Node {
  if (typeof markup === 'string') return document.createTextNode(printableLines(markup));
  const { tag, attributes, children } = markup;
  const within = svg || tag === 'svg';
  const made = within ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (name !== 'xmlns') made.setAttribute(name, value);
  made.append(...children.map((child) => build(child, within)));
  return made;
}

/** @throws Error where the page has no such element */
export function byId<E extends HTMLElement>(id: string, type: new () => E): E {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${id}`);
  return found;
}
