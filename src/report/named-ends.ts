import type { Report } from '../model/problem';
import { endAmbiguous, endUnknown } from '../model/problems';
import { cardsOfMachines, type End, endKey, externalEnd, type ResolvedSystem } from '../model/resolved';

/** Everything that a flow of the system can start from or end in, by its key; name servers aside, which nobody names. */
export function namedEnds({ machines, pairs, podGroups, clusters, subnets, externals }: ResolvedSystem): ReadonlyMap<string, End> {
  const ends: readonly End[] = [
    ...cardsOfMachines(machines).map(({ end }) => end),
    ...pairs.map(({ name, members }) => ({ is: 'pair', name, members }) as const),
    ...podGroups,
    ...clusters.map(({ name }) => ({ is: 'nodes', name }) as const),
    ...subnets.map(({ name }) => ({ is: 'subnet', name }) as const),
    ...externals.map(externalEnd),
    { is: 'outside', of: 'anyone', name: 'anyone' },
  ];
  return new Map(ends.map((end) => [endKey(end), end]));
}

/** What is asked for by its key alone, since the subnet itself has the name. */
const keyedEnds = ({ subnets }: ResolvedSystem): ReadonlyMap<string, End> =>
  new Map(
    subnets
      .filter(({ hostAddresses }) => hostAddresses.length > 0)
      .map(({ name }): [string, End] => [endKey({ is: 'kvm-hosts', name }), { is: 'kvm-hosts', name }]),
  );

/**
 * The ends that a user means by a name: all that have it, or the one of `<kind>/<name>`, e.g. `subnet/data` or `kvm-hosts/data`.
 * Empty: there is none.
 */
export function endsCalled(text: string, system: ResolvedSystem): readonly End[] {
  const ends = namedEnds(system);
  const exact = ends.get(text) ?? keyedEnds(system).get(text);
  return exact ? [exact] : [...ends.values()].filter(({ name }) => name === text);
}

/** The one end that is called so; undefined, with the problem reported, where there is none or are several. */
export function endCalled(text: string, system: ResolvedSystem, report: Report): End | undefined {
  const found = endsCalled(text, system);
  if (found.length === 0) report(endUnknown(text, [...new Set([...namedEnds(system).values()].map(({ name }) => name))]));
  if (found.length > 1) report(endAmbiguous(text, found.map(endKey)));
  return found.length === 1 ? found[0] : undefined;
}
