/** Beyond what any machine has (Linux, `NR_CPUS`): a slip of the pen makes no endless list. */
const MOST = 8192;

/** Numbers of processors or NUMA nodes out of libvirt's text for them, such as `0-3,8`, in ascending order; undefined when it is none. */
export function parseCpuSet(text: string): readonly number[] | undefined {
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const [, from, to = from] = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(part) ?? [];
    const [first, last] = [Number(from), Number(to)];
    if (!(first <= last && last < MOST)) return undefined;
    for (let each = first; each <= last; each++) found.add(each);
  }
  return [...found].sort((a, b) => a - b);
}

/** As libvirt writes them itself, which is what a plan compares with: `[0, 1, 2, 5]` is `0-2,5`. @param numbers in ascending order */
export function cpuSetText(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const each of numbers) {
    const run = runs.at(-1);
    if (run && each === run[1] + 1) run[1] = each;
    else runs.push([each, each]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}
