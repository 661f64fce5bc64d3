import type { ResolvedMachine } from '../../../src';
import { renderCloudInit } from '../../../src/terraform/guest';

/** The files of cloud-init's NoCloud source by their names. */
export type Seed = Readonly<Record<'user-data' | 'meta-data' | 'network-config', string>>;

/**
 * What a machine is told at its first boot, as Terraform puts it together.
 * @param variables Terraform's variables by name
 */
export function seedOf(machine: ResolvedMachine, variables: Readonly<Record<string, string>>): Seed {
  const rendered = renderCloudInit(machine);
  if (rendered === undefined) throw new Error(`${machine.name} is told nothing`);
  const evaluate = (template: string): string =>
    template.replace(/([$%])\1\{|\$\{base64encode\(var\.(\w+)\)\}/g, (_, escaped: string | undefined, name: string) =>
      escaped === undefined ? Buffer.from(variables[name] ?? '').toString('base64') : `${escaped}{`,
    );
  const { userData, metaData, networkConfig } = rendered;
  return {
    'user-data': evaluate(userData.own + userData.common),
    'meta-data': evaluate(metaData),
    'network-config': evaluate(networkConfig),
  };
}
