import { errorAt } from '../model/place';
import { unknownName } from '../model/problems';

/** A thing of the system, or its name. */
export type Named = string | { readonly name: string };

/**
 * @param where of what it is one: of the system, of one of its stacks
 * @throws InvalidSystemError when there is none of that name
 */
export function byName<T>(things: ReadonlyMap<string, T>, where: string, what: string, named: Named): T {
  const name = typeof named === 'string' ? named : named.name;
  const found = things.get(name);
  if (found === undefined) throw errorAt(unknownName(where, what, name, things.keys()), byName);
  return found;
}
