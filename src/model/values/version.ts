/** Whether a dotted version such as `8.4` or `1.34` is `first` or a later one. What a version does not state counts as 0. */
export function isSince(version: string, first: string): boolean {
  const [a, b] = [version, first].map((text) => text.split('.').map(Number));
  const length = Math.max(a?.length ?? 0, b?.length ?? 0);
  for (let part = 0; part < length; part++) {
    const difference = (a?.[part] ?? 0) - (b?.[part] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
