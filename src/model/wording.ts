import leven from 'leven';

/** The word that was probably meant: the same but for case, or two letters away at most, and less than half of it. */
export function nearest(written: string, words: readonly string[]): string | undefined {
  const distances = words.map((word) => [leven(written.toLowerCase(), word.toLowerCase()), word] as const);
  const [distance, word] = distances.sort(([a], [b]) => a - b)[0] ?? [Infinity, ''];
  return distance <= 2 && distance * 2 < word.length ? word : undefined;
}

/** `1 node`, `2 nodes`. */
export const countOf = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
