import { rolesOf } from '../../configuration/database-logins';
import { secretVariable } from '../../guest/secret-variables';
import type { ResolvedDatabaseRole } from '../../resolved';
import { compareBlocks } from '../../values';
import type { DatabaseVm, LoginSource } from '../../workload/database-vm';

/** Terraform variable with the verifier of a role's password. */
export const verifierVariable = (machine: string, role: string): string => secretVariable(`${machine}_${role}`, 'verifier');

/**
 * Who logs in to a machine's server.
 * @param baseline from where those may who say nothing of it
 * @param blocksOf addresses under which machines see what is named
 */
export function resolveRoles(
  { name: machine, props }: DatabaseVm,
  baseline: readonly string[],
  blocksOf: (source: LoginSource) => readonly string[],
): readonly ResolvedDatabaseRole[] {
  const clientsOf = (from: readonly LoginSource[] | undefined): readonly string[] =>
    from === undefined ? baseline : [...new Set(from.flatMap(blocksOf))].sort(compareBlocks);
  return rolesOf(props).map(({ name, rights }) => {
    const { password, from } = props.roles?.[name] ?? {};
    return {
      name,
      rights,
      clients: props.engine.listsClients ? clientsOf(from) : ['0.0.0.0/0'],
      bound: from !== undefined,
      verifierVariable: verifierVariable(machine, name),
      ...(password && { password: { secret: password.secret.name, key: password.key } }),
    };
  });
}
