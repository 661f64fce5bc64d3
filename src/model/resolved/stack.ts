import { groupBy } from '../values/group';
import { compareText } from '../values/text';
import type { ResolvedHost } from './network';

/** Name of a Terraform stack. @param stack as the user calls it; undefined for that of the system */
export const stackName = (system: string, stack: string | undefined): string => (stack === undefined ? system : `${system}-${stack}`);

/** A Terraform stack, and the hosts whose objects it holds. */
export interface StackOfHosts {
  /** Name of its folder, and first part of that of its state. */
  readonly name: string;
  /** By name. */
  readonly hosts: readonly ResolvedHost[];
}

/** The Terraform stacks of a system, by name. There is always one, so that there is something to apply when the last host is gone. */
export function stacksOf({ name, hosts }: { readonly name: string; readonly hosts: readonly ResolvedHost[] }): readonly StackOfHosts[] {
  if (hosts.length === 0) return [{ name, hosts }];
  const stacks = groupBy(hosts, ({ stack }) => stack);
  return [...stacks].map(([stack, own]) => ({ name: stack, hosts: own })).sort((a, b) => compareText(a.name, b.name));
}
