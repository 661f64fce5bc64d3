import { TerraformVariable } from 'cdktf';
import type { Construct } from 'constructs';
import type { ResolvedMachine } from '../model/resolved';
import { escapeTemplate, verifierVariable } from './guest';
import { addressed } from './names';

/** Secrets are given to Terraform when it runs; nothing that is synthesized holds one. */
export function renderVariables(scope: Construct, { guest }: ResolvedMachine): void {
  if (guest.role.kind !== 'database') return;
  const { name, description, pattern } = verifierVariable(guest.role);
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
