import { TerraformVariable } from 'cdktf';
import type { Construct } from 'constructs';
import type { GuestRole, ResolvedMachine } from '../model/resolved';
import { escapeTemplate, verifierVariable } from './guest';
import { addressed } from './names';

type Variable = ReturnType<typeof verifierVariable>;

/** The secret that a guest is told, by what it is set up to be. */
const VARIABLES: { readonly [R in GuestRole as R['kind']]: (role: R) => Variable | undefined } = {
  database: verifierVariable,
  'load-balancer': () => undefined,
  'cluster-node': () => undefined,
  plain: () => undefined,
};

/** Secrets are given to Terraform when it runs; nothing that is synthesized holds one. */
export function renderVariables(scope: Construct, { guest }: ResolvedMachine): void {
  const variable = (VARIABLES[guest.role.kind] as (role: GuestRole) => Variable | undefined)(guest.role);
  if (!variable) return;
  const { name, description, pattern } = variable;
  const matches = `can(regex(${escapeTemplate(JSON.stringify(pattern))}, var.${name}))`;
  addressed(
    'var',
    name,
    (id) =>
      new TerraformVariable(scope, id, {
        type: 'string',
        sensitive: true,
        nullable: false,
        description: escapeTemplate(description),
        validation: [{ condition: `\${${matches}}`, errorMessage: escapeTemplate(`Not a ${description}.`) }],
      }),
  );
}
