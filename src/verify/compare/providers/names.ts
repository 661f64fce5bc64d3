import { createHash } from 'node:crypto';

/** Longest name of a Service, and of any label value. */
const LONGEST = 63;

/** Names that are too long end in eight digits of their hash. */
export function nameOf(...parts: readonly string[]): string {
  const whole = parts.join('-');
  if (whole.length <= LONGEST) return whole;
  const hash = createHash('sha256').update(whole).digest('hex').slice(0, 8);
  return `${whole.slice(0, LONGEST - 9).replace(/-+$/, '')}-${hash}`;
}
