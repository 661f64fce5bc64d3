import type { ResolvedSystem } from '../model/resolved';
import type { Difference } from './compare';

const TITLES: Readonly<Record<Difference['kind'], string>> = {
  unreadable: 'Not understood',
  'too-wide': 'Let through, although no flow allows it',
  missing: 'Allowed, but not carried',
};

/** What verification found, for people. */
export function report(
  differences: readonly Difference[],
  { machines, flows }: Pick<ResolvedSystem, 'machines' | 'flows'>,
): { readonly text: string; readonly clean: boolean } {
  if (differences.length === 0) {
    return {
      text: `${flows.length} flows verified at ${machines.length} virtual machines and in all manifests: they do what the model says.\n`,
      clean: true,
    };
  }
  const groups = Object.entries(TITLES).flatMap(([kind, title]) => {
    const found = differences.filter((each) => each.kind === kind).map(({ text }) => `  - ${text}`);
    return found.length > 0 ? [[`${title} (${found.length}):`, ...found.sort()].join('\n')] : [];
  });
  return { text: `${groups.join('\n')}\n`, clean: false };
}
