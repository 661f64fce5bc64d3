import { TerraformVariable } from 'cdktf';
import type { Construct } from 'constructs';
import { byRole, type ResolvedMachine } from '../model/resolved';
import { append, compareText } from '../model/values';
import {
  backupVariables,
  bringUpVariables,
  escapeTemplate,
  replicationVariables,
  type SecretVariable,
  tlsVariables,
  verifierVariables,
} from './guest';
import { addressed } from './names';

/** What users name themselves may hold anything. */
const ANY_TEXT = '^.+';

/** The secrets that a guest is told, by what it is set up to be. */
const secretsOfRole = byRole<readonly SecretVariable[], string>({
  database: (role, machine) => [
    ...verifierVariables(role, machine),
    ...tlsVariables(role),
    ...replicationVariables(role),
    ...(role.backup?.to ? backupVariables(role.backup.to) : []),
  ],
  'load-balancer': () => [],
  'cluster-node': bringUpVariables,
  plain: () => [],
});

const secretsOf = ({ name, guest: { role } }: ResolvedMachine): readonly SecretVariable[] => secretsOfRole(role, name);

/** What is told by a variable to a machine's first boot: `the file /etc/key of web`. */
const asked = ({ name, guest: { firstBoot, windows } }: ResolvedMachine): readonly (readonly [variable: string, where: string])[] =>
  [...(firstBoot?.variables ?? []), ...(windows?.variables ?? [])].map((variable) => [variable.name, `${variable.where} of ${name}`]);

/** Sensitive variables of all machines. One may be told to several. */
function variablesOf(machines: readonly ResolvedMachine[]): readonly SecretVariable[] {
  const places = new Map<string, string[]>();
  for (const [variable, where] of machines.flatMap(asked)) append(places, variable, where);
  const own = [...places].sort(([a], [b]) => compareText(a, b));
  // Nodes of one cluster share theirs.
  const ofRoles = new Map(machines.flatMap(secretsOf).map((variable) => [variable.name, variable]));
  return [
    ...ofRoles.values(),
    ...own.map(([name, where]) => ({ name, description: `secret for ${[...new Set(where)].join(', ')}`, pattern: ANY_TEXT })),
  ];
}

/** Secrets are given to Terraform when it runs; nothing that is synthesized holds one. */
export function renderVariables(scope: Construct, machines: readonly ResolvedMachine[]): void {
  for (const { name, description, pattern } of variablesOf(machines)) {
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
