import { printableLines } from '../model/printable';

/** Markup as data: whoever writes it out escapes, so that text of users can be nothing but text. */
export interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Markup[];
}

export type Markup = Element | string;

/** Attributes as they are written down: what is undefined or false is left out, `true` is an empty value. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** What an element can be given as children: lists within lists are taken apart, what is undefined is left out. */
export type Children = readonly (Markup | undefined | Children)[];

export function element(tag: string, attributes: Attributes = {}, ...children: Children): Element {
  const given = Object.entries(attributes).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === false ? [] : [[name, value === true ? '' : String(value)]],
  );
  return { tag, attributes: Object.fromEntries(given), children: flat(children) };
}

const flat = (children: Children): readonly Markup[] =>
  children.flatMap((child): readonly Markup[] => {
    if (child === undefined) return [];
    return isList(child) ? flat(child) : [child];
  });

const isList = (child: Markup | Children): child is Children => Array.isArray(child);

/** Elements of HTML that have no end (WHATWG HTML, 13.1.2 "void elements"). SVG has none of these names. */
const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));

/** As text that is well-formed as HTML, and as XML where no element of HTML without an end is in it. */
export function markupText(markup: Markup): string {
  if (typeof markup === 'string') return escaped(markup);
  const { tag, attributes, children } = markup;
  const start = `<${tag}${Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escaped(value)}"`)
    .join('')}>`;
  return VOID.has(tag) ? start : `${start}${children.map(markupText).join('')}</${tag}>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Neither characters of text: XML 1.0 does not take them, not even escaped (2.2 "Characters"). */
const NOT_IN_XML = /[\ufffe\uffff]/g;

const escaped = (text: string): string =>
  printableLines(text)
    .replace(NOT_IN_XML, '\ufffd')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
