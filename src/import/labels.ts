import { isLabel } from '../model/values';

/** Labels out of names of whatever form, each once. */
export class Labels {
  private readonly taken = new Set<string>();

  /** @param wanted what it is called @param kind for names of which nothing is left, a label */
  take(wanted: string, kind: string): string {
    const base = labelOf(wanted, kind);
    let label = base;
    for (let n = 2; this.taken.has(label); n++) label = `${base.slice(0, 58)}-${n}`;
    this.taken.add(label);
    return label;
  }
}

/** What is left of a name that begins like that, or else all of it. */
export const withoutPrefix = (name: string, prefix: string): string => (name.startsWith(prefix) ? name.slice(prefix.length) : name);

function labelOf(text: string, kind: string): string {
  const plain = text
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 50)
    .replace(/-+$/, '');
  if (isLabel(plain)) return plain;
  return isLabel(`${kind}-${plain}`) ? `${kind}-${plain}` : kind;
}
