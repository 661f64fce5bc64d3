import { createHash } from 'node:crypto';

/** In hexadecimal digits. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Cuts `text` to `max` characters, keeping it unique by a hash of the whole, of so many digits. */
export function shorten(text: string, max: number, digits = 6): string {
  if (text.length <= max) return text;
  const hash = sha256(text).slice(0, digits);
  return `${text.slice(0, max - hash.length - 1).replace(/-+$/, '')}-${hash}`;
}
