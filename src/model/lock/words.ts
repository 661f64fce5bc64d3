import { compareText } from '../values';
import { sameContent } from './lock';
import type { SideName, Versions } from './merge';

/** How the two sides of a merge differ about one thing: only what they contradict each other in. */
export function inWords(name: string, { ours, theirs }: Versions<object>): string {
  const facts = { ours: factsOf(ours), theirs: factsOf(theirs) };
  const differing = [...new Set([...facts.ours.keys(), ...facts.theirs.keys()])]
    .filter((key) => !sameContent(facts.ours.get(key), facts.theirs.get(key)))
    .sort(compareText);
  const side = (each: SideName): string => {
    if (facts[each].size === 0) return 'nothing';
    const said = differing.flatMap((key) => (facts[each].has(key) ? [`${key} ${facts[each].get(key)}`] : []));
    return said.length > 0 ? said.join(', ') : 'no more of it';
  };
  return `${name}: ours has ${side('ours')}; theirs has ${side('theirs')}.`;
}

/** `present.volumes.data.mebibytes` to `10240`, and so on. */
function factsOf(value: unknown, path = ''): ReadonlyMap<string, string> {
  if (value === undefined) return new Map();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Map([[path, JSON.stringify(value)]]);
  return new Map(Object.entries(value).flatMap(([key, item]) => [...factsOf(item, path === '' ? key : `${path}.${key}`)]));
}
