import { nicsOf, type ResolvedSystem } from '../../model/resolved';
import type { Connections } from '../terraform/connections';
import type { Difference } from './difference';

/** Machines, filters and commands that an apply would send to another libvirt than that of their host. */
export function connectionDifferences(
  { machines, hosts }: Pick<ResolvedSystem, 'machines' | 'hosts'>,
  connections: Connections,
): readonly Difference[] {
  const hostOf = new Map(hosts.map((host) => [host.name, host]));
  const wrong = (about: string, text: string): Difference => ({ kind: 'too-wide', about, text });
  const misplaced = machines.flatMap(({ name, objectName, host }) => {
    const uri = connections.machines.get(objectName);
    const expected = hostOf.get(host)?.providerUri;
    if (!connections.machines.has(objectName) || uri === expected) return [];
    return [wrong(name, `${name}: its provider is configured for ${uri ?? 'no host'}, and not for ${expected}`)];
  });
  const filterHosts = new Map(
    machines.flatMap((machine) => nicsOf(machine).flatMap(({ filter }) => (filter ? [[filter.name, machine.host] as const] : []))),
  );
  const known = new Set(hosts.map(({ virshUri }) => virshUri));
  const astray = connections.steps.flatMap(({ address, uri, filter }) => {
    const host = filter === undefined ? undefined : filterHosts.get(filter);
    const expected = host === undefined ? undefined : hostOf.get(host)?.virshUri;
    if (expected === undefined ? known.has(uri) : uri === expected) return [];
    return [
      wrong(
        address,
        `${address} is sent to ${uri}, ${expected === undefined ? 'which is no host of the system' : `and not to ${expected}`}`,
      ),
    ];
  });
  return [...misplaced, ...astray];
}
