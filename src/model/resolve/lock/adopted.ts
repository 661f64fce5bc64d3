import type { Lock, LockedMachine } from '../../lock/lock';
import type { ResolvedLeftAlone } from '../../resolved';
import { compareText } from '../../values';
import type { Inventory } from '../inventory/inventory';

type Left = NonNullable<Lock['removed']['adopted']>;

/** Those whose names were released and that have not come back. */
export const stillLeft = ({ removed }: Lock, current: ReadonlyMap<string, LockedMachine>): Left =>
  Object.fromEntries(Object.entries(removed.adopted ?? {}).filter(([name]) => !current.has(name)));

/** Adopted machines that left: an apply that does not know yet would remove them with everything else that is gone. */
export function leftAlone({ hosts }: Inventory, { machines, adopted = {} }: Lock['removed']): readonly ResolvedLeftAlone[] {
  const here = new Set(hosts.map(({ name }) => name));
  const left = Object.entries(machines).flatMap(([name, { host, adopted: uuid }]) => (uuid === undefined ? [] : [{ name, host }]));
  const all = [...left, ...Object.entries(adopted).map(([name, { host }]) => ({ name, host }))];
  return all.filter(({ host }) => here.has(host)).sort((a, b) => compareText(a.name, b.name));
}
