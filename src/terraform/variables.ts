import { TerraformVariable } from 'cdktf';
import type { Construct } from 'constructs';
import type { GuestRole, ResolvedMachine } from '../model/resolved';
import { append, compareText } from '../model/values';
import { escapeTemplate, verifierVariable } from './guest';
import { addressed } from './names';

interface Variable {
  readonly name: string;
  readonly description: string;
  /** Regular expression that its value matches. Unset: any text that is not empty. */
  readonly pattern?: string;
}

/** The secret that a guest is told, by what it is set up to be. */
const VERIFIERS: { readonly [R in GuestRole as R['kind']]: (role: R) => Variable | undefined } = {
  database: verifierVariable,
  'load-balancer': () => undefined,
  'cluster-node': () => undefined,
  plain: () => undefined,
};

const verifierOf = ({ role }: ResolvedMachine['guest']): readonly Variable[] => {
  const variable = (VERIFIERS[role.kind] as (role: GuestRole) => Variable | undefined)(role);
  return variable ? [variable] : [];
};

/** What is told by a variable to a machine's first boot: `the file /etc/key of web`. */
const asked = ({ name, guest: { firstBoot } }: ResolvedMachine): readonly (readonly [variable: string, where: string])[] =>
  (firstBoot?.variables ?? []).map((variable) => [variable.name, `${variable.where} of ${name}`]);

/** Sensitive variables of all machines. One may be told to several. */
function variablesOf(machines: readonly ResolvedMachine[]): readonly Variable[] {
  const places = new Map<string, string[]>();
  for (const [variable, where] of machines.flatMap(asked)) append(places, variable, where);
  const own = [...places].sort(([a], [b]) => compareText(a, b));
  return [
    ...machines.flatMap(({ guest }) => verifierOf(guest)),
    ...own.map(([name, where]) => ({ name, description: `secret for ${[...new Set(where)].join(', ')}` })),
  ];
}

/** Secrets are given to Terraform when it runs; nothing that is synthesized holds one. */
export function renderVariables(scope: Construct, machines: readonly ResolvedMachine[]): void {
  for (const { name, description, pattern = '^.+' } of variablesOf(machines)) {
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
}
