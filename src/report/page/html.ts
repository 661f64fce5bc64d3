import { type Children, type Element, element } from '../markup';

/** Each in a line of its own. */
export const lines = (texts: readonly string[]): readonly Element[] => texts.map((text) => element('div', {}, text));

export const list = (texts: readonly (string | Children)[]): Element =>
  element(
    'ul',
    { class: 'told' },
    texts.map((text) => element('li', {}, text)),
  );

/** Marks of Markdown for strong and stressed words, as reports use them, as elements. */
export const marked = (text: string): readonly (Element | string)[] =>
  text.split(/(\*\*[^*]+\*\*|\*[^*]+\*)/).map((part) => {
    if (part.startsWith('**')) return element('strong', {}, part.slice(2, -2));
    return part.startsWith('*') ? element('em', {}, part.slice(1, -1)) : part;
  });
